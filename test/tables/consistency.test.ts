import { Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, CfnGlobalTable, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Consistency, GlobalTableProps } from '../../src';
import { anApi } from '../an-api';
import { messageOf } from '../message-of';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };

const addTable = (regions: string[], props: Partial<GlobalTableProps>) => anApi({ regions }).addGlobalTable('Orders', { ...KEY, ...props });

function render(regions: string[], props: Partial<GlobalTableProps>) {
  const tables = Template.fromStack(Stack.of(addTable(regions, props))).findResources('AWS::DynamoDB::GlobalTable');
  const [{ Properties }] = Object.values(tables);
  return { ...Properties, regions: Properties.Replicas.map(({ Region }: { Region: string }) => Region).sort() };
}

test('a table is eventually consistent by default', () => {
  const byDefault = render(['us-east-1', 'eu-west-1'], {});
  expect(byDefault).not.toHaveProperty('MultiRegionConsistency');
  expect(byDefault).not.toHaveProperty('GlobalTableWitnesses');
  expect(byDefault).toEqual(render(['us-east-1', 'eu-west-1'], { consistency: Consistency.eventual() }));
});

test.each([
  [['us-east-1', 'us-east-2', 'us-west-2']],
  [['eu-west-1', 'eu-west-2', 'eu-central-1']],
  [['eu-central-1', 'eu-west-3', 'eu-west-2']],
  [['ap-northeast-1', 'ap-northeast-3', 'ap-northeast-2']],
])('a strongly consistent table has three replicas: %j', regions => {
  expect(render(regions, { consistency: Consistency.strong() })).toMatchObject({ MultiRegionConsistency: 'STRONG', regions: [...regions].sort() });
});

test('a strongly consistent table has two replicas and a witness', () => {
  expect(render(['eu-west-1', 'eu-west-3'], { consistency: Consistency.strong({ witness: 'eu-central-1' }) })).toMatchObject({
    MultiRegionConsistency: 'STRONG', regions: ['eu-west-1', 'eu-west-3'], GlobalTableWitnesses: [{ Region: 'eu-central-1' }],
  });
});

test('a strongly consistent table may have global secondary indexes', () => {
  const globalSecondaryIndexes = [{ indexName: 'byDay', partitionKey: { name: 'day', type: AttributeType.STRING }, projectionType: ProjectionType.KEYS_ONLY }];
  expect(render(['us-east-1', 'us-west-2'], { consistency: Consistency.strong({ witness: 'us-east-2' }), globalSecondaryIndexes })).toHaveProperty('GlobalSecondaryIndexes');
});

const THREE = 'needs exactly three Regions: three `regions`, or two and a `witness`';
const SETS = 'needs Regions of one set: us-east-1, us-east-2, us-west-2; or eu-west-1, eu-west-2, eu-west-3, eu-central-1; or ap-northeast-1, ap-northeast-2, ap-northeast-3';

test.each<[string, string[], string | undefined, string]>([
  ['two replicas', ['us-east-1', 'us-east-2'], undefined, `\`Consistency.strong()\` ${THREE}, got: ["us-east-1","us-east-2"]`],
  ['four replicas', ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1'], undefined, THREE],
  ['three replicas and a witness', ['eu-west-1', 'eu-west-2', 'eu-west-3'], 'eu-central-1', THREE],
  ['replicas of two sets', ['us-east-1', 'us-east-2', 'eu-west-1'], undefined, `\`Consistency.strong()\` ${SETS}, got: ["us-east-1","us-east-2","eu-west-1"]`],
  ['a witness of another set', ['us-east-1', 'us-east-2'], 'eu-west-1', SETS],
  ['a Region of no set', ['us-east-1', 'us-west-2', 'us-west-1'], undefined, SETS],
  ['a witness that is no Region', ['us-east-1', 'us-west-2'], 'us-moon-1', SETS],
  ['a witness that is a replica', ['us-east-1', 'us-west-2'], 'us-west-2', '`witness` must not be one of `regions`, got: "us-west-2". `regions` are: us-east-1, us-west-2'],
  ['a token for a witness', ['us-east-1', 'us-west-2'], Lazy.string({ produce: () => 'us-east-2' }), '`witness` must be a literal name, because no token may cross a Region'],
])('strong consistency is refused to %s', (_name, regions, witness, message) => {
  expect(() => addTable(regions, { consistency: Consistency.strong({ witness }) })).toThrow(message);
});

test.each<[string, (table: TableV2) => void, string]>([
  ['a local secondary index', table => table.addLocalSecondaryIndex({ indexName: 'byAge', sortKey: { name: 'age', type: AttributeType.NUMBER } }),
    '`localSecondaryIndexes` must be empty with `Consistency.strong()`, got: ["byAge"]. Make them `globalSecondaryIndexes`'],
  ['an expiry', table => (table.node.defaultChild as CfnGlobalTable).addPropertyOverride('TimeToLiveSpecification', { AttributeName: 'expiresAt', Enabled: true }),
    '`timeToLiveAttribute` must not be set with `Consistency.strong()`, where items do not expire, got: "expiresAt"'],
])('a strongly consistent table that gets %s later is refused at synthesis', (_name, extend, message) => {
  const sortKey = { name: 'day', type: AttributeType.STRING };
  const { table } = addTable(['us-east-1', 'us-east-2', 'us-west-2'], { sortKey, consistency: Consistency.strong() });
  extend(table);
  expect(messageOf(() => Template.fromStack(Stack.of(table)))).toContain(message);
});

test.each<[string, Partial<GlobalTableProps>, string]>([
  ['items that expire', { timeToLiveAttribute: 'expiresAt' }, '`timeToLiveAttribute` must not be set with `Consistency.strong()`, where items do not expire, got: "expiresAt"'],
  ['local secondary indexes', {
    sortKey: { name: 'day', type: AttributeType.NUMBER },
    localSecondaryIndexes: [{ indexName: 'byAge', sortKey: { name: 'age', type: AttributeType.NUMBER } }],
  }, '`localSecondaryIndexes` must be empty with `Consistency.strong()`, got: ["byAge"]. Make them `globalSecondaryIndexes`'],
])('strong consistency is refused to a table with %s', (_name, props, message) => {
  expect(() => addTable(['us-east-1', 'us-east-2', 'us-west-2'], { consistency: Consistency.strong(), ...props })).toThrow(message);
});
