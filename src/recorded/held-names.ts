import { createHash } from 'crypto';
import { StackResource, StackResources } from './stack-resources';
import { isObject, listOf, textOf } from '../synthesis/template-values';

/**
 * What AWS has once, as "<type> <name>", and which resource has it: its logical ID and what makes another resource of it. CloudFormation creates
 * before it deletes, so that the name cannot go to another resource in one deployment.
 */
export type HeldNames = { readonly [name: string]: string };

export interface HeldName {
  /** Mostly the type of the resource. */
  readonly kind: string;
  readonly name: string;
  readonly holder: string;
}

export function heldNames(names: HeldNames = {}): HeldName[] {
  return Object.entries(names).map(([text, holder]) => {
    const end = text.indexOf(' ');
    return { kind: text.slice(0, end), name: text.slice(end + 1), holder };
  });
}

export function namesHeldIn(resources: StackResources): HeldNames | undefined {
  const held = resources.all.flatMap(resource => namesOf(resource, resources));
  // Templates are the same but for the Region's name, the order of these included.
  const inOrder = (name: string) => name.replaceAll(resources.stack.region, '');
  return held.length > 0 ? Object.fromEntries(held.sort(([one], [other]) => inOrder(one) < inOrder(other) ? -1 : 1)) : undefined;
}

/** Which property names what AWS has once in an account and Region, if not in the world. */
const NAMING_PROPERTIES: { [type: string]: string } = {
  'AWS::ApiGateway::DomainName': 'DomainName',
  'AWS::ApiGatewayV2::DomainName': 'DomainName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** A place in a path has one variable, in REST and in HTTP APIs. */
export const PATH_VARIABLE = 'variable';
export const API_KEY = 'AWS::ApiGateway::ApiKey';
export const KEY_IN_PLAN = 'AWS::ApiGateway::UsagePlanKey';
/** A name has one routing policy in a zone, in all Regions. */
export const ROUTING_POLICY = 'AWS::Route53::RecordSet';

function namesOf(resource: StackResource, resources: StackResources): [string, string][] {
  const { type } = resource;
  switch (type) {
    case 'AWS::ApiGateway::Resource': return pathVariable(resource, resources);
    case 'AWS::ApiGatewayV2::Route': return routeVariables(resource, resources);
    case 'AWS::ApiGateway::BasePathMapping': return mapping(resource, resources, 'BasePath');
    case 'AWS::ApiGatewayV2::ApiMapping': return mapping(resource, resources, 'ApiMappingKey');
    case 'AWS::ApiGateway::ApiKey': return [[`${API_KEY} ${keyOf(resource)}`, `${resource.logicalId} ${resource.properties.Name ?? ''}`.trim()]];
    case 'AWS::ApiGateway::UsagePlanKey': return keyInPlan(resource, resources);
    case 'AWS::Route53::RecordSet': return routingPolicy(resource.properties, resource.properties.HostedZoneId, resources);
    case 'Custom::ZoneRecords': return listOf(resource.properties.Records).filter(isObject)
      .flatMap(record => routingPolicy(record, resource.properties.HostedZoneId, resources, ', written into another account'));
    default: {
      const name = NAMING_PROPERTIES[type] && resource.literal(NAMING_PROPERTIES[type]);
      return name ? [[`${type} ${name}`, resource.logicalId]] : [];
    }
  }
}

function pathVariable(resource: StackResource, resources: StackResources): [string, string][] {
  const { logicalId, properties: { PathPart, RestApiId } } = resource;
  if (!isVariable(PathPart)) return [];
  return [[`${PATH_VARIABLE} ${resources.referred(RestApiId)?.logicalId} ${pathOf(resource, resources)}`, `${logicalId} ${PathPart}`]];
}

function pathOf({ properties: { PathPart, ParentId } }: StackResource, resources: StackResources): string {
  const parent = resources.referred(ParentId);
  return `${parent?.type === 'AWS::ApiGateway::Resource' ? pathOf(parent, resources) : ''}/${withoutVariables(String(PathPart))}`;
}

/** A route could change in place, but for others below the same variable. */
function routeVariables({ properties: { RouteKey, ApiId } }: StackResource, resources: StackResources): [string, string][] {
  const parts = String(RouteKey).replace(/^\S+ \//, '').split('/');
  return parts.flatMap((part, i) => isVariable(part)
    ? [[`${PATH_VARIABLE} ${resources.referred(ApiId)?.logicalId} /${parts.slice(0, i + 1).map(withoutVariables).join('/')}`, part]] : []);
}

function isVariable(part: unknown): part is string {
  return typeof part === 'string' && part.startsWith('{');
}

function withoutVariables(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}');
}

/** A path below a name leads to one API, REST or HTTP. */
function mapping({ logicalId, properties }: StackResource, resources: StackResources, property: string): [string, string][] {
  const domainName = resources.referred(properties.DomainName)?.literal('DomainName');
  return domainName ? [[`mapping ${domainName}/${properties[property] ?? ''}`, logicalId]] : [];
}

/** A key is in one usage plan of a stage. */
function keyInPlan({ logicalId, properties: { KeyId, UsagePlanId } }: StackResource, resources: StackResources): [string, string][] {
  const [key, plan] = [resources.referred(KeyId), resources.referred(UsagePlanId)];
  if (!key || !plan) return [];
  return [[`${KEY_IN_PLAN} ${keyOf(key)}`, `${logicalId} ${plan.logicalId}`]];
}

/** What a key is, by its hash: where it is kept is no secret, but it may stand there itself. */
function keyOf({ logicalId, properties: { Value } }: StackResource): string {
  return Value === undefined ? logicalId : createHash('sha256').update(JSON.stringify(Value)).digest('hex').slice(0, 12);
}

const POLICIES = ['Failover', 'GeoLocation', 'GeoProximityLocation', 'MultiValueAnswer', 'Region', 'Weight', 'CidrRoutingConfig'];

function routingPolicy(record: { [property: string]: any }, zone: unknown, { stack }: StackResources, how: string = ''): [string, string][] {
  const [name, zoneId] = [record.Name, zone].map(value => textOf(value, stack.region));
  if (!name || name.includes('${') || record.SetIdentifier === undefined) return [];
  const policy = POLICIES.find(property => record[property] !== undefined) ?? 'none';
  // No CNAME record is beside others.
  return [[`${ROUTING_POLICY} ${name.toLowerCase().replace(/\.$/, '')} in ${zoneId}`, `${policy}${record.Type === 'CNAME' ? ', with CNAME records' : ''}${how}`]];
}
