import { DeployedResources, Resource } from './deployed-resources';
import { isObject, listOf } from './template-values';

const ROLE = 'AWS::IAM::Role';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

/** AWS's policies that allow nothing on tables. */
const WITHOUT_TABLES = [
  'AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole', 'AWSXRayDaemonWriteAccess', 'AWSXrayWriteOnlyAccess',
  'CloudWatchLambdaInsightsExecutionRolePolicy',
];

/** A statement of a policy, in the template that it is from. */
export interface RoleStatement {
  readonly resource: Resource;
  readonly statement: { [element: string]: any };
}

/** What the app's roles allow, by all of the policies that it attaches to them. */
export class RoleStatements {
  private attached?: Map<Resource, Resource[]>;

  constructor(private readonly deployed: DeployedResources) {}

  /** Undefined where more may be allowed than the app tells: a role or a policy from elsewhere. */
  ofFunction(resource: Resource): RoleStatement[] | undefined {
    const role = this.deployed.referredBy(resource, resource.properties.Role, ROLE);
    if (!role) return undefined;
    const managed = listOf(role.properties.ManagedPolicyArns).filter(arn => !isWithoutTables(arn));
    const documents = managed.map(arn => this.deployed.referredBy(role, arn, MANAGED_POLICY));
    if (documents.some(document => document === undefined)) return undefined;
    return [
      ...listOf(role.properties.Policies).flatMap(({ PolicyDocument }) => statementsOf(role, PolicyDocument)),
      ...[...documents as Resource[], ...this.attachedTo(role)].flatMap(policy => statementsOf(policy, policy.properties.PolicyDocument)),
    ];
  }

  private attachedTo(role: Resource): Resource[] {
    this.attached ??= this.findAttached();
    return this.attached.get(role) ?? [];
  }

  private findAttached(): Map<Resource, Resource[]> {
    const attached = new Map<Resource, Resource[]>();
    for (const policy of this.deployed.ofType('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', MANAGED_POLICY)) {
      for (const name of [...listOf(policy.properties.Roles), ...listOf(policy.properties.RoleName)]) {
        const role = this.deployed.referredBy(policy, name, ROLE);
        if (role) attached.set(role, [...attached.get(role) ?? [], policy]);
      }
    }
    return attached;
  }
}

function statementsOf(resource: Resource, document: unknown): RoleStatement[] {
  return isObject(document) ? listOf(document.Statement).filter(isObject).map(statement => ({ resource, statement })) : [];
}

function isWithoutTables(arn: unknown): boolean {
  const text = JSON.stringify(arn);
  return WITHOUT_TABLES.some(name => text.includes(`/${name}"`));
}
