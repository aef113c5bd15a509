import { Access, Statement } from './statement';

/** The policies that have a say in what a role does. */
export interface Policies {
  readonly identity: readonly Statement[];
  /** Whether others of the role, which are not known, may allow more. @default false */
  readonly mayAllowMore?: boolean;
  /** @default - the role has none */
  readonly boundary?: readonly Statement[];
  /** Of the policy of the resource itself. */
  readonly resource: readonly Statement[];
}

export type PolicyType = 'identity-based policy' | 'permissions boundary' | 'resource-based policy';

export type Decision =
  | { readonly allowed: true }
  /** `unmet` are the keys of the conditions under which it would be allowed. */
  | { readonly allowed: false; readonly policyType: PolicyType; readonly isExplicit: boolean; readonly unmet: readonly string[] };

const ALLOWED: Decision = { allowed: true };

/**
 * Whether a role's session may do something in its own account: not if any policy denies it; if its own policies or the resource's allow it, within
 * its boundary. What a resource's policy allows the session itself, or everybody, no boundary limits; what it allows the account, it leaves
 * to the role's own policies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decide(access: Access, { identity, mayAllowMore = false, boundary, resource }: Policies): Decision {
  const applying = (statements: readonly Statement[]) => statements.filter(one => one.concerns(access) && one.unmet(access).length === 0);
  const own = applying(identity);
  const within = boundary && applying(boundary);
  const ofResource = applying(resource.filter(one => one.meant(access)));
  const denying = ([['identity-based policy', own], ['permissions boundary', within ?? []], ['resource-based policy', ofResource]] as const)
    .find(([, statements]) => statements.some(({ isDeny }) => isDeny));
  if (denying) return { allowed: false, policyType: denying[0], isExplicit: true, unmet: [] };

  const meant = ofResource.map(one => one.meant(access));
  if (meant.includes('session')) return ALLOWED;
  if (own.length === 0 && !mayAllowMore && !meant.includes('role')) return refused('identity-based policy', identity);
  return within?.length === 0 ? refused('permissions boundary', boundary!) : ALLOWED;

  function refused(policyType: PolicyType, statements: readonly Statement[]): Decision {
    const unmet = statements.filter(one => !one.isDeny && one.concerns(access)).flatMap(one => one.unmet(access));
    return { allowed: false, policyType, isExplicit: false, unmet: [...new Set(unmet)] };
  }
}
