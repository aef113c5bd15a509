import { DEFAULT_EVENT_INVOKE_CONFIG, EventInvokeConfig } from '../../services/lambda/event-invoke-config';
import { calledFunction } from '../called-function';
import { Resource } from '../resource';
import { limit, Limit, limitBy } from '../service-template';
import { StackResources } from '../stack-resources';

const TYPE = 'AWS::Lambda::EventInvokeConfig';

/** The services that take what is delivered to them here. */
const DELIVERED = ['lambda', 'sqs'];

export function readEventInvokeConfigs(resources: StackResources): EventInvokeConfig[] {
  return resources.read(resources.ofType(TYPE), config => {
    const { functionName, qualifier = config.property('Qualifier') } = calledFunction(config);
    const destinations = destinationsOf(config);
    return {
      region: config.stack.region,
      functionName,
      qualifier: qualifier === '$LATEST' ? undefined : qualifier,
      maximumRetryAttempts: Number(config.property('MaximumRetryAttempts') ?? DEFAULT_EVENT_INVOKE_CONFIG.maximumRetryAttempts),
      maximumEventAgeSeconds: Number(config.property('MaximumEventAgeInSeconds') ?? DEFAULT_EVENT_INVOKE_CONFIG.maximumEventAgeSeconds),
      onSuccess: delivered(destinations.OnSuccess),
      onFailure: delivered(destinations.OnFailure),
    };
  });
}

/** What is not delivered where no service takes it. */
export const ASYNCHRONOUS_LIMITS: Limit[] = [
  limitBy(TYPE, config => {
    const arns = Object.values(destinationsOf(config)).map(({ Destination }) => Destination);
    return arns.map(serviceOf).find(service => !DELIVERED.includes(service));
  }, 'what comes of its events is not delivered to {a service that does not run here}'),
  limit('AWS::Lambda::Function', fn => fn.has('DeadLetterConfig') && !DELIVERED.includes(serviceOf(fn.known('DeadLetterConfig').TargetArn)),
    'events that it fails at go to no dead-letter queue'),
];

function delivered(destination?: { readonly Destination: string }): string | undefined {
  return destination && DELIVERED.includes(serviceOf(destination.Destination)) ? destination.Destination : undefined;
}

function destinationsOf(config: Resource): Record<string, { Destination: string }> {
  return config.known('DestinationConfig') ?? {};
}

/** The service of an ARN that is known. */
function serviceOf(arn: unknown): string {
  return String(arn).split(':')[2] ?? 'what is not on this machine';
}
