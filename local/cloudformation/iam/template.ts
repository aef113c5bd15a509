import { IAM_IDENTITIES, managedPolicyArn, roleArn, roleId } from './identities';
import { PolicyDefinition, ResourcePolicyDefinition, RoleDefinition } from '../../services/iam/role-definition';
import { Resource } from '../resource';
import { ServiceTemplate } from '../service-template';

export interface IamDefinitions {
  readonly roles: RoleDefinition[];
  readonly policies: PolicyDefinition[];
  /** Told by the services whose resources have them. */
  readonly resourcePolicies: ResourcePolicyDefinition[];
}

const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy'];

export const IAM: ServiceTemplate<Omit<IamDefinitions, 'resourcePolicies'>> = {
  runs: 'what the roles of functions allow, by [their policies](#permissions)',
  types: ['AWS::IAM::Role', ...POLICIES],
  identities: IAM_IDENTITIES,
  define: resources => ({
    roles: resources.read(resources.ofType('AWS::IAM::Role'), readRole),
    policies: resources.read(resources.ofType(...POLICIES), readPolicy),
  }),
};

function readRole(role: Resource): RoleDefinition {
  return {
    arn: roleArn(role),
    roleName: role.ref,
    roleId: roleId(role),
    policies: (role.known('Policies') ?? []).map(({ PolicyDocument: document }: any) => document ?? {}),
    managedPolicies: role.known('ManagedPolicyArns') ?? [],
    boundary: role.known('PermissionsBoundary'),
    tags: Object.fromEntries((role.known('Tags') ?? []).map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value])),
  };
}

function readPolicy(policy: Resource): PolicyDefinition {
  return {
    arn: policy.type === 'AWS::IAM::ManagedPolicy' ? managedPolicyArn(policy) : undefined,
    document: policy.known('PolicyDocument') ?? {},
    roleNames: [...policy.known('Roles') ?? [], policy.known('RoleName')].filter(name => name !== undefined),
  };
}
