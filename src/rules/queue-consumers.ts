import { acrossRegions } from './across-regions';
import { DeployedResources, Resource } from './deployed-resources';
import { functionReferredBy } from './functions-behind';
import { Rule, Violation } from './rule';

export const VISIBILITY_TOO_SHORT: Rule = {
  code: 'visibility-too-short',
  severity: 'error',
  warnsOf: 'less than six times the time-out, and the batching window',
  title: 'A queue hides a message for at least six times the time-out of the function that works on it, and its batching window.',
  reason: 'Lambda refuses less than the time-out; with less than six times that, messages that wait for a throttled function are received again, and end in the '
    + 'dead-letter queue without a try',
  fix: 'Give the queue a longer `visibilityTimeout`, or the function a shorter `timeout`; a queue of `api.addQueue()` follows its consumer',
  awsPage: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  example: 'The queue at Shop/us-east-1/Shop/Orders in us-east-1, eu-west-1 hides a message for 30 s, '
    + 'where the function at Shop/us-east-1/Shop/Worker may take 60 s',
  find: deployed => acrossRegions(consumersIn(deployed).filter(isTooShort)).map(({ first, regions }) => toViolation(first, regions)),
};

/** A queue and the function that works on it, in seconds. */
interface Consumer {
  readonly resource: Resource;
  readonly visibility: number;
  readonly worker: Resource;
  readonly timeout: number;
  readonly window: number;
}

function toViolation({ resource, visibility, worker, timeout, window }: Consumer, regions: string): Violation {
  return {
    at: resource.owner,
    severity: visibility < timeout ? undefined : 'warning',
    found: `The queue at ${resource.owner.node.path} in ${regions} hides a message for ${visibility} s, where the function at `
      + `${worker.owner.node.path} may take ${timeout} s${window > 0 ? ` and its batches ${window} s` : ''}`,
  };
}

/** Of the defaults of SQS and Lambda, where the template says nothing. */
function consumersIn(deployed: DeployedResources): Consumer[] {
  return deployed.inRegions('AWS::Lambda::EventSourceMapping').flatMap(mapping => {
    const resource = deployed.referredBy(mapping, mapping.properties.EventSourceArn, 'AWS::SQS::Queue');
    const worker = functionReferredBy(deployed, mapping, mapping.properties.FunctionName);
    return resource && worker ? [{
      resource,
      visibility: resource.properties.VisibilityTimeout ?? 30,
      worker,
      timeout: worker.properties.Timeout ?? 3,
      window: mapping.properties.MaximumBatchingWindowInSeconds ?? 0,
    }] : [];
  });
}

/** What is known after deployment only is no number. */
function isTooShort({ visibility, timeout, window }: Consumer): boolean {
  return visibility < 6 * timeout + window;
}
