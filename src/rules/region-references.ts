import { IConstruct } from 'constructs';
import { namesOf } from './across-regions';
import { ANY_REGION, DeployedResources, Resource } from './deployed-resources';
import { foreignNamesIn, ForeignName } from './foreign-names';
import { Rule, Violation } from './rule';
import { partitionHome } from '../regions/partition-home';

export const REFERENCE_TO_ANOTHER_REGION: Rule = {
  code: 'reference-to-another-region',
  severity: 'error',
  warnsOf: 'what AWS takes from any Region, in policies and variables, say',
  title: 'The stack of a Region refers to nothing that another Region has.',
  reason: 'AWS refuses it where both must be of one Region and, where not, this Region fails together with that one',
  fix: 'Refer to what the Region itself has: the replica of a secret, key or table, e.g. `table.replica(region)` and `Secret.fromSecretNameV2()`, a copy of '
    + 'the function, layer, image, queue or topic, an ARN by `region.stack.formatArn()`',
  awsPage: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html',
  example: 'eu-west-1 refers to arn:aws:lambda:us-east-1:111122223333:function:orders in Integration.Uri of Shop/eu-west-1/Shop/RestApi/Default/orders/GET',
  find: deployed => told(inStacksOfRegions(deployed).flatMap(resource => referencesOf(deployed, resource))),
};

function inStacksOfRegions(deployed: DeployedResources): Resource[] {
  const stacks = new Set<IConstruct>(deployed.apis.flatMap(({ regionalApis }) => regionalApis.map(({ stack }) => stack)));
  return deployed.all().filter(({ region, construct }) => region !== ANY_REGION && construct.node.scopes.some(scope => stacks.has(scope)));
}

interface RegionReference extends ForeignName {
  readonly resource: Resource;
  readonly isRefused: boolean;
}

function referencesOf(deployed: DeployedResources, resource: Resource): RegionReference[] {
  if (MEANT.includes(resource.type) || CARRIER.test(resource.construct.node.path)) return [];
  return foreignNamesIn(deployed, resource)
    .filter(name => !isAtTheEdge(resource, name) && !isUserPool(resource, name))
    .map(name => ({ ...name, resource, isRefused: isRefused(resource, name) }))
    .filter(({ isRefused: refused, isBesideOwn }) => refused || !isBesideOwn);
}

/** What is named in several places is one. */
function told(references: RegionReference[]): Violation[] {
  const groups = new Map<string, RegionReference[]>();
  for (const reference of references) {
    const key = `${reference.isRefused} ${reference.name}`;
    groups.set(key, [...groups.get(key) ?? [], reference]);
  }
  return [...groups.values()].map(all => {
    const [{ resource, name, property, isRefused: refused }] = all;
    const places = new Set(all.map(other => `${other.resource.place} ${other.property}`)).size;
    const regions = namesOf(all.map(other => other.resource.region));
    return {
      at: resource.owner,
      severity: refused ? undefined : 'warning',
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
  'AWS::Lambda::EventInvokeConfig': /^FunctionName$/,
  'AWS::Lambda::EventSourceMapping': /^(EventSourceArn|FunctionName)$/,
  'AWS::Lambda::Function': /^(Code\.ImageUri|CodeSigningConfigArn|DeadLetterConfig\.TargetArn|FileSystemConfigs\.Arn|KmsKeyArn|Layers)$/,
  'AWS::Lambda::Permission': /^FunctionName$/,
  'AWS::Lambda::Url': /^TargetFunctionArn$/,
  'AWS::Lambda::Version': /^FunctionName$/,
  'AWS::SQS::Queue': /^RedrivePolicy\.deadLetterTargetArn$/,
  'AWS::WAFv2::WebACLAssociation': /Arn$/,
};

/** An integration may name another Region's API of a service: that of its function. */
function isRefused({ type }: Resource, { property, service }: ForeignName): boolean {
  return service !== 'apigateway' && SAME_REGION[type]?.test(property) === true;
}
