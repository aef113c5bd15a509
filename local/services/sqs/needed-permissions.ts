import { Queue } from './queue';
import { queueArn } from './queue-definition';
import { NeededPermission } from '../../machine/local-service';

interface QueueOwner {
  readonly region: string;
  readonly accountId: string;
  readonly queue: (arn: string) => Queue | undefined;
}

/**
 * What a caller must be allowed for a request.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function neededPermissions(operation: string, input: Record<string, any>, owner: QueueOwner): NeededPermission[] {
  const action = operation.replace(/Batch$/, '');
  const on = (resource: string, done: string = action): NeededPermission =>
    ({ action: `sqs:${done}`, resource, grantedBy: owner.queue(resource)?.definition.constructId });
  const { SourceArn: source, DestinationArn: destination, QueueUrl, QueueName = String(QueueUrl).split('/').pop() } = input;
  switch (operation) {
    case 'ListQueues': return [{ action: 'sqs:ListQueues', resource: '*' }];
    case 'ListMessageMoveTasks': return [on(String(source))];
    case 'StartMessageMoveTask': return [
      on(String(source)), on(String(source), 'ReceiveMessage'), on(String(source), 'DeleteMessage'), ...destination === undefined ? [] : [on(destination, 'SendMessage')],
    ];
    default: return [on(queueArn({ ...owner, name: QueueName }))];
  }
}
