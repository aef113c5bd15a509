import { App, Aws, CfnCondition, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { CfnDomainName } from 'aws-cdk-lib/aws-apigateway';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnUserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { CfnGroup, CfnInstanceProfile, CfnManagedPolicy, CfnServiceLinkedRole, CfnUser, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRecordSet, CfnRecordSetGroup, HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { messagesAtSynth } from './messages';
import { MultiRegionServerlessApi, RegionalApi } from '../../src';
import { aFunction, anApi, DOMAIN } from '../an-api';

const FOUND = /^(.*?): AWS has such a name once/;

/** What is told of an app whose Regions each have this. */
function told(build: (region: RegionalApi, api: MultiRegionServerlessApi) => void): string[] {
  const app = new App();
  const api = anApi({}, app);
  api.regionalApis.forEach(region => build(region, api));
  return messagesAtSynth(app).map(message => FOUND.exec(message)?.[1] ?? message);
}

const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
const record = { name: 'www.example.com', hostedZoneId: DOMAIN.hostedZoneId, type: 'CNAME', ttl: '60', resourceRecords: ['example.com'] };
const distribution = (...aliases: string[]) => ({
  distributionConfig: { enabled: true, aliases, defaultCacheBehavior: { targetOriginId: 'site', viewerProtocolPolicy: 'https-only' } },
});

describe('AWS has in one Region only', () => {
  test.each<[string, (region: RegionalApi) => void, string]>([
    ['the name of a managed policy', region => new CfnManagedPolicy(region, 'It', { managedPolicyName: 'orders', policyDocument: {} }), 'AWS::IAM::ManagedPolicy orders'],
    ['the name of a user', region => new CfnUser(region, 'It', { userName: 'orders' }), 'AWS::IAM::User orders'],
    ['the name of a group', region => new CfnGroup(region, 'It', { groupName: 'orders' }), 'AWS::IAM::Group orders'],
    ['the name of an instance profile', region => new CfnInstanceProfile(region, 'It', { instanceProfileName: 'orders', roles: ['orders'] }), 'AWS::IAM::InstanceProfile orders'],
    ['the role of a service', region => new CfnServiceLinkedRole(region, 'It', { awsServiceName: 'es.amazonaws.com' }), 'AWS::IAM::ServiceLinkedRole es.amazonaws.com'],
    ['the name of a dashboard', region => new CfnDashboard(region, 'It', { dashboardName: 'orders', dashboardBody: '{}' }), 'AWS::CloudWatch::Dashboard orders'],
    ['the name of a bucket', region => new Bucket(region, 'It', { bucketName: 'orders-of-example-com' }), 'AWS::S3::Bucket orders-of-example-com'],
    ['the name of a bucket with the number of the account', region => new Bucket(region, 'It', { bucketName: `orders-${Aws.ACCOUNT_ID}` }),
      'AWS::S3::Bucket orders-${AWS::AccountId}'],
    ['an alias of CloudFront', region => new CfnDistribution(region, 'It', distribution(`${region.region}.example.com`, 'www.example.com')),
      'AWS::CloudFront::Distribution www.example.com'],
    ['an edge-optimized name of API Gateway', region => new CfnDomainName(region, 'It', {
      domainName: 'old.example.com', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/c',
    }), 'AWS::ApiGateway::DomainName old.example.com'],
    ['the domain of a user pool', region => new CfnUserPoolDomain(region, 'It', {
      domain: 'login.example.com', userPoolId: 'eu-west-1_AbCdEfGhI', customDomainConfig: { certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/c' },
    }), 'AWS::Cognito::UserPoolDomain login.example.com'],
    ['a record that is alone', region => new CfnRecordSet(region, 'It', record), 'AWS::Route53::RecordSet www.example.com (CNAME)'],
    ['a record of a group', region => new CfnRecordSetGroup(region, 'It', { hostedZoneId: DOMAIN.hostedZoneId, recordSets: [record] }),
      'AWS::Route53::RecordSetGroup www.example.com (CNAME)'],
    ['a record with its set identifier', region => new CfnRecordSet(region, 'It', { ...record, setIdentifier: 'new', weight: 10, healthCheckId: region.healthCheck.healthCheckId }),
      'AWS::Route53::RecordSet www.example.com (CNAME, "new")'],
  ])('%s', (_, build, found) => {
    expect(told(build)).toEqual([`${found} is made in us-east-1, eu-west-1, at Shop/us-east-1/Shop/It`]);
  });

  test('a role of stacks beside those of the API', () => {
    const app = new App();
    anApi({}, app);
    for (const region of ['us-east-1', 'sa-east-1']) {
      new Role(new Stack(app, `Crm-${region}`, { env: { region } }), 'Worker', { roleName: 'worker', assumedBy });
    }
    expect(messagesAtSynth(app)).toEqual([expect.stringContaining('AWS::IAM::Role worker is made in us-east-1, sa-east-1, at Crm-us-east-1/Worker')]);
  });
});

describe('in each Region may be', () => {
  test.each<[string, (region: RegionalApi, api: MultiRegionServerlessApi) => void]>([
    ['a name with that of the Region', region => {
      new Role(region, 'Role', { roleName: `orders-${Aws.REGION}`, assumedBy });
      new Bucket(region, 'Bucket', { bucketName: Fn.sub('orders-${AWS::Region}') });
    }],
    ['what has no name', region => {
      new Role(region, 'Role', { assumedBy });
      new Bucket(region, 'Bucket');
    }],
    ['a name that CloudFormation makes', region => new Role(region, 'Role', { roleName: `${new Queue(region, 'Queue').queueName}-worker`, assumedBy })],
    ['the name of what is regional', region => {
      aFunction(region, 'Orders', { functionName: 'orders' });
      new Queue(region, 'Queue', { queueName: 'orders' });
      new CfnUserPoolDomain(region, 'Login', { domain: 'login', userPoolId: 'eu-west-1_AbCdEfGhI' });
      new CfnDomainName(region, 'Old', { domainName: 'old.example.com', regionalCertificateArn: `arn:aws:acm:${region.region}:111122223333:certificate/c` });
    }],
    ['what is made in one of them, by a condition', region => {
      const role = new Role(region, 'Role', { roleName: 'orders', assumedBy }).node.defaultChild as CfnResource;
      role.cfnOptions.condition = new CfnCondition(region, 'IsFirst', { expression: Fn.conditionEquals(Aws.REGION, 'us-east-1') });
    }],
    ['a record in a zone of its own', region => {
      const { hostedZoneId } = new HostedZone(region, 'OwnZone', { zoneName: 'internal.example.com' });
      new CfnRecordSet(region, 'Record', { ...record, hostedZoneId });
    }],
    ['records of one name with set identifiers of their own', region => new CfnRecordSet(region, 'Record', {
      ...record, setIdentifier: region.region, region: region.region, healthCheckId: region.healthCheck.healthCheckId,
    })],
  ])('%s', (_, build) => {
    expect(told(build)).toEqual([]);
  });

  test('one name in different accounts, but for that of a bucket', () => {
    const app = new App();
    anApi({}, app);
    for (const [region, account] of [['us-east-1', '111122223333'], ['eu-west-1', '444455556666']]) {
      const stack = new Stack(app, `Crm-${region}`, { env: { region, account } });
      new Role(stack, 'Worker', { roleName: 'worker', assumedBy });
      new Bucket(stack, 'Bucket', { bucketName: 'worker-of-example-com' });
      new Bucket(stack, 'OwnBucket', { bucketName: `worker-${Aws.ACCOUNT_ID}` });
    }
    expect(messagesAtSynth(app)).toEqual([expect.stringContaining('AWS::S3::Bucket worker-of-example-com is made in')]);
  });
});
