import { Decision } from './evaluation';
import { Access } from './statement';
import { NeededPermission } from '../../machine/local-service';

export type Denied = Exclude<Decision, { allowed: true }>;

/**
 * The sentence with which AWS refuses.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function inAwsWords({ action, resource, principal }: Omit<Access, 'lookup'>, { policyType, isExplicit }: Denied): string {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const article = policyType.startsWith('i') ? 'an' : 'a';
  const why = isExplicit ? `with an explicit deny in ${article} ${policyType}` : `because no ${policyType} allows the ${action} action`;
  return `User: ${principal.sessionArn} is not authorized to perform: ${action}${on} ${why}`;
}

/** Why, for whoever writes the app. */
export function causeOf({ policyType, isExplicit, unmet }: Denied): string {
  const policies = {
    'identity-based policy': ['a statement of its role denies it', 'no statement of its role allows it'],
    'permissions boundary': ['the permissions boundary of its role denies it', 'the permissions boundary of its role does not allow it'],
    'resource-based policy': ['the policy of the resource denies it', 'the policy of the resource does not allow it'],
  };
  const [denies, allowsNot] = policies[policyType];
  return isExplicit ? denies : unmet.length > 0 ? `it is allowed only under conditions that do not hold, of ${unmet.join(' and ')}` : allowsNot;
}

/** What the app would say to allow it; nothing where another statement would not help. */
export function grantFor(functionPath: string, { action, resource, grantedBy }: NeededPermission, denied: Denied): string | undefined {
  if (denied.isExplicit || denied.policyType !== 'identity-based policy' || denied.unmet.length > 0) return undefined;
  const grantee = variable(functionPath.split('/').pop()!);
  return grantedBy === undefined
    ? `${grantee}.addToRolePolicy(new PolicyStatement({ actions: ['${action}'], resources: ['${resource}'] }))`
    : `${variable(grantedBy)}.grant(${grantee}, '${action}')`;
}

/** As a construct of that id might be called. */
function variable(id: string): string {
  const name = id.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string = '') => next.toUpperCase());
  return name.charAt(0).toLowerCase() + name.slice(1);
}
