import { namesOf } from './across-regions';
import { DeployedResources, Resource } from './deployed-resources';
import { foreignNamesIn, ForeignName } from './foreign-names';
import { tablesIn } from './known-tables';
import { Rule, Violation } from './rule';
import { partitionHome } from '../regions/partition-home';
import { listOf } from '../synthesis/template-values';

export const REFERENCE_TO_ANOTHER_REGION: Rule = {
  code: 'reference-to-another-region',
  severity: 'error',
  warnsOf: 'a name that is written out where AWS takes those of any Region, in policies and variables, say, and that the Region has no replica of',
  title: 'The stack of a Region refers to nothing that another Region has.',
  reason: 'AWS refuses it where both must be of one Region and, where not, this Region fails together with that one, and is deployed after it',
  fix: 'Refer to what the Region itself has: the replica of a secret, key or table, e.g. `table.replica(region)` and `grantRead()` of '
    + '`api.addSecret()`, or `Secret.fromSecretNameV2()` for a secret that is there, a copy of '
    + 'the function, layer, image, queue or topic, an ARN by `region.stack.formatArn()`',
  awsPage: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html',
  example: 'eu-west-1 refers to arn:aws:lambda:us-east-1:111122223333:function:orders in Integration.Uri of Shop/eu-west-1/Shop/RestApi/Default/orders/GET',
  find: deployed => {
    const replicated = replicatedIn(deployed);
    return told(deployed.inRegions().flatMap(resource => referencesOf(deployed, resource, replicated)));
  },
};

interface RegionReference extends ForeignName {
  readonly resource: Resource;
  readonly isError: boolean;
}

function referencesOf(deployed: DeployedResources, resource: Resource, replicated: Replicated[]): RegionReference[] {
  if (MEANT.includes(resource.type) || CARRIER.test(resource.construct.node.path)) return [];
  return foreignNamesIn(deployed, resource)
    .filter(name => !isAtTheEdge(resource, name) && !isUserPool(resource, name))
    .filter(name => !name.isBesideOwn || isRefused(resource, name))
    .map(found => {
      const isOwn = replicated.some(({ arn, regions }) => arn.test(found.name) && regions.includes(resource.region)); // the replica was meant
      return { ...found, resource, isError: found.isCarried || isOwn || isRefused(resource, found) };
    });
}

/** What is named in several places is one. */
function told(references: RegionReference[]): Violation[] {
  const groups = new Map<string, RegionReference[]>();
  for (const reference of references) {
    const key = `${reference.isError} ${reference.name}`;
    groups.set(key, [...groups.get(key) ?? [], reference]);
  }
  return [...groups.values()].map(all => {
    const [{ resource, name, property, isError }] = all;
    const places = new Set(all.map(other => `${other.resource.place} ${other.property}`)).size;
    const regions = namesOf(all.map(other => other.resource.region));
    return {
      at: resource.owner,
      severity: isError ? undefined : 'warning',
      found: `${regions} ${regions.includes(',') ? 'refer' : 'refers'} to ${name} in ${property} of ${resource.owner.node.path}`
        + (places > 1 ? `, and in ${places - 1} more places` : ''),
    };
  });
}

/** What is about other Regions by its nature: replicas of keys and secrets, and what shows all Regions. Paths are many and refer to nothing. */
const MEANT = ['AWS::ApiGateway::Resource', 'AWS::CloudWatch::Dashboard', 'AWS::KMS::ReplicaKey', 'AWS::SecretsManager::Secret'];

/** What CDK adds to carry a value to another Region; the value is told where it is used. */
const CARRIER = /CrossRegionExport|ExportsWriter|ExportsReader/;

/** CloudFront, and what stands on it, has its certificates, web ACLs and functions in one Region. */
const AT_THE_EDGE = /^AWS::(CloudFront::.*|ApiGateway::DomainName|AppSync::DomainName|Cognito::UserPoolDomain)$/;

function isAtTheEdge({ type, region }: Resource, name: ForeignName): boolean {
  return AT_THE_EDGE.test(type) && name.region === partitionHome(region) && !name.property.startsWith('Regional');
}

/** A pool has a Region of its own, and its tokens are good everywhere. */
function isUserPool({ type }: Resource, { service }: ForeignName): boolean {
  return /^AWS::ApiGateway(V2)?::Authorizer$/.test(type) && service === 'cognito-idp';
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-functions.html */
const SAME_REGION: { [type: string]: RegExp } = {
  'AWS::ApiGateway::Authorizer': /^AuthorizerUri$/,
  'AWS::ApiGateway::DomainName': /^RegionalCertificateArn$/,
  'AWS::ApiGateway::Method': /^Integration\.Uri$/,
  'AWS::ApiGatewayV2::Authorizer': /^AuthorizerUri$/,
  'AWS::ApiGatewayV2::DomainName': /CertificateArn$/,
  'AWS::CloudWatch::Alarm': /Actions$/,
  'AWS::Lambda::Alias': /^FunctionName$/,
  'AWS::Lambda::EventInvokeConfig': /^(FunctionName|DestinationConfig\..*)$/,
  'AWS::Lambda::EventSourceMapping': /^(EventSourceArn|FunctionName)$/,
  'AWS::Lambda::Function': /^(Code\.ImageUri|CodeSigningConfigArn|DeadLetterConfig\.TargetArn|FileSystemConfigs\.Arn|KmsKeyArn|Layers)$/,
  'AWS::Lambda::Permission': /^FunctionName$/,
  'AWS::Lambda::Url': /^TargetFunctionArn$/,
  'AWS::Lambda::Version': /^FunctionName$/,
  'AWS::SNS::Subscription': /^RedrivePolicy\.deadLetterTargetArn$/,
  'AWS::SQS::Queue': /^RedrivePolicy\.deadLetterTargetArn$/,
  'AWS::WAFv2::WebACLAssociation': /Arn$/,
};

/** An integration may name another Region's API of a service: that of its function. */
function isRefused({ type }: Resource, { property, service }: ForeignName): boolean {
  return service !== 'apigateway' && SAME_REGION[type]?.test(property) === true;
}

/** What has replicas, by its ARNs, and in which Regions. */
interface Replicated {
  readonly arn: RegExp;
  readonly regions: string[];
}

function replicatedIn(deployed: DeployedResources): Replicated[] {
  const tables: [string, string[]][] = [
    ...[...tablesIn(deployed)].map(([name, { regions }]): [string, string[]] => [name, regions]),
    ...deployed.tables.map(({ tableName, _replicas }): [string, string[]] => [tableName, _replicas.regions]),
  ];
  return [
    ...tables.map(([name, regions]) => ({ arn: new RegExp(`:table/${escaped(name)}(/|$)`), regions })),
    // Secrets Manager ends the name of a secret in six characters, for which CDK has placeholders.
    ...deployed.ofType('AWS::SecretsManager::Secret').filter(({ properties }) => typeof properties.Name === 'string').map(({ properties }) => ({
      arn: new RegExp(`:secret:${escaped(properties.Name)}(-[A-Za-z0-9?]{6})?(:|$)`),
      regions: listOf(properties.ReplicaRegions).map(replica => replica.Region),
    })),
  ];
}

function escaped(name: string): string {
  return name.replace(/[.+]/g, '\\$&');
}
