import { DeployedResources, Resource } from './deployed-resources';
import { isObject, listOf } from '../synthesis/template-values';

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
  private attached?: Attached;

  constructor(private readonly deployed: DeployedResources) {}

  /** Undefined where more may be allowed than the app tells: a role or a policy from elsewhere. */
  ofFunction(resource: Resource): RoleStatement[] | undefined {
    const role = this.deployed.referredBy(resource, resource.properties.Role, ROLE);
    if (!role) return undefined;
    const managed = listOf(role.properties.ManagedPolicyArns).filter(arn => !isWithoutTables(arn));
    const documents = managed.map(arn => this.deployed.referredBy(role, arn, MANAGED_POLICY));
    const { known, unknown } = this.attached ??= this.findAttached();
    if (documents.some(document => document === undefined) || unknown.some(({ region }) => region === role.region)) return undefined;
    return [
      ...listOf(role.properties.Policies).filter(isObject).flatMap(({ PolicyDocument }) => statementsOf(role, PolicyDocument)),
      ...[...documents as Resource[], ...known.get(role) ?? []].flatMap(policy => statementsOf(policy, policy.properties.PolicyDocument)),
    ];
  }

  private findAttached(): Attached {
    const known = new Map<Resource, Resource[]>();
    const unknown: Resource[] = [];
    for (const policy of this.deployed.ofType('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', MANAGED_POLICY)) {
      for (const name of [...listOf(policy.properties.Roles), ...listOf(policy.properties.RoleName)]) {
        const role = this.roleOf(policy, name);
        if (role) known.set(role, [...known.get(role) ?? [], policy]);
        else if (typeof name !== 'string') unknown.push(policy);
      }
    }
    return { known, unknown };
  }

  private roleOf(policy: Resource, name: unknown): Resource | undefined {
    if (typeof name !== 'string') return this.deployed.referredBy(policy, name, ROLE);
    const roles = this.deployed.ofType(ROLE).filter(({ properties }) => properties.RoleName === name);
    return roles.find(({ stack }) => stack === policy.stack) ?? roles[0];
  }
}

interface Attached {
  readonly known: Map<Resource, Resource[]>;
  /** Attached to roles that the template does not tell, say, by a parameter of a nested stack. */
  readonly unknown: Resource[];
}

function statementsOf(resource: Resource, document: unknown): RoleStatement[] {
  return isObject(document) ? listOf(document.Statement).filter(isObject).map(statement => ({ resource, statement })) : [];
}

function isWithoutTables(arn: unknown): boolean {
  const text = JSON.stringify(arn);
  return WITHOUT_TABLES.some(name => text.includes(`/${name}"`));
}
