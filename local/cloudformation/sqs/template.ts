import { partition } from '../../machine/aws-regions';
import { ResourcePolicyDefinition } from '../../services/iam/role-definition';
import { queueArn, QueueDefinition } from '../../services/sqs/queue-definition';
import { id, Identity, named, Resource } from '../resource';
import { ServiceTemplate } from '../service-template';
import { StackResources } from '../stack-resources';

export interface SqsDefinitions {
  readonly queues: QueueDefinition[];
}

/** Attributes that the template gives as they are; the redrive policies are objects there. */
const ATTRIBUTES = [
  'ContentBasedDeduplication', 'DeduplicationScope', 'DelaySeconds', 'FifoQueue', 'FifoThroughputLimit', 'KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId',
  'MaximumMessageSize', 'MessageRetentionPeriod', 'ReceiveMessageWaitTimeSeconds', 'RedriveAllowPolicy', 'RedrivePolicy', 'SqsManagedSseEnabled', 'VisibilityTimeout',
];

const physicalName = named('QueueName');

function queueName(queue: Resource): string {
  const name = physicalName(queue);
  return queue.property('FifoQueue') && !name.endsWith('.fifo') ? `${name}.fifo` : name;
}

/** Where clients find it: here, or on AWS where nothing runs. */
function queueUrl(queue: Resource): string {
  const { region, accountId, awsUrl = `https://sqs.${region}.${partition(region).dnsSuffix}` } = queue.stack;
  return `${awsUrl}/${accountId}/${queueName(queue)}`;
}

const QUEUE: Identity = {
  ref: queueUrl,
  attributes: {
    Arn: queue => queueArn({ ...queue.stack, name: queueName(queue) }),
    QueueName: queueName,
    QueueUrl: queueUrl,
  },
};

export const SQS: ServiceTemplate<SqsDefinitions & { resourcePolicies: ResourcePolicyDefinition[] }> = {
  runs: 'standard and FIFO queues, with delays, long polls, deduplication, dead-letter queues and redrive',
  differs: [
    'nothing is encrypted, and who may redrive to a queue is not limited',
    'a redrive moves all messages at once; `ReceiveRequestAttemptId` has no effect',
    'a message counts as new in its dead-letter queue; who sent it is the account',
  ],
  types: ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'],
  identities: { 'AWS::SQS::Queue': QUEUE, 'AWS::SQS::QueuePolicy': { ref: policy => id(policy, 12) } },
  define: resources => ({ queues: readQueues(resources), resourcePolicies: readQueuePolicies(resources) }),
};

function readQueues(resources: StackResources): QueueDefinition[] {
  return resources.read(resources.ofType('AWS::SQS::Queue'), queue => ({
    name: queueName(queue),
    region: queue.stack.region,
    accountId: queue.stack.accountId,
    constructId: queue.path.split('/').pop(),
    attributes: Object.fromEntries(ATTRIBUTES.map(name => [name, queue.property(name)] as const)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])),
    tags: Object.fromEntries((queue.property('Tags') ?? []).map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value])),
  }));
}

/** What the queues' own policies allow. */
function readQueuePolicies(resources: StackResources): ResourcePolicyDefinition[] {
  return resources.read(resources.ofType('AWS::SQS::QueuePolicy'), policy =>
    (policy.known('Queues') as string[]).map(url => ({
      resource: queueArn({ ...policy.stack, name: url.split('/').pop()! }),
      document: policy.known('PolicyDocument') ?? {},
    }))).flat();
}
