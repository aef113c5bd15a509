import { Policies } from './evaluation';
import { managedByAws } from './managed-policies';
import { PolicyDefinition, RoleDefinition } from './role-definition';
import { statementsOf } from './statement';

/** What a role may do. */
export interface Rights extends Omit<Policies, 'resource'> {
  /** Undefined for a role that no template defines. */
  readonly role?: RoleDefinition;
  /** The ARNs of its policies of which nothing tells what they allow. */
  readonly unknownPolicies: readonly string[];
  /** That of its boundary, if nothing tells what it limits. */
  readonly unknownBoundary?: string;
}

/** The policies of a role, wherever they are defined. */
export function rightsOf(roleArn: string, roles: readonly RoleDefinition[], policies: readonly PolicyDefinition[]): Rights {
  const documentOf = (policy: string) => policies.find(({ arn }) => arn === policy)?.document ?? managedByAws(policy);
  const defined = roles.filter(({ arn }) => arn === roleArn);
  const attached = policies.filter(({ roleNames }) => defined.some(({ roleName }) => roleNames.includes(roleName)));
  const managed = defined.flatMap(role => role.managedPolicies);
  const unknownPolicies = managed.filter(arn => !documentOf(arn));
  const [role] = defined;
  const limit = role?.boundary === undefined ? undefined : documentOf(role.boundary);
  return {
    role,
    identity: statementsOf([
      ...defined.flatMap(one => one.policies),
      ...attached.map(({ document }) => document),
      ...managed.flatMap(arn => documentOf(arn) ?? []),
    ]),
    mayAllowMore: !role || unknownPolicies.length > 0,
    boundary: limit && statementsOf([limit]),
    unknownPolicies,
    unknownBoundary: limit ? undefined : role?.boundary,
  };
}
