import { namesOf } from './across-regions';
import { ANY_ACCOUNT, DeployedResources, Resource } from './deployed-resources';
import { recordsIn } from './record-index';
import { Rule, Violation } from './rule';
import { listOf, textOf } from '../synthesis/template-values';

export const SAME_GLOBAL_NAME: Rule = {
  code: 'same-global-name',
  severity: 'error',
  title: 'What has its name once in all Regions is made in one of them.',
  reason: 'AWS has such a name once, whatever the Region, so that the other Regions cannot have it',
  fix: 'Leave the name out, put the Region\'s name into it, or make it once, in a stack beside those of the Regions; '
    + 'records of one name need a set identifier, different in each Region',
  awsPage: 'https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html',
  example: 'AWS::IAM::Role orders-worker is made in us-east-1, eu-west-1, at Shop/us-east-1/Shop/Worker',
  find: deployed => {
    const byName = new Map<string, GlobalName[]>();
    for (const named of [...globalNames(deployed), ...recordNames(deployed)]) {
      byName.set(named.key, [...byName.get(named.key) ?? [], named]);
    }
    return told([...byName.values()]);
  },
};

/** A name that another resource cannot have. */
interface GlobalName {
  readonly resource: Resource;
  readonly name: string;
  /** Where the name is there once. */
  readonly key: string;
}

function told(groups: GlobalName[][]): Violation[] {
  return groups.flatMap(([{ resource, name }, ...others]) => {
    const regions = [resource, ...others.map(other => other.resource)].map(({ region }) => region);
    return new Set(regions).size === 1 ? [] : [{
      at: resource.owner,
      found: `${resource.type} ${name} is made in ${namesOf(regions)}, at ${resource.owner.node.path}`,
    }];
  });
}

/** Once in an account, whatever the Region. */
const OF_AN_ACCOUNT: { [type: string]: (properties: Resource['properties']) => unknown } = {
  'AWS::Budgets::Budget': ({ Budget }) => Budget?.BudgetName,
  'AWS::CloudFront::CachePolicy': ({ CachePolicyConfig }) => CachePolicyConfig?.Name,
  'AWS::CloudFront::Function': ({ Name }) => Name,
  'AWS::CloudFront::KeyGroup': ({ KeyGroupConfig }) => KeyGroupConfig?.Name,
  'AWS::CloudFront::KeyValueStore': ({ Name }) => Name,
  'AWS::CloudFront::OriginAccessControl': ({ OriginAccessControlConfig }) => OriginAccessControlConfig?.Name,
  'AWS::CloudFront::OriginRequestPolicy': ({ OriginRequestPolicyConfig }) => OriginRequestPolicyConfig?.Name,
  'AWS::CloudFront::PublicKey': ({ PublicKeyConfig }) => PublicKeyConfig?.Name,
  'AWS::CloudFront::ResponseHeadersPolicy': ({ ResponseHeadersPolicyConfig }) => ResponseHeadersPolicyConfig?.Name,
  'AWS::CloudWatch::Dashboard': ({ DashboardName }) => DashboardName,
  'AWS::IAM::Group': ({ GroupName }) => GroupName,
  'AWS::IAM::InstanceProfile': ({ InstanceProfileName }) => InstanceProfileName,
  'AWS::IAM::ManagedPolicy': ({ ManagedPolicyName }) => ManagedPolicyName,
  'AWS::IAM::OIDCProvider': ({ Url }) => Url,
  'AWS::IAM::Role': ({ RoleName }) => RoleName,
  'AWS::IAM::SAMLProvider': ({ Name }) => Name,
  'AWS::IAM::ServerCertificate': ({ ServerCertificateName }) => ServerCertificateName,
  'AWS::IAM::ServiceLinkedRole': ({ AWSServiceName, CustomSuffix }) => CustomSuffix ?? AWSServiceName,
  'AWS::IAM::User': ({ UserName }) => UserName,
  'AWS::S3::MultiRegionAccessPoint': ({ Name }) => Name,
};

/** Once, whatever the account: buckets, and what stands on CloudFront. */
const OF_ALL_ACCOUNTS: typeof OF_AN_ACCOUNT = {
  'AWS::ApiGateway::DomainName': ({ DomainName, CertificateArn }) => CertificateArn && DomainName,
  'AWS::AppSync::DomainName': ({ DomainName }) => DomainName,
  'AWS::CloudFront::Distribution': ({ DistributionConfig }) => DistributionConfig?.Aliases,
  'AWS::Cognito::UserPoolDomain': ({ Domain, CustomDomainConfig }) => CustomDomainConfig && Domain,
  'AWS::S3::Bucket': ({ BucketName }) => BucketName,
};

function globalNames(deployed: DeployedResources): GlobalName[] {
  return [OF_AN_ACCOUNT, OF_ALL_ACCOUNTS].flatMap(types => deployed.ofType(...Object.keys(types)).filter(isMadeAlways).flatMap(resource => {
    const names = listOf(types[resource.type](resource.properties)).map(name => textOf(name, resource.region)).filter(isKnown);
    const scope = types === OF_AN_ACCOUNT ? resource.account : '';
    // A name with the account's number in it is one in this account.
    return names.map(name => ({ resource, name, key: `${resource.type} ${scope} ${name.replaceAll(ANY_ACCOUNT, resource.account)}` }));
  }));
}

/** A record without a set identifier is alone; of those with one, each has another. */
function recordNames(deployed: DeployedResources): GlobalName[] {
  return recordsIn(deployed)
    .filter(({ resource, name, zone }) => resource.type.startsWith('AWS::Route53::') && isMadeAlways(resource) && isKnown(name) && isKnown(zone))
    .map(({ resource, name, type, zone, setIdentifier }) => ({
      resource,
      name: `${name} (${type}${setIdentifier === undefined ? '' : `, "${setIdentifier}"`})`,
      key: `record ${zone} ${name} ${type} ${setIdentifier}`,
    }));
}

/** Under a condition, it may be made in one of the Regions. */
function isMadeAlways({ template }: Resource): boolean {
  return template.Condition === undefined;
}

function isKnown(name: string | undefined): name is string {
  return name !== undefined && !name.replaceAll(ANY_ACCOUNT, '').includes('${');
}
