import { createHash } from 'crypto';
import { AssembledStack, CloudFormationResource } from './assembly';
import { Intrinsics } from './intrinsics';
import { partition } from '../machine/partition';

/** One resource of a stack, its properties resolved when they are asked for. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** The construct path where the template has it, else the stack and the logical ID: for messages. */
  readonly path: string;
  readonly stack: AssembledStack;
  /** What `Ref` gives. */
  readonly ref: string;
  property(name: string): any;
  /** An object's properties one by one: those that resolve, and what is wrong with each of the others. */
  eachOf(property: string, key: string): { values: Record<string, any>; problems: Record<string, string> };
  /** Whether the template has the property, whatever it refers to. */
  has(name: string): boolean;
}

/** How `Ref` and `Fn::GetAtt` of one resource type come about. */
interface Identity {
  readonly ref: (resource: Resource) => string;
  readonly attributes?: Record<string, (resource: Resource) => string>;
}

/** The resources of one stack, and what they are called on this machine. */
export class StackResources {
  readonly all: Resource[];
  private readonly byId: Map<string, Resource>;
  private readonly intrinsics: Intrinsics;

  constructor(readonly stack: AssembledStack) {
    this.intrinsics = new Intrinsics(stack, {
      ref: logicalId => this.withIdentity(logicalId, (identity, resource) => identity.ref(resource)),
      attribute: (logicalId, name) => this.withIdentity(logicalId, (identity, resource) => identity.attributes?.[name]?.(resource)),
    });
    this.all = Object.entries(stack.template.Resources ?? {})
      .filter(([logicalId, { Condition }]) => !Condition || this.intrinsics.condition(Condition, `${stack.name}/${logicalId}`))
      .map(([logicalId, resource]) => this.describe(logicalId, resource));
    this.byId = new Map(this.all.map(resource => [resource.logicalId, resource]));
  }

  ofType(...types: string[]): Resource[] {
    return this.all.filter(resource => types.includes(resource.type));
  }

  /** What `Fn::GetAtt` gives for one of these resources. */
  attribute(resource: Resource, name: string): string {
    return IDENTITIES[resource.type].attributes![name](resource);
  }

  /** What an output would have for a value. */
  output(name: string): any {
    return this.intrinsics.resolve(this.stack.template.Outputs?.[name]?.Value, `Output ${name} of ${this.stack.name}`);
  }

  private withIdentity<T>(logicalId: string, then: (identity: Identity, resource: Resource) => T): T | undefined {
    const resource = this.byId.get(logicalId);
    const identity = resource && IDENTITIES[resource.type];
    return identity && then(identity, resource);
  }

  private describe(logicalId: string, { Type: type, Properties: properties = {}, Metadata: metadata = {} }: CloudFormationResource): Resource {
    const path = (metadata['aws:cdk:path'] as string | undefined)?.replace(/\/Resource$/, '') ?? `${this.stack.name}/${logicalId}`;
    const { intrinsics } = this;
    const where = (name: string) => `${name} of ${path} (${type})`;
    return {
      logicalId,
      type,
      path,
      stack: this.stack,
      get ref() { return IDENTITIES[type].ref(this); },
      property: name => intrinsics.resolve(properties[name], where(name)),
      eachOf: (name, key) => resolveEach((properties[name] as any)?.[key] ?? {}, (value, entry) => intrinsics.resolve(value, `${name}.${entry}`)),
      has: name => intrinsics.isGiven(properties[name], where(name)),
    };
  }
}

function resolveEach(object: Record<string, unknown>, resolve: (value: unknown, key: string) => any) {
  const values: Record<string, any> = {};
  const problems: Record<string, string> = {};
  for (const [key, value] of Object.entries(object)) {
    try {
      values[key] = resolve(value, key);
    } catch (error) {
      problems[key] = (error as Error).message;
    }
  }
  return { values, problems };
}

/** A made-up id that is the same at every start. */
function id(resource: Resource, length: number): string {
  const { name, region } = resource.stack;
  const hash = createHash('sha256').update(`${region}/${name}/${resource.logicalId}`).digest('hex');
  return BigInt(`0x${hash}`).toString(36).slice(0, length);
}

function uuid(resource: Resource): string {
  const { name, region } = resource.stack;
  const hash = createHash('sha256').update(`${region}/${name}/${resource.logicalId}`).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(12, 15)}`, `8${hash.slice(15, 18)}`, hash.slice(18, 30)].join('-');
}

function zoneId(resource: Resource): string {
  return `Z${id(resource, 19).toUpperCase()}`;
}

function arn({ stack: { region, accountId } }: Resource, service: string, rest: string): string {
  return `arn:${partition(region).name}:${service}:${region}:${accountId}:${rest}`;
}

function roleArn(resource: Resource): string {
  const { region, accountId } = resource.stack;
  return `arn:${partition(region).name}:iam::${accountId}:role/${roleName(resource)}`;
}

function domainTarget(resource: Resource): string {
  const { region } = resource.stack;
  return `d-${id(resource, 10)}.execute-api.${region}.${partition(region).dnsSuffix}`;
}

function routingControlArn(resource: Resource): string {
  const { region, accountId } = resource.stack;
  return `arn:${partition(region).name}:route53-recovery-control::${accountId}:controlpanel/local/routingcontrol/${id(resource, 16)}`;
}

function named(property: string): (resource: Resource) => string {
  return resource => resource.property(property) ?? `${resource.stack.name}-${resource.logicalId}-${id(resource, 8)}`;
}

const functionName = named('FunctionName');
const tableName = named('TableName');
const roleName = named('RoleName');
const logGroupName = named('LogGroupName');
const alarmName = named('AlarmName');

const TABLE: Identity = {
  ref: tableName,
  attributes: {
    Arn: resource => arn(resource, 'dynamodb', `table/${tableName(resource)}`),
    StreamArn: resource => arn(resource, 'dynamodb', `table/${tableName(resource)}/stream/local`),
    TableId: uuid,
  },
};

const DOMAIN_NAME: Identity = {
  ref: resource => resource.property('DomainName'),
  attributes: {
    RegionalDomainName: domainTarget,
    RegionalHostedZoneId: () => 'Z1UJRXOUMOOFQ8',
  },
};

/** The types that something served on this machine may refer to. */
const IDENTITIES: Record<string, Identity> = {
  'AWS::ApiGateway::ApiKey': { ref: resource => id(resource, 10), attributes: { APIKeyId: resource => id(resource, 10) } },
  'AWS::ApiGateway::Authorizer': { ref: resource => id(resource, 6), attributes: { AuthorizerId: resource => id(resource, 6) } },
  'AWS::ApiGateway::Deployment': { ref: resource => id(resource, 6) },
  'AWS::ApiGateway::DomainName': DOMAIN_NAME,
  'AWS::ApiGateway::RequestValidator': { ref: resource => id(resource, 6), attributes: { RequestValidatorId: resource => id(resource, 6) } },
  'AWS::ApiGateway::Resource': { ref: resource => id(resource, 6) },
  'AWS::ApiGateway::RestApi': {
    ref: resource => id(resource, 10),
    attributes: { RootResourceId: resource => `${id(resource, 9)}r`, RestApiId: resource => id(resource, 10) },
  },
  'AWS::ApiGateway::Stage': { ref: resource => resource.property('StageName') },
  'AWS::ApiGateway::UsagePlan': { ref: resource => id(resource, 6), attributes: { Id: resource => id(resource, 6) } },
  'AWS::ApiGatewayV2::Api': {
    ref: resource => id(resource, 10),
    attributes: {
      ApiEndpoint: ({ ref, stack: { region } }) => `https://${ref}.execute-api.${region}.${partition(region).dnsSuffix}`,
      ApiId: resource => id(resource, 10),
    },
  },
  'AWS::ApiGatewayV2::Authorizer': { ref: resource => id(resource, 6), attributes: { AuthorizerId: resource => id(resource, 6) } },
  'AWS::ApiGatewayV2::Deployment': { ref: resource => id(resource, 6), attributes: { DeploymentId: resource => id(resource, 6) } },
  'AWS::ApiGatewayV2::DomainName': DOMAIN_NAME,
  'AWS::ApiGatewayV2::Integration': { ref: resource => id(resource, 7), attributes: { IntegrationId: resource => id(resource, 7) } },
  'AWS::ApiGatewayV2::Stage': { ref: resource => resource.property('StageName') },
  'AWS::CertificateManager::Certificate': { ref: resource => arn(resource, 'acm', `certificate/${uuid(resource)}`) },
  'AWS::CloudWatch::Alarm': { ref: alarmName, attributes: { Arn: resource => arn(resource, 'cloudwatch', `alarm:${alarmName(resource)}`) } },
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::DynamoDB::Table': TABLE,
  'AWS::IAM::Role': { ref: roleName, attributes: { Arn: roleArn } },
  'AWS::Lambda::Alias': { ref: resource => arn(resource, 'lambda', `function:${resource.property('FunctionName')}:${resource.property('Name')}`) },
  'AWS::Lambda::Function': {
    ref: functionName,
    attributes: { Arn: resource => arn(resource, 'lambda', `function:${functionName(resource)}`) },
  },
  'AWS::Lambda::LayerVersion': { ref: resource => arn(resource, 'lambda', `layer:${resource.logicalId}:1`) },
  'AWS::Lambda::Version': { ref: resource => arn(resource, 'lambda', `function:${resource.property('FunctionName')}:1`) },
  'AWS::Logs::LogGroup': { ref: logGroupName, attributes: { Arn: resource => arn(resource, 'logs', `log-group:${logGroupName(resource)}:*`) } },
  'AWS::Route53::HealthCheck': { ref: uuid, attributes: { HealthCheckId: uuid } },
  'AWS::Route53::HostedZone': { ref: zoneId, attributes: { Id: zoneId } },
  'AWS::Route53RecoveryControl::RoutingControl': { ref: routingControlArn, attributes: { RoutingControlArn: routingControlArn } },
};
