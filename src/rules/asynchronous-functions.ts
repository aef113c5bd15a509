import { isAcknowledged } from './acknowledgements';
import { acrossRegions } from './across-regions';
import { DeployedResources, Resource } from './deployed-resources';
import { functionReferredBy, FUNCTION } from './functions-behind';
import { Rule } from './rule';
import { targetsOf } from './schedules';
import { NAMESPACE } from '../synthesis/namespace';
import { listOf, referencesIn } from '../synthesis/template-values';

export const FAILED_EVENTS_LOST: Rule = {
  code: 'failed-events-lost',
  severity: 'warning',
  title: 'The events of a function that nobody waits for are kept when they fail.',
  reason: 'Lambda drops an event after three attempts, or six hours, and nobody gets to know',
  fix: 'Give the function an `onFailure`, such as `region.addFailureDestination()`, or a `deadLetterQueue` of its own; that of a target or a subscription has '
    + 'what could not be handed over alone. Acknowledge what may be lost',
  awsPage: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
  example: 'The function at Shop/us-east-1/Shop/Index in us-east-1, eu-west-1 gets events from Shop/us-east-1/Shop/Index/Orders, and has no destination for those that fail',
  find: deployed => {
    const kept = keptIn(deployed);
    const lost = eventSourcesIn(deployed).filter(({ resource, source }) => !kept.has(resource) && !isAcknowledged(source.owner, `${NAMESPACE}failed-events-lost`));
    return acrossRegions(lost).map(({ first: { resource, source }, regions }) => ({
      at: resource.owner,
      found: `The function at ${resource.owner.node.path} in ${regions} gets events from ${source.owner.node.path}, and has no destination for those that fail`,
    }));
  },
};

/** Who gives a function its events and does not wait: the template's word for the function. */
const SOURCES: { [type: string]: (properties: Resource['properties'], source: Resource) => unknown[] } = {
  'AWS::ApiGateway::Method': ({ Integration: integration }) => integration?.RequestParameters?.[INVOCATION_TYPE] === "'Event'" ? [integration.Uri] : [],
  'AWS::Events::Rule': (_, source) => targetsOf(source),
  'AWS::Lambda::EventInvokeConfig': ({ FunctionName }) => [FunctionName],
  'AWS::S3::Bucket': ({ NotificationConfiguration: notifications }) => listOf(notifications?.LambdaConfigurations).map(({ Function }) => Function),
  'AWS::SNS::Subscription': ({ Protocol, Endpoint }) => Protocol === 'lambda' ? [Endpoint] : [],
  'AWS::SNS::Topic': ({ Subscription }) => listOf(Subscription).filter(({ Protocol }) => Protocol === 'lambda').map(({ Endpoint }) => Endpoint),
  'AWS::Scheduler::Schedule': (_, source) => targetsOf(source),
  'Custom::S3BucketNotifications': ({ NotificationConfiguration: notifications }) =>
    listOf(notifications?.LambdaFunctionConfigurations).map(({ LambdaFunctionArn }) => LambdaFunctionArn),
};

const INVOCATION_TYPE = 'integration.request.header.X-Amz-Invocation-Type';

function eventSourcesIn(deployed: DeployedResources): { resource: Resource; source: Resource }[] {
  return deployed.inRegions(...Object.keys(SOURCES)).flatMap(source => SOURCES[source.type](source.properties, source)
    .flatMap(arn => referencesIn(arn).map(Ref => functionReferredBy(deployed, source, { Ref })))
    .flatMap(resource => resource ? [{ resource, source }] : []));
}

/** The functions that have a destination or a dead-letter queue; where it may be elsewhere, that of an alias is the function's. */
function keptIn(deployed: DeployedResources): Set<Resource> {
  const configs = deployed.inRegions('AWS::Lambda::EventInvokeConfig').filter(({ properties }) => properties.DestinationConfig?.OnFailure !== undefined);
  return new Set([
    ...configs.flatMap(config => functionReferredBy(deployed, config, config.properties.FunctionName) ?? []),
    ...deployed.inRegions(FUNCTION).filter(({ properties }) => properties.DeadLetterConfig !== undefined),
  ]);
}
