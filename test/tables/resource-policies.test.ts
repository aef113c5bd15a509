import { App, Stack } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { GlobalTable, GlobalTableProps } from '../../src';
import { DEPLOYED, VERSION } from '../../src/recorded/stack-facts';
import { anApi } from '../an-api';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-south-1'];
const PER_REPLICA = '@aws-cdk/aws-dynamodb:resourcePolicyPerReplica';

const statement = () => new PolicyStatement({ actions: ['dynamodb:GetItem'], principals: [new AccountPrincipal('111122223333')], resources: ['*'] });
const policy = () => new PolicyDocument({ statements: [statement()] });

/** Where the replicas, and their streams, have policies, and what is said of those that have none. */
function synthesized(recorded: string[] | undefined, props: Partial<GlobalTableProps>, extend = (_: GlobalTable) => {}, context = {}) {
  const tables = recorded && { 'Shop-Orders': { regions: recorded, key: 'id S' } };
  const app = new App({ context: { ...context, [DEPLOYED]: { version: VERSION, stacks: { 'us-east-1/Shop-Tables': { tables } } } } });
  const table = anApi({ regions: REGIONS }, app).addGlobalTable('Orders', { ...KEY, ...props });
  extend(table);
  const { template, messages } = app.synth().getStackArtifact(Stack.of(table).artifactId);
  const replicas: any[] = Object.values<any>(template.Resources).flatMap(({ Properties }) => Properties.Replicas ?? []);
  const regionsWith = (setting: string) => replicas.filter(replica => replica[setting]).map(({ Region }) => Region).sort();
  return {
    policies: regionsWith('ResourcePolicy'),
    streamPolicies: regionsWith('ReplicaStreamSpecification'),
    said: messages.map(({ level, entry }) => `${level}: ${entry.data}`).filter(message => message.includes('polic')),
  };
}

const LEFT_OUT = 'warning: The resource policy of Shop-Orders is left out in ap-south-1, where the replica must be made first. '
  + 'Deploy, run `npx multi-region record`, and deploy again [ack: cdk-multi-region-serverless-api:resource-policy-follows]';
const REFUSED = 'error: The replicas of Shop-Orders must be deployed and recorded before they have resource policies, got: ["eu-west-1","ap-south-1"]. '
  + 'If they are deployed, run `npx multi-region record`. If not, deploy without the policies, run it, and deploy with them';

test('all replicas that are recorded have the table\'s policy', () => {
  expect(synthesized(REGIONS, { resourcePolicy: policy() })).toEqual({ policies: [...REGIONS].sort(), streamPolicies: [], said: [] });
});

test('a replica that is to be added gets its policy after it is recorded, as a warning says', () => {
  expect(synthesized(['us-east-1', 'eu-west-1'], { resourcePolicy: policy() }))
    .toEqual({ policies: ['eu-west-1', 'us-east-1'], streamPolicies: [], said: [LEFT_OUT] });
});

test('a policy of the replica\'s own, or of its stream, is kept back as well', () => {
  const replicas = REGIONS.map(region => ({ region, resourcePolicy: policy(), streamResourcePolicy: policy() }));
  expect(synthesized(['us-east-1', 'eu-west-1'], { replicas }))
    .toEqual({ policies: ['eu-west-1', 'us-east-1'], streamPolicies: ['eu-west-1', 'us-east-1'], said: [LEFT_OUT] });
});

test('the policies of a table that is not recorded are refused with the steps, and not taken away, for it may be deployed', () => {
  expect(synthesized(undefined, { resourcePolicy: policy() })).toEqual({ policies: [...REGIONS].sort(), streamPolicies: [], said: [REFUSED] });
});

test.each<[boolean, object]>([
  [false, { policies: ['eu-west-1', 'us-east-1'], said: [LEFT_OUT] }],
  [true, { policies: ['us-east-1'], said: [] }],
])('so it is with statements that are added by hand, where CDK gives them to the replicas: with the feature flag %s', (flag, expected) => {
  const add = ({ table }: GlobalTable) => { table.addToResourcePolicy(statement()); };
  expect(synthesized(['us-east-1', 'eu-west-1'], {}, add, { [PER_REPLICA]: flag })).toMatchObject(expected);
});

test('the policy of the replica in the table\'s own Region may come with it', () => {
  expect(synthesized(undefined, { replicas: [{ region: 'us-east-1', resourcePolicy: policy() }] }))
    .toEqual({ policies: ['us-east-1'], streamPolicies: [], said: [] });
});

test('a table without policies needs no record', () => {
  expect(synthesized(undefined, {})).toEqual({ policies: [], streamPolicies: [], said: [] });
});
