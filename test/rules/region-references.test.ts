import { App, Duration, Fn, NestedStack, SecretValue, Stack } from 'aws-cdk-lib';
import { AwsIntegration, CfnDomainName } from 'aws-cdk-lib/aws-apigateway';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { Alarm, CfnDashboard, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnReplicaKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnPermission, Code, EventSourceMapping, Function, FunctionProps, Handler, LayerVersion, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { ApiGateway, Authorizer, MultiRegionServerlessApi, MultiRegionServerlessApiProps, RegionalApi } from '../../src';
import { aFunction, anApi } from '../an-api';
import { messagesAtSynth } from './messages';

/** What is told of an app whose Regions each have this: "error" or "warning", and what was found. */
function told(build: (region: RegionalApi, api: MultiRegionServerlessApi) => void, props?: Partial<MultiRegionServerlessApiProps>): string[] {
  const app = new App();
  const api = anApi(props, app);
  api.regionalApis.forEach(region => build(region, api));
  return messagesAtSynth(app).map(message => `${message.includes('[ack: ') ? 'warning' : 'error'}: ${/^(.*?): AWS refuses it/.exec(message)?.[1] ?? message}`);
}

const arn = (service: string, resource: string, region = 'us-east-1') => `arn:aws:${service}:${region}:111122223333:${resource}`;
const withProps = (propsOf: (region: RegionalApi) => Partial<FunctionProps>) => (region: RegionalApi) => { aFunction(region, 'Orders', propsOf(region)); };

describe('AWS refuses, of another Region, a function\'s', () => {
  test.each<[string, (region: RegionalApi) => void, string]>([
    ['layer', withProps(region => ({ layers: [LayerVersion.fromLayerVersionArn(region, 'Layer', arn('lambda', 'layer:shared:3'))] })),
      `${arn('lambda', 'layer:shared:3')} in Layers of Shop/eu-west-1/Shop/Orders`],
    ['dead-letter topic', withProps(region => ({ deadLetterTopic: Topic.fromTopicArn(region, 'Dead', arn('sns', 'dead')) })),
      `${arn('sns', 'dead')} in DeadLetterConfig.TargetArn of Shop/eu-west-1/Shop/Orders`],
    ['key', withProps(region => ({ environmentEncryption: Key.fromKeyArn(region, 'Key', arn('kms', 'key/k')) })),
      `${arn('kms', 'key/k')} in KmsKeyArn of Shop/eu-west-1/Shop/Orders`],
    ['image', region => new Function(region, 'Orders', {
      runtime: Runtime.FROM_IMAGE,
      handler: Handler.FROM_IMAGE,
      code: Code.fromEcrImage(Repository.fromRepositoryArn(region, 'Images', arn('ecr', 'repository/orders')), { tagOrDigest: 'v1' }),
    }), '111122223333.dkr.ecr.us-east-1.${AWS::URLSuffix}/orders:v1 in Code.ImageUri of Shop/eu-west-1/Shop/Orders'],
    ['event source', region => new EventSourceMapping(region, 'Source', { target: aFunction(region), eventSourceArn: arn('sqs', 'orders') }),
      `${arn('sqs', 'orders')} in EventSourceArn of Shop/eu-west-1/Shop/Source`],
    ['permission', region => new CfnPermission(region, 'Invoke', { action: 'lambda:InvokeFunction', functionName: arn('lambda', 'function:orders'), principal: 'sns.amazonaws.com' }),
      `${arn('lambda', 'function:orders')} in FunctionName of Shop/eu-west-1/Shop/Invoke`],
  ])('%s', (_, build, found) => {
    // Beside it the function's role may have what the function needs for that.
    expect(told(build)).toContainEqual(`error: eu-west-1 refers to ${found}`);
  });
});

describe('AWS refuses, of another Region,', () => {
  test.each<[string, (region: RegionalApi) => void, string]>([
    ['the function of an authorizer', region => region.addRoute('GET', '/orders', aFunction(region), {
      authorizer: Authorizer.lambdaToken('Users', Function.fromFunctionArn(region, 'Users', arn('lambda', 'function:users'))),
    }), `${arn('lambda', 'function:users')} in AuthorizerUri of Shop/eu-west-1/Shop/RestApi/Authorizer Users`],
    ['the dead-letter queue of a queue', region => new Queue(region, 'Orders', { deadLetterQueue: { maxReceiveCount: 3, queue: Queue.fromQueueArn(region, 'Dead', arn('sqs', 'dead')) } }),
      `${arn('sqs', 'dead')} in RedrivePolicy.deadLetterTargetArn of Shop/eu-west-1/Shop/Orders`],
    ['the topic of an alarm', region => new Alarm(region, 'Slow', { metric: new Metric({ namespace: 'Shop', metricName: 'Slow' }), threshold: 1, evaluationPeriods: 1 })
      .addAlarmAction(new SnsAction(Topic.fromTopicArn(region, 'People', arn('sns', 'people')))), `${arn('sns', 'people')} in AlarmActions of Shop/eu-west-1/Shop/Slow`],
    ['the certificate of a regional name', region => new CfnDomainName(region, 'Old', { domainName: 'old.example.com', regionalCertificateArn: arn('acm', 'certificate/c') }),
      `${arn('acm', 'certificate/c')} in RegionalCertificateArn of Shop/eu-west-1/Shop/Old`],
    ['a web ACL', region => new CfnWebACLAssociation(region, 'Acl', {
      resourceArn: region.restApi.deploymentStage.stageArn, webAclArn: arn('wafv2', 'regional/webacl/acl/1'),
    }), `${arn('wafv2', 'regional/webacl/acl/1')} in WebACLArn of Shop/eu-west-1/Shop/Acl`],
  ])('%s', (_, build, found) => {
    expect(told(build)).toEqual([`error: eu-west-1 refers to ${found}`]);
  });
});

describe('a Region is tied to another one by', () => {
  test.each<[string, (region: RegionalApi) => void, string]>([
    ['a variable', withProps(() => ({ environment: { TOPIC: arn('sns', 'orders') } })), `${arn('sns', 'orders')} in Environment.Variables.TOPIC of Shop/eu-west-1/Shop/Orders`],
    ['the URL of a queue', withProps(() => ({ environment: { QUEUE: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders' } })),
      'sqs.us-east-1.amazonaws.com/111122223333/orders in Environment.Variables.QUEUE of Shop/eu-west-1/Shop/Orders'],
    ['a permission', region => aFunction(region).addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [arn('sqs', 'orders')] })),
      `${arn('sqs', 'orders')} in PolicyDocument.Statement.Resource of Shop/eu-west-1/Shop/Handler/ServiceRole/DefaultPolicy`],
    ['an ARN with the account and the partition of the stack', withProps(region => ({
      environment: { TOPIC: Stack.of(region).formatArn({ service: 'sns', resource: 'orders', region: 'us-east-1' }) },
    })), 'arn:${AWS::Partition}:sns:us-east-1:${AWS::AccountId}:orders in Environment.Variables.TOPIC of Shop/eu-west-1/Shop/Orders'],
    ['a text that is filled in', withProps(() => ({ environment: { TOPIC: Fn.sub('see ${Topic}', { Topic: arn('sns', 'orders') }) } })),
      `${arn('sns', 'orders')} in Environment.Variables.TOPIC.Topic of Shop/eu-west-1/Shop/Orders`],
    ['a value that CloudFormation looks up', withProps(() => ({ environment: { KEY: SecretValue.secretsManager(arn('secretsmanager', 'secret:key-AbCdEf')).unsafeUnwrap() } })),
      `${arn('secretsmanager', 'secret:key-AbCdEf:SecretString:::')} in Environment.Variables.KEY of Shop/eu-west-1/Shop/Orders`],
    ['the function behind a service\'s API of that Region', region => region.restApi.root.addMethod('POST', new AwsIntegration({
      service: 'lambda', region: 'us-east-1', path: `2015-03-31/functions/${arn('lambda', 'function:orders')}/invocations`,
    })), 'arn:${AWS::Partition}:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:orders in Integration.Uri '
      + 'of Shop/eu-west-1/Shop/RestApi/Default/POST'],
    ['what is in a nested stack', region => aFunction(new NestedStack(region, 'Nested'), 'Orders', { environment: { TOPIC: arn('sns', 'orders') } }),
      `${arn('sns', 'orders')} in Environment.Variables.TOPIC of Shop/eu-west-1/Shop/Nested/Orders`],
  ])('%s', (_, build, found) => {
    expect(told(build)).toEqual([`warning: eu-west-1 refers to ${found}`]);
  });

  test('the function of a route of an HTTP API', () => {
    expect(told(region => region.addRoute('GET', '/orders', Function.fromFunctionArn(region, 'Orders', arn('lambda', 'function:orders'))), { gateway: ApiGateway.http() }))
      .toEqual([`warning: eu-west-1 refers to ${arn('lambda', 'function:orders')} in IntegrationUri of Shop/eu-west-1/Shop/HttpApi/GET--orders/Integration`]);
  });
});

describe('what CDK carries from another Region\'s stack is told where it is used:', () => {
  const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };

  /** In the Region of the table's stack, an export does it. */
  function withTheTablesStream(strength: string, use: (handler: Function, streamArn: string) => void): string[] {
    const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': strength } });
    const api = anApi({}, app);
    const { table } = api.addGlobalTable('Orders', KEY);
    api.regionalApis.forEach(region => use(aFunction(region), table.tableStreamArn!));
    return messagesAtSynth(app).map(message => message.split(': ')[0]);
  }

  test.each(['strong', 'weak'])('the stream of the table\'s own replica as an event source, by a %s reference', strength => {
    expect(withTheTablesStream(strength, (handler, eventSourceArn) => handler.addEventSourceMapping('Orders', { eventSourceArn, startingPosition: StartingPosition.LATEST })))
      .toEqual(['eu-west-1 refers to what the stack Shop-Tables in us-east-1 has in EventSourceArn of Shop/eu-west-1/Shop/Handler/Orders']);
  });

  test.each(['strong', 'weak'])('a variable, by a %s reference', strength => {
    expect(withTheTablesStream(strength, (handler, arnOfStream) => handler.addEnvironment('STREAM', `of ${arnOfStream}`)))
      .toEqual(['eu-west-1 refers to what the stack Shop-Tables in us-east-1 has in Environment.Variables.STREAM of Shop/eu-west-1/Shop/Handler']);
  });

  test('the table as an event source', () => {
    expect(told((region, api) => {
      const { table } = region === api.regionalApis[0] ? api.addGlobalTable('Orders', KEY) : tableOf(api);
      aFunction(region).addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.LATEST }));
    })).toEqual([expect.stringContaining('error: eu-west-1 refers to what the stack Shop-Tables in us-east-1 has in ')]);
  });

  test('the table\'s own replica in a grant', () => {
    expect(told((region, api) => {
      const table = region === api.regionalApis[0] ? api.addGlobalTable('Orders', KEY) : tableOf(api);
      table.table.grantReadData(aFunction(region));
    })).toEqual(['error: eu-west-1 refers to arn:${AWS::Partition}:dynamodb:us-east-1:${AWS::AccountId}:table/Shop-Orders in PolicyDocument.Statement.Resource '
      + 'of Shop/eu-west-1/Shop/Handler/ServiceRole/DefaultPolicy']);
  });

  test('a secret that is replicated, in a grant', () => {
    expect(told((region, { regionalApis: [{ stack }] }) => {
      const secret = stack.node.tryFindChild('Key') as Secret | undefined ?? new Secret(stack, 'Key', { secretName: 'shop-key', replicaRegions: [{ region: 'eu-west-1' }] });
      secret.grantRead(aFunction(region));
    })).toEqual([expect.stringContaining('error: eu-west-1 refers to arn:${AWS::Partition}:secretsmanager:us-east-1:${AWS::AccountId}:secret:shop-key-?????? in')]);
  });

  test.each<[string, (api: MultiRegionServerlessApi, region: RegionalApi) => void, string]>([
    ['the URL of another Region\'s queue', ({ regionalApis: [first] }, region) => {
      aFunction(region, 'Orders', { environment: { QUEUE: (first.node.tryFindChild('Queue') as Queue | undefined ?? new Queue(first, 'Queue')).queueUrl } });
    }, 'error: eu-west-1 refers to what the stack Shop-us-east-1 in us-east-1 has in Environment.Variables.QUEUE of Shop/eu-west-1/Shop/Orders'],
    ['a table that the Region has a replica of', (api, region) => {
      const table = region === api.regionalApis[0] ? api.addGlobalTable('Orders', KEY) : tableOf(api);
      aFunction(region).addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:Query'], resources: [arn('dynamodb', `table/${table.tableName}/index/byDay`)] }));
    }, `error: eu-west-1 refers to ${arn('dynamodb', 'table/Shop-Orders/index/byDay')} in PolicyDocument.Statement.Resource of Shop/eu-west-1/Shop/Handler/ServiceRole/DefaultPolicy`],
    ['a table of nearly that name, which it has none of', (api, region) => {
      if (region === api.regionalApis[0]) api.addGlobalTable('Orders', KEY);
      aFunction(region).addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:Query'], resources: [arn('dynamodb', 'table/Shop-Orders-2025')] }));
    }, `warning: eu-west-1 refers to ${arn('dynamodb', 'table/Shop-Orders-2025')} in PolicyDocument.Statement.Resource of Shop/eu-west-1/Shop/Handler/ServiceRole/DefaultPolicy`],
  ])('%s', (_, build, found) => {
    expect(told((region, api) => build(api, region))).toEqual([found]);
  });

  function tableOf(api: MultiRegionServerlessApi) {
    return api.node.findChild('Tables').node.findChild('Orders') as ReturnType<typeof api.addGlobalTable>;
  }
});

test('what is named in many places and Regions is told once', () => {
  const topic = arn('sns', 'orders');
  expect(told(region => {
    aFunction(region, 'Orders', { environment: { TOPIC: topic } });
    aFunction(region, 'Prices', { environment: { TOPIC: topic, OTHER_TOPIC: topic } });
  }, { regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'] }))
    .toEqual([`warning: eu-west-1, ap-southeast-1 refer to ${topic} in Environment.Variables.TOPIC of Shop/eu-west-1/Shop/Orders, and in 2 more places`]);
});

describe('nothing is told of', () => {
  test.each<[string, (region: RegionalApi) => void]>([
    ['ARNs of the own Region', ({ region, stack }) => aFunction(stack, 'Orders', {
      environment: { TOPIC: arn('sns', 'orders', region), QUEUE: `https://sqs.${region}.amazonaws.com/111122223333/orders` },
    })],
    ['ARNs of services that have no Regions', withProps(() => ({ environment: { ROLE: 'arn:aws:iam::111122223333:role/orders', BUCKET: 'arn:aws:s3:::orders-us-east-1' } }))],
    ['ARNs of all Regions', region => ['us-east-1', 'eu-west-1'].forEach(name => {
      (region.node.tryFindChild('Handler') as Function | undefined ?? aFunction(region)).addToRolePolicy(new PolicyStatement({ actions: ['sqs:*'], resources: [arn('sqs', 'orders', name)] }));
    })],
    ['names of Regions', withProps(() => ({ environment: { MAIN_REGION: 'us-east-1', BUCKET: 'orders-us-east-1' } }))],
    ['the certificates of what is at the edge', region => {
      new CfnDomainName(region, 'Old', { domainName: `old-${region.region}.example.com`, certificateArn: arn('acm', 'certificate/c') });
      new CfnDistribution(region, 'Site', {
        distributionConfig: {
          enabled: true,
          defaultCacheBehavior: { targetOriginId: 'site', viewerProtocolPolicy: 'https-only' },
          viewerCertificate: { acmCertificateArn: arn('acm', 'certificate/c') },
          webAclId: arn('wafv2', 'global/webacl/acl/1'),
        },
      });
    }],
    ['user pools, whose tokens are good everywhere', region => region.addRoute('GET', '/orders', aFunction(region), {
      authorizer: Authorizer.cognito('Users', { userPoolArn: arn('cognito-idp', 'userpool/us-east-1_AbCdEfGhI') }),
    })],
    ['replicas', region => {
      new CfnReplicaKey(region, 'Key', { primaryKeyArn: arn('kms', 'key/mrk-1', 'ap-southeast-2'), keyPolicy: {} });
      new Secret(region, 'Secret', { replicaRegions: [{ region: 'sa-east-1', encryptionKey: Key.fromKeyArn(region, 'Other', arn('kms', 'key/k', 'sa-east-1')) }] });
    }],
    ['dashboards', region => new CfnDashboard(region, 'Dashboard', { dashboardBody: JSON.stringify({ alarms: [arn('cloudwatch', 'alarm:a'), arn('cloudwatch', 'alarm:a', 'eu-west-1')] }) })],
    ['stacks beside those of the Regions', region => aFunction(new Stack(region.node.root, `Crm-${region.region}`, { env: { region: region.region } }), 'Orders', {
      environment: { TOPIC: arn('sns', 'orders') },
    })],
  ])('%s', (_, build) => {
    expect(told(build)).toEqual([]);
  });

  test('user pools behind an HTTP API', () => {
    expect(told(region => region.addRoute('GET', '/orders', aFunction(region, 'Orders', { timeout: Duration.seconds(5) }), {
      authorizer: Authorizer.cognito('Users', { userPoolArn: arn('cognito-idp', 'userpool/us-east-1_AbCdEfGhI'), clientIds: ['web'] }),
    }), { gateway: ApiGateway.http() })).toEqual([]);
  });
});
