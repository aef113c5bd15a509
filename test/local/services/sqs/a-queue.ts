import { Clock, ManualClock } from '../../../../local/machine/clock';
import { Metric } from '../../../../local/machine/metric';
import { MessageContent } from '../../../../local/services/sqs/message';
import { Queue } from '../../../../local/services/sqs/queue';
import { queueArn } from '../../../../local/services/sqs/queue-definition';
import { Sqs } from '../../../../local/services/sqs/sqs';

/** SQS with queues of these names and attributes, of which those for dead letters are called by their names. */
export function someQueues(queues: Record<string, Record<string, string>>, clock: Clock = new ManualClock()) {
  const measured: { metric: Metric; value: number }[] = [];
  const definitions = Object.entries(queues).map(([name, attributes]) => ({ name, region: 'eu-west-1', accountId: '111122223333', attributes, tags: {} }));
  const sqs = new Sqs({ queues: definitions, clock, awsUrl: 'http://localhost:3100', measure: (metric, value) => measured.push({ metric, value }) });
  const queue = (name: string): Queue => sqs.queue(arnOf(name))!;
  return { sqs, measured, queue };
}

export function arnOf(name: string): string {
  return queueArn({ name, region: 'eu-west-1', accountId: '111122223333' });
}

export function redrivenTo(name: string, maxReceiveCount: number): Record<string, string> {
  return { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount }) };
}

export function content(body: string, more: Partial<MessageContent> = {}): MessageContent {
  return { body, attributes: {}, systemAttributes: {}, ...more };
}

export function bodies(queue: Queue, max = 10): string[] {
  return queue.receive({ max }).map(({ message }) => message.content.body);
}
