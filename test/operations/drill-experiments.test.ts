import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { DrillExperimentsOptions } from '../../src';
import { anApi, templateOf } from '../an-api';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const ARN = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dynamodb:eu-west-1:', { Ref: 'AWS::AccountId' }, ':table/Shop-Orders']] };

function withExperiments(options: DrillExperimentsOptions = {}) {
  const api = anApi();
  const experiments = api.addDrillExperiments(options);
  const operations = api.addOperations();
  api.addGlobalTable('Orders', KEY);
  return { api, experiments, operations };
}

test('an experiment in each Region pauses the replication of its tables, those that come later included, and ends by itself', () => {
  templateOf(withExperiments({ pauseDuration: Duration.minutes(5) }).api, 'eu-west-1').hasResourceProperties('AWS::FIS::ExperimentTemplate', {
    Actions: { Table1: { ActionId: 'aws:dynamodb:global-table-pause-replication', Parameters: { duration: 'PT5M' }, Targets: { Tables: 'Table1' } } },
    Targets: { Table1: { ResourceType: 'aws:dynamodb:global-table', ResourceArns: [ARN], SelectionMode: 'ALL' } },
    StopConditions: [{ Source: 'none' }],
    Tags: { Name: 'Shop-PauseReplication' },
  });
});

test('its role may change the resource policies of these tables, in this Region, and nothing else', () => {
  templateOf(withExperiments().api, 'eu-west-1').hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [{
        Action: ['dynamodb:DescribeTable', 'dynamodb:GetResourcePolicy', 'dynamodb:PutResourcePolicy', 'dynamodb:DeleteResourcePolicy'],
        Effect: 'Allow',
        Resource: [ARN],
      }],
    },
  });
});

test('an alarm ends the experiment of its Region', () => {
  const { api, experiments, operations } = withExperiments();
  experiments.stopOn(operations.alarms('eu-west-1')[0]);
  templateOf(api, 'eu-west-1').hasResourceProperties('AWS::FIS::ExperimentTemplate', { StopConditions: [{ Source: 'aws:cloudwatch:alarm' }] });
  templateOf(api, 'us-east-1').hasResourceProperties('AWS::FIS::ExperimentTemplate', { StopConditions: [{ Source: 'none' }] });
});

test.each([Duration.seconds(90), Duration.minutes(721)])('a pause of %s is refused', pauseDuration => {
  expect(() => withExperiments({ pauseDuration })).toThrow(/`pauseDuration` must be between 1 and 720 whole minutes, got: /);
});

test('an API without tables has nothing to pause', () => {
  const app = new App({ treeMetadata: false });
  anApi({}, app).addDrillExperiments();
  expect(() => app.synth()).toThrow(/`addDrillExperiments\(\)` needs a global table whose writes are replicated later: Shop has none/);
});
