import { Message } from './message';
import { sqsError } from './sqs-error';

/** What a message is deleted by: it is another one each time that the message is received. */
export function handleOf(queueName: string, { id, receipt }: Message): string {
  return Buffer.from(JSON.stringify([queueName, id, receipt])).toString('base64');
}

export function readHandle(queueName: string, handle: unknown): { id: string; receipt: string } {
  try {
    const [name, id, receipt] = JSON.parse(Buffer.from(String(handle), 'base64').toString());
    if (name === queueName) return { id, receipt };
  } catch {
    // it is none of here
  }
  throw sqsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`, 404);
}
