import { managedByAws } from './managed-policies';
import { PolicyDefinition, RoleDefinition } from './role-definition';
import { Statement, statementsOf } from './statement';

/** What a role may do. */
export interface Rights {
  /** Undefined for a role that no template defines. */
  readonly role?: RoleDefinition;
  readonly identity: readonly Statement[];
  /** @default - the role has none */
  readonly boundary?: readonly Statement[];
  /** The ARNs of its policies, and of a boundary, of which nothing tells what they allow. */
  readonly unknownPolicies: readonly string[];
}

/** The policies of a role, wherever they are defined. */
export function rightsOf(roleArn: string, roles: readonly RoleDefinition[], policies: readonly PolicyDefinition[]): Rights {
  const defined = roles.filter(({ arn }) => arn === roleArn);
  const attached = policies.filter(({ roleNames }) => defined.some(({ roleName }) => roleNames.includes(roleName)));
  const managed = defined.flatMap(role => role.managedPolicies);
  const boundary = defined.flatMap(role => role.boundary ?? []);
  const documentOf = (policy: string) => policies.find(({ arn }) => arn === policy)?.document ?? managedByAws(policy);
  const known = (arns: readonly string[]) => arns.flatMap(arn => documentOf(arn) ?? []);
  const isBounded = boundary.some(documentOf);
  return {
    role: defined[0],
    identity: statementsOf([...defined.flatMap(role => role.policies), ...attached.map(({ document }) => document), ...known(managed)]),
    boundary: isBounded ? statementsOf(known(boundary)) : undefined,
    unknownPolicies: [...managed, ...boundary].filter(arn => !documentOf(arn)),
  };
}
