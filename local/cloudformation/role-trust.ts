import { resolvable } from './resolvable';
import { Resource } from './resource';
import { StackResources } from './stack-resources';
import { listOf, PolicyDocument } from '../services/iam/policy-document';

/**
 * Whether it is a role of the app that does not let a service of AWS assume it: nothing that has it can be deployed.
 *
 * @param service e.g. `lambda`
 */
export function isUntrusted(roleArn: string | undefined, service: string, resources: StackResources): boolean {
  return resources.ofTypeInRegion('AWS::IAM::Role').some(role => !trusts(role, service) && resources.attribute(role, 'Arn') === roleArn);
}

/** What cannot be told on this machine is trusted. */
function trusts(role: Resource, service: string): boolean {
  const trust: PolicyDocument | undefined = resolvable(role, 'AssumeRolePolicyDocument');
  return trust === undefined || listOf(trust.Statement).some(({ Effect, Action, Principal }) => Effect === 'Allow'
    && listOf(Action).some(action => ['sts:AssumeRole', 'sts:*', '*'].includes(action))
    && (Principal === '*' || listOf(Principal?.Service).some(name => String(name).split('.')[0] === service)));
}
