import { resolvable } from '../resolvable';
import { arn, Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The functions of a stack that only deployments invoke, as CDK's own helpers: those behind custom resources. */
export function deploymentFunctions(resources: StackResources, isOf: (customResource: Resource) => boolean = () => true): Resource[] {
  const tokens = resources.ofRegion.filter(resource => resource.has('ServiceToken') && isOf(resource))
    .map(resource => resolvable(resource, 'ServiceToken'));
  const providers = resources.ofRegion.filter(fn => isProviderFramework(fn) && tokens.includes(arnOf(fn)));
  const users = providers.flatMap(usersFunctions);
  return resources.ofType('AWS::Lambda::Function').filter(fn =>
    [...tokens, ...users].includes(arnOf(fn)) || (isProviderFramework(fn) && usersFunctions(fn).some(user => users.includes(user))));
}

/** Those whose absence makes a difference: other custom resources are read here. */
export function unreadDeploymentFunctions(resources: StackResources): Resource[] {
  return deploymentFunctions(resources, ({ type }) => !resources.isRead(type));
}

/**
 * The CDK's functions around those of a `Provider`.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html
 */
function isProviderFramework(fn: Resource): boolean {
  return fn.type === 'AWS::Lambda::Function' && String(resolvable(fn, 'Description')).startsWith('AWS CDK resource provider framework');
}

function usersFunctions(framework: Resource): unknown[] {
  const { USER_ON_EVENT_FUNCTION_ARN: onEvent, USER_IS_COMPLETE_FUNCTION_ARN: isComplete } = framework.eachOf('Environment', 'Variables').values;
  return [onEvent, isComplete].filter(user => user !== undefined);
}

function arnOf(fn: Resource): string | undefined {
  const name = resolvable(fn, 'FunctionName');
  return fn.has('FunctionName') && name === undefined ? undefined : arn(fn, 'lambda', `function:${fn.ref}`);
}
