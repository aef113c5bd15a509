/** @cdk-validation */
import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { check, PLANTED } from './checked-app';
import { giveContext } from '../context';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

let findings: string[];
let templates: { [stackName: string]: Template };
const template = (stack: string) => templates[`HitCounter-${stack}`];

/** The example as a consumer's app, with CDK's offline validator and cdk-nag, findings as errors. */
beforeAll(() => {
  giveContext({ '@aws-cdk/core:validateAgainstDefaultRules': true });
  Object.assign(process.env, { DOMAIN_NAME: 'hi.example.org', HOSTED_ZONE_ID: 'Z0987654321' });
  const { app } = require('../../examples/hit-counter/app') as { app: App };
  const checked = check(app, app.node.findChild('HitCounter').node.findChild('eu-west-1') as Stack);
  findings = checked.findings;
  templates = Object.fromEntries(checked.stacks.map(stack => [stack.stackName, Template.fromJSON(stack.template)]));
});

test('the templates of the hit counter pass the offline validator and the AwsSolutions pack, which find what is wrong in others', () => {
  expect(findings).toEqual(PLANTED);
});

describe('the hit counter', () => {
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
    template('Tables').hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [{ AttributeName: 'ipAddress', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'ipAddress', AttributeType: 'S' }],
      SSESpecification: { SSEEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });
});
