import { PolicyDocument } from './policy-document';

/** A role of a template. */
export interface RoleDefinition {
  readonly arn: string;
  readonly roleName: string;
  readonly roleId: string;
  /** Those in the role itself. */
  readonly policies: readonly PolicyDocument[];
  /** The ARNs of policies, of the app, of AWS or of anybody. */
  readonly managedPolicies: readonly string[];
  /** The ARN of a policy. */
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A policy beside the roles. */
export interface PolicyDefinition {
  /** Of a managed policy. */
  readonly arn?: string;
  readonly document: PolicyDocument;
  /** The names of the roles to which it attaches itself. */
  readonly roleNames: readonly string[];
}

/** The policy of a resource, say of a table. */
export interface ResourcePolicyDefinition {
  /** The ARN of the resource; the policy is for what is below it, too, as for a table's indexes. */
  readonly resource: string;
  readonly document: PolicyDocument;
}
