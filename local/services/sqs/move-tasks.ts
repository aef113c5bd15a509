import { randomUUID } from 'crypto';
import { Queues } from './queue';
import { sqsError } from './sqs-error';
import { Clock } from '../../machine/clock';
import { Operation } from '../../machine/wire/operation-call';

/** How many are told of, the latest first. */
const MAX_TASKS = 10;

/** The calls that give messages of a dead-letter queue back: all at once, here. */
export function moveTasks(queues: Queues, clock: Clock): Record<string, Operation> {
  const tasks: { readonly SourceArn: string; readonly [detail: string]: unknown }[] = [];
  const existing = (arn: string) => {
    const queue = queues.queue(arn);
    if (!queue) throw sqsError('ResourceNotFoundException', 'The resource that you specified for the SourceArn parameter doesn\'t exist.', 404);
    return queue;
  };
  return {
    StartMessageMoveTask: ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }, region) => {
      const source = existing(SourceArn);
      if (!queues.queuesOf(region).some(({ deadLetterTargetArn }) => deadLetterTargetArn === SourceArn)) {
        throw sqsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
      }
      tasks.splice(MAX_TASKS - 1);
      const moved = source.moveAll(({ deadLetterSourceArn }) => existing(DestinationArn ?? deadLetterSourceArn));
      tasks.unshift({
        SourceArn,
        DestinationArn,
        MaxNumberOfMessagesPerSecond,
        Status: 'COMPLETED',
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: moved,
        StartedTimestamp: Math.floor(clock.now()),
      });
      return { TaskHandle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: SourceArn })).toString('base64') };
    },
    ListMessageMoveTasks: ({ SourceArn, MaxResults = 1 }) => {
      existing(SourceArn);
      return { Results: tasks.filter(task => task.SourceArn === SourceArn).slice(0, Number(MaxResults)) };
    },
  };
}
