import { Tags } from 'aws-cdk-lib';
import { AttributeType, Billing, BillingMode, MultiRegionConsistency, ProjectionType, StreamViewType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { SynthesizedApps } from '../synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

const id = { name: 'id', type: AttributeType.STRING };
const date = { name: 'date', type: AttributeType.NUMBER };

const KEY = {
  attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
  keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
};

test('a regional table is in its stack\'s Region', () => {
  const { tables } = apps.deploy(stack => new Table(stack, 'Orders', { tableName: 'orders', partitionKey: id, billingMode: BillingMode.PAY_PER_REQUEST }));
  expect(tables).toEqual([{ ...KEY, tableName: 'orders', logicalPath: 'Shop/Orders', constructId: 'Orders', regions: ['eu-west-1'], billingMode: 'PAY_PER_REQUEST', deletionProtection: false, pointInTimeRecovery: false, tags: { 'eu-west-1': {} } }]);
});

test('a strongly consistent table is one, with its witness', () => {
  const build = (more: object) => apps.deploy(stack => new TableV2(stack, 'Orders', {
    partitionKey: id, multiRegionConsistency: MultiRegionConsistency.STRONG, replicas: [{ region: 'eu-west-2' }], ...more,
  })).tables[0];
  expect(build({ witnessRegion: 'eu-west-3' })).toMatchObject({ stronglyConsistent: true, witnesses: ['eu-west-3'] });
  expect(build({ replicas: [{ region: 'eu-west-2' }, { region: 'eu-west-3' }] })).toMatchObject({ stronglyConsistent: true, witnesses: undefined });
});

test('tables and replicas have their tags', () => {
  const { tables } = apps.deploy(stack => {
    Tags.of(new Table(stack, 'Orders', { partitionKey: id })).add('team', 'a');
    new TableV2(stack, 'Carts', { partitionKey: id, tags: [{ key: 'team', value: 'b' }], replicas: [{ region: 'us-east-1', tags: [{ key: 'team', value: 'c' }] }] });
  });
  expect(tables.map(({ tags }) => tags)).toEqual([{ 'eu-west-1': { team: 'b' }, 'us-east-1': { team: 'c' } }, { 'eu-west-1': { team: 'a' } }]);
});

test('a regional table has its protection, stream and TTL attribute', () => {
  const { tables } = apps.deploy(stack => new Table(stack, 'Orders', {
    partitionKey: id, deletionProtection: true, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }, stream: StreamViewType.NEW_IMAGE, timeToLiveAttribute: 'expires',
  }));
  expect(tables[0]).toMatchObject({ deletionProtection: true, pointInTimeRecovery: true, streamViewType: 'NEW_IMAGE', timeToLiveAttribute: 'expires' });
});

test('a global table has a replica in each of its Regions', () => {
  const { tables, regions } = apps.deploy(stack => new TableV2(stack, 'Orders', {
    tableName: 'orders', partitionKey: id, replicas: [{ region: 'us-east-1' }, { region: 'ap-southeast-1' }],
  }));
  expect(tables).toEqual([expect.objectContaining({ ...KEY, tableName: 'orders', streamViewType: 'NEW_AND_OLD_IMAGES', billingMode: 'PAY_PER_REQUEST' })]);
  expect([...tables[0].regions].sort()).toEqual(['ap-southeast-1', 'eu-west-1', 'us-east-1']);
  expect(regions).toEqual(tables[0].regions);
});

test('a TableV2 without replicas is in its stack\'s Region', () => {
  const { tables } = apps.deploy(stack => new TableV2(stack, 'Orders', { partitionKey: id, billing: Billing.onDemand() }));
  expect(tables[0]).toMatchObject({ regions: ['eu-west-1'], deletionProtection: false, pointInTimeRecovery: false });
});

test.each([
  ['all its replicas are', true, true],
  ['not all its replicas are', false, false],
])('a global table is protected if %s', (_name, ofReplica, expected) => {
  const protection = (on: boolean) => ({ deletionProtection: on, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: on } });
  const { tables } = apps.deploy(stack => new TableV2(stack, 'Orders', { partitionKey: id, ...protection(true), replicas: [{ region: 'us-east-1', ...protection(ofReplica) }] }));
  expect(tables[0]).toMatchObject({ deletionProtection: expected, pointInTimeRecovery: expected });
});

test.each(['Table', 'TableV2'])('the indexes of a %s are read', kind => {
  const { tables } = apps.deploy(stack => {
    const indexes = {
      global: { indexName: 'byDate', partitionKey: date, projectionType: ProjectionType.KEYS_ONLY },
      local: { indexName: 'byPrice', sortKey: { name: 'price', type: AttributeType.NUMBER }, projectionType: ProjectionType.INCLUDE, nonKeyAttributes: ['name'] },
    };
    const keys = { partitionKey: id, sortKey: { name: 'item', type: AttributeType.BINARY } };
    if (kind === 'TableV2') return new TableV2(stack, 'Orders', { ...keys, globalSecondaryIndexes: [indexes.global], localSecondaryIndexes: [indexes.local] });
    const table = new Table(stack, 'Orders', keys);
    table.addGlobalSecondaryIndex(indexes.global);
    table.addLocalSecondaryIndex(indexes.local);
    return table;
  });
  expect(tables[0]).toMatchObject({
    attributeDefinitions: expect.arrayContaining([
      { attributeName: 'id', attributeType: 'S' },
      { attributeName: 'item', attributeType: 'B' },
      { attributeName: 'date', attributeType: 'N' },
      { attributeName: 'price', attributeType: 'N' },
    ]),
    keySchema: [{ attributeName: 'id', keyType: 'HASH' }, { attributeName: 'item', keyType: 'RANGE' }],
    globalSecondaryIndexes: [{
      indexName: 'byDate', keySchema: [{ attributeName: 'date', keyType: 'HASH' }], projection: { projectionType: 'KEYS_ONLY', nonKeyAttributes: undefined },
    }],
    localSecondaryIndexes: [{
      indexName: 'byPrice',
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }, { attributeName: 'price', keyType: 'RANGE' }],
      projection: { projectionType: 'INCLUDE', nonKeyAttributes: ['name'] },
    }],
  });
});
