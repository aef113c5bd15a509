import { acrossRegions } from './across-regions';
import { DeployedResources, Resource } from './deployed-resources';
import { Rule } from './rule';
import { listOf, textOf } from '../synthesis/template-values';

export const DEAD_LETTER_QUEUE_OF_ANOTHER_KIND: Rule = {
  code: 'dead-letter-queue-of-another-kind',
  severity: 'error',
  title: 'A dead-letter queue is of the kind of what it serves: FIFO for FIFO, standard for standard, and standard for functions, rules and schedules.',
  reason: 'AWS refuses the other kind',
  fix: 'Make both queues with `fifo: true`, or both without; `api.addQueue()` makes them alike',
  awsPage: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  example: 'The dead-letter queue of Shop/us-east-1/Shop/Orders in us-east-1, eu-west-1 is standard, and must be FIFO',
  find: deployed => acrossRegions(deadLettersIn(deployed).filter(dead => dead.isFifo !== dead.mustBeFifo))
    .map(({ first: { resource, mustBeFifo }, regions }) => ({
      at: resource.owner,
      found: `The dead-letter queue of ${resource.owner.node.path} in ${regions} is ${kindOf(!mustBeFifo)}, and must be ${kindOf(mustBeFifo)}`,
    })),
};

interface DeadLetters {
  readonly resource: Resource;
  readonly isFifo: boolean;
  readonly mustBeFifo: boolean;
}

/** Where a resource names its dead-letter queue, or the destination of what fails. */
const ARNS: { [type: string]: (properties: Resource['properties']) => unknown[] } = {
  'AWS::Events::Rule': ({ Targets }) => listOf(Targets).map(({ DeadLetterConfig }) => DeadLetterConfig?.Arn),
  'AWS::Lambda::EventInvokeConfig': ({ DestinationConfig }) => [DestinationConfig?.OnFailure?.Destination],
  'AWS::Lambda::EventSourceMapping': ({ DestinationConfig }) => [DestinationConfig?.OnFailure?.Destination],
  'AWS::Lambda::Function': ({ DeadLetterConfig }) => [DeadLetterConfig?.TargetArn],
  'AWS::SNS::Subscription': ({ RedrivePolicy }) => [RedrivePolicy?.deadLetterTargetArn],
  'AWS::SQS::Queue': ({ RedrivePolicy }) => [RedrivePolicy?.deadLetterTargetArn],
  'AWS::Scheduler::Schedule': ({ Target }) => [Target?.DeadLetterConfig?.Arn],
};

function deadLettersIn(deployed: DeployedResources): DeadLetters[] {
  return deployed.inRegions(...Object.keys(ARNS)).flatMap(resource => {
    const served = resource.type === 'AWS::SNS::Subscription' ? isFifo(deployed, resource, resource.properties.TopicArn)
      : resource.type === 'AWS::SQS::Queue' && isFifoItself(resource);
    return ARNS[resource.type](resource.properties).flatMap(arn => {
      const fifo = isFifo(deployed, resource, arn);
      return fifo === undefined || served === undefined ? [] : [{ resource, isFifo: fifo, mustBeFifo: served }];
    });
  });
}

/** Of a queue or topic; none of what is not known before deployment. */
function isFifo(deployed: DeployedResources, from: Resource, arn: unknown): boolean | undefined {
  const resource = deployed.referredBy(from, arn, 'AWS::SQS::Queue', 'AWS::SNS::Topic');
  if (resource) return isFifoItself(resource);
  const text = textOf(arn, from.region);
  return text?.startsWith('arn:') ? text.endsWith('.fifo') : undefined;
}

function isFifoItself({ properties: { FifoQueue, FifoTopic } }: Resource): boolean {
  return (FifoQueue ?? FifoTopic) === true;
}

function kindOf(fifo: boolean): string {
  return fifo ? 'FIFO' : 'standard';
}
