import { partition } from '../../machine/aws-regions';
import { id, Identity, named, Resource } from '../resource';

const roleName = named('RoleName');
const policyName = named('ManagedPolicyName');

export const IAM_IDENTITIES: Record<string, Identity> = {
  'AWS::IAM::ManagedPolicy': { ref: managedPolicyArn, attributes: { PolicyArn: managedPolicyArn } },
  'AWS::IAM::Role': { ref: roleName, attributes: { Arn: roleArn, RoleId: roleId } },
};

export function roleArn(role: Resource): string {
  return globalArn(role, `role${role.property('Path') ?? '/'}${roleName(role)}`);
}

export function roleId(role: Resource): string {
  return `AROA${id(role, 17).toUpperCase()}`;
}

export function managedPolicyArn(policy: Resource): string {
  return globalArn(policy, `policy${policy.property('Path') ?? '/'}${policyName(policy)}`);
}

function globalArn({ stack: { region, accountId } }: Resource, rest: string): string {
  return `arn:${partition(region).name}:iam::${accountId}:${rest}`;
}
