/** @cdk-validation */
import type { App, Stack } from 'aws-cdk-lib';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const environment = process.env;

/** The example as a consumer's app, loaded anew, with CDK's offline validator and cdk-nag, findings as errors. */
function hitCounter(settings: Record<string, string> = {}) {
  process.env = {
    ...environment,
    ...settings,
    CDK_CONTEXT_JSON: JSON.stringify({ '@aws-cdk/core:validateAgainstDefaultRules': true }),
  };
  jest.resetModules();
  // All from one registry: cdk-nag knows resources by their classes.
  const { Validations, CfnResource } = require('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const { CfnQueue } = require('aws-cdk-lib/aws-sqs') as typeof import('aws-cdk-lib/aws-sqs');
  const { Template } = require('aws-cdk-lib/assertions') as typeof import('aws-cdk-lib/assertions');
  const { AwsSolutionsChecks } = require('cdk-nag') as typeof import('cdk-nag');
  const { app } = require('../../examples/hit-counter/app') as { app: App };
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, CfnQueue, CfnResource, Template };
}

function stackIn(app: App, region: string): Stack {
  return app.node.findChild('HitCounter').node.findChild(region) as Stack;
}

afterEach(() => { process.env = environment; });

describe('the templates of the hit counter', () => {
  test('pass the offline validator and the AwsSolutions pack', () => {
    const { app } = hitCounter();
    expect(() => app.synth()).not.toThrow();
  });

  test('would fail with a property that CloudFormation does not know', () => {
    const { app, CfnResource } = hitCounter();
    new CfnResource(stackIn(app, 'eu-west-1'), 'Wrong', { type: 'AWS::SNS::Topic', properties: { Nonsense: true } });
    expect(() => app.synth()).toThrow(/Nonsense/);
  });

  test('would fail with a finding that nobody acknowledged', () => {
    const { app, CfnQueue } = hitCounter();
    new CfnQueue(stackIn(app, 'eu-west-1'), 'Open');
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS/);
  });
});

describe('the hit counter', () => {
  const { app, Template } = hitCounter({ DOMAIN_NAME: 'hi.example.org', HOSTED_ZONE_ID: 'Z0987654321' });
  const template = (region: string) => Template.fromStack(stackIn(app, region));

  test('takes its domain and zone from the environment', () => {
    template('eu-west-1').hasResourceProperties('AWS::Route53::RecordSet', { Name: 'hi.example.org.', HostedZoneId: 'Z0987654321' });
  });

  test.each(REGIONS)('is checked over HTTPS every 30 seconds, one failure counts, from three Regions, as hello-<Region>: %s', region => {
    template(region).hasResourceProperties('AWS::Route53::HealthCheck', {
      HealthCheckConfig: {
        Type: 'HTTPS', RequestInterval: 30, FailureThreshold: 1, Regions: REGIONS, FullyQualifiedDomainName: `${region}.hi.example.org`,
      },
      HealthCheckTags: [{ Key: 'Name', Value: `hello-${region}` }],
    });
  });

  test('has a handler with a time-out of 3 seconds, traced', () => {
    template('ap-southeast-1').hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 3, TracingConfig: { Mode: 'Active' }, Environment: { Variables: { HITS_TABLE_NAME: 'HitCounter-Hits' } },
    });
  });

  test.each(REGIONS)('its role may get and update items of its own Region\'s replica and nothing else in DynamoDB: %s', region => {
    const [policy] = Object.values(template(region).findResources('AWS::IAM::Policy'))
      .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('HelloServiceRole'));
    const statements = policy.Properties.PolicyDocument.Statement.filter(({ Action }: any) => JSON.stringify(Action).includes('dynamodb'));
    expect(statements).toHaveLength(1);
    expect(statements[0].Action).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem']);
    expect(JSON.stringify(statements[0].Resource)).toMatch(new RegExp(`^[^*]*:dynamodb:${region}:[^*]*:table/HitCounter-Hits"[^*]*$`));
  });

  test('has an encrypted table with new and old images in its stream', () => {
    Template.fromStack(stackIn(app, 'Tables')).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [{ AttributeName: 'ipAddress', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'ipAddress', AttributeType: 'S' }],
      SSESpecification: { SSEEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });
});
