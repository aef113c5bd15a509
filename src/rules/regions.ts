import { RegionInfo } from 'aws-cdk-lib/region-info';
import { acrossRegions, namesOf } from './across-regions';
import { Resource, DeployedResources } from './deployed-resources';
import { recordsIn } from './record-index';
import { Rule } from './rule';

export const OPT_IN_REGION: Rule = {
  code: 'opt-in-region',
  severity: 'warning',
  title: 'Every Region is enabled for the account.',
  reason: 'an account that has not enabled it can neither deploy there nor have replicas of tables there',
  fix: 'Enable the Region for the account, which takes some minutes to some hours, and then acknowledge this',
  awsPage: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html',
  example: 'ap-east-1 has to be enabled for the account first',
  find: ({ apis }) => apis.flatMap(({ regionalApis }) => {
    const optIn = regionalApis.filter(({ region }) => RegionInfo.get(region).isOptInRegion);
    return optIn.length === 0 ? [] : [{
      at: optIn[0],
      found: `${namesOf(optIn.map(({ region }) => region))} ${optIn.length === 1 ? 'has' : 'have'} to be enabled for the account first`,
    }];
  }),
};

export const SERVICE_MISSING_IN_REGION: Rule = {
  code: 'service-missing-in-region',
  severity: 'warning',
  title: 'Every Region has the services that the app uses there.',
  reason: 'the deployment fails there',
  fix: 'Choose another Region, or do without; if AWS has brought it there since, acknowledge this',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html#Route53-Type-ResourceRecordSet-Region',
  example: 'There are no latency records for us-iso-east-1, us-iso-west-1, which hello.example.com has',
  find: deployed => {
    const missing = [...regionsWithoutLatency(deployed), ...regionsWithoutUserPools(deployed)];
    return missing.map(({ resource, found }) => ({ at: resource.owner, found }));
  },
};

/**
 * The valid values of a latency record's Region.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */
const REGIONS_OF_LATENCY_RECORDS = [
  'af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2', 'ap-southeast-1',
  'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ca-central-1', 'ca-west-1',
  'cn-north-1', 'cn-northwest-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3',
  'eusc-de-east-1', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-gov-east-1',
  'us-gov-west-1', 'us-west-1', 'us-west-2',
];

/** @see https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html */
const PARTITIONS_WITHOUT_USER_POOLS = ['aws-cn'];

/** What CDK's validator cannot tell: it knows by itself which types of resources a Region lacks. */
interface Missing {
  readonly resource: Resource;
  readonly found: string;
}

function regionsWithoutLatency(deployed: DeployedResources): Missing[] {
  const missing = recordsIn(deployed).filter(({ region }) => region !== undefined && !region.includes('$') && !REGIONS_OF_LATENCY_RECORDS.includes(region));
  return acrossRegions(missing, ({ name }) => name).map(({ first: { resource, name }, all }) => ({
    resource, found: `There are no latency records for ${namesOf(all.map(({ region }) => region!))}, which ${name} has`,
  }));
}

function regionsWithoutUserPools(deployed: DeployedResources): Missing[] {
  const authorizers = deployed.ofType('AWS::ApiGateway::Authorizer')
    .filter(({ region }) => PARTITIONS_WITHOUT_USER_POOLS.includes(RegionInfo.get(region).partition ?? ''))
    .filter(({ properties }) => properties.Type === 'COGNITO_USER_POOLS');
  return acrossRegions(authorizers.map(resource => ({ resource }))).map(({ first: { resource }, regions }) => ({
    resource, found: `There are no Cognito user pools in ${regions}, which ${resource.owner.node.path} needs`,
  }));
}
