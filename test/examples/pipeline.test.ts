/** @cdk-validation */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { giveContext } from '../context';

const WAVES = ['ap-southeast-1', 'eu-west-1', 'us-east-1'];

interface Action {
  readonly Name: string;
  readonly Region?: string;
  readonly RunOrder: number;
  readonly ActionTypeId: { readonly Provider: string };
  readonly Configuration: { readonly ActionMode?: string; readonly StackName?: string };
}

let app: App;
let stages: { Name: string; Actions: Action[] }[];

/** The example as a consumer's app, with what CDK's offline validator finds as errors. */
beforeAll(() => {
  giveContext({ '@aws-cdk/core:validateAgainstDefaultRules': true });
  process.env.npm_config_loglevel = 'silent';
  ({ app } = require('../../examples/pipeline/app') as { app: App });
  app.synth();
  [{ Properties: { Stages: stages } }] = Object.values(Template.fromStack(app.node.findChild('Pipeline') as Stack).findResources('AWS::CodePipeline::Pipeline'));
});

const actionsOf = (name: string) => stages.find(({ Name }) => Name === name)!.Actions;
const deployments = (name: string) => actionsOf(name).filter(({ ActionTypeId: { Provider } }) => Provider === 'CloudFormation');

test('the pipeline deploys the stage of the tables, then one Region in each wave', () => {
  expect(stages.map(({ Name }) => Name)).toEqual(['Source', 'Build', 'UpdatePipeline', 'Assets', 'Prod', ...WAVES]);
});

test.each(WAVES)('the wave %s deploys this Region\'s stack and no other', region => {
  expect(deployments(region).map(action => [action.Region, action.Configuration.StackName])).toEqual([
    [region, `Prod-HitCounter-${region}`], [region, `Prod-HitCounter-${region}`], // the change set, and its execution
  ]);
});

test.each(WAVES)('the wave %s ends with a request to the Region, and goes no further if it fails', region => {
  const check = actionsOf(region).find(({ ActionTypeId: { Provider } }) => Provider === 'CodeBuild')!;
  expect(check.RunOrder).toBeGreaterThan(Math.max(...deployments(region).map(({ RunOrder }) => RunOrder)));
  const projects = Template.fromStack(app.node.findChild('Pipeline') as Stack).findResources('AWS::CodeBuild::Project');
  const scripts = Object.values(projects).map(({ Properties: { Source } }) => String(Source.BuildSpec));
  expect(scripts.filter(script => script.includes(`https://${region}.hello.example.com/health`) && script.includes('--fail'))).toHaveLength(1);
});

test('the tables are those of one API, in every Region of it', () => {
  const tables = app.node.findAll().find(construct => Stack.isStack(construct) && construct.stackName === 'Prod-HitCounter-Tables') as Stack;
  const [table] = Object.values(Template.fromStack(tables).findResources('AWS::DynamoDB::GlobalTable'));
  expect(table.Properties.TableName).toBe('Prod-HitCounter-Hits');
  expect(table.Properties.Replicas.map(({ Region }: { Region: string }) => Region).sort()).toEqual(WAVES);
});

test('the pipeline is in none of the Regions that it deploys', () => {
  expect(WAVES).not.toContain((app.node.findChild('Pipeline') as Stack).region);
});
