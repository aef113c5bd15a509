import { Message, MessageAttribute } from './message';
import { QueueDefinition } from './queue-definition';

/** What AWS itself tells of a message. */
export function systemAttributesOf(message: Message, queue: QueueDefinition): Record<string, string> {
  const { content, sentAt, receiveCount, firstReceivedAt, sequence, deadLetterSourceArn } = message;
  return {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: String(Math.floor(sentAt)),
    SenderId: queue.accountId,
    ApproximateFirstReceiveTimestamp: String(Math.floor(firstReceivedAt!)),
    ...queue.attributes.FifoQueue === 'true' && { SequenceNumber: sequence, MessageDeduplicationId: content.deduplicationId! },
    ...content.groupId !== undefined && { MessageGroupId: content.groupId },
    ...textsOf(content.systemAttributes),
    ...deadLetterSourceArn !== undefined && { DeadLetterQueueSourceArn: deadLetterSourceArn },
  };
}

function textsOf(attributes: Readonly<Record<string, MessageAttribute>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, { StringValue = '' }]) => [name, StringValue]));
}
