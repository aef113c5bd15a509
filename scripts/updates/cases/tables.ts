import { CfnTag, RemovalPolicy } from 'aws-cdk-lib';
import {
  Attribute, AttributeType, Billing, Capacity, ContributorInsightsMode, GlobalSecondaryIndexPropsV2, LocalSecondaryIndexProps, ProjectionType,
  ReplicaTableProps, TableClass,
} from 'aws-cdk-lib/aws-dynamodb';
import { ArnPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Consistency, GlobalTableAttributes, GlobalTableEncryption, GlobalTableProps, HealthCheck, Idempotency } from '../../../src';
import { functionOf, IRELAND, KEY, shop, shopWithTable, SINGAPORE, VIRGINIA } from '../shop';
import { walk, walkOptional } from '../walk';

const DAY: Attribute = { name: 'day', type: AttributeType.STRING };
const HOUR: Attribute = { name: 'hour', type: AttributeType.NUMBER };
const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
const index = (indexName: string, partitionKey: Attribute = text(indexName), more: Partial<GlobalSecondaryIndexPropsV2> = {}) =>
  ({ indexName, partitionKey, ...more });
const local = (indexName: string): LocalSecondaryIndexProps => ({ indexName, sortKey: text(indexName) });
const [A, B, C] = ['byA', 'byB', 'byC'].map(name => index(name));

const INDEXES: Record<string, GlobalSecondaryIndexPropsV2[]> = {
  'none': [],
  'byA': [A],
  'byA, byB': [A, B],
  'byB, byA': [B, A],
  'byB': [B],
  'byA, byB, byC': [A, B, C],
  'byA of another key': [index('byA', DAY)],
  'byA with a sort key': [index('byA', undefined, { sortKey: DAY })],
  'byA of keys only': [index('byA', undefined, { projectionType: ProjectionType.KEYS_ONLY })],
  'byA of another type': [index('byA', { name: 'byA', type: AttributeType.NUMBER })],
  'byA with a cap': [index('byA', undefined, { maxReadRequestUnits: 5 })],
};
const INDEX_CHANGES = [
  'none → byA', 'byA → none', 'byA → byA, byB', 'byA, byB → byB, byA', 'byA, byB → byA', 'none → byA → byA, byB', 'byA → byA, byB → byA, byB, byC', 'byA, byB → byA → none',
  'byA → byA, byB → byB', 'byA → none → byA of another key', 'byA → none → byA with a sort key', 'byA → none → byA of keys only', 'byA → none → byA of another type', 'byA → byA with a cap',
];

const policy = (name: string) => new PolicyDocument({
  statements: [new PolicyStatement({ principals: [new ArnPrincipal(`arn:aws:iam::111122223333:role/${name}`)], actions: ['dynamodb:GetItem'], resources: ['*'] })],
});
const keys = (id: string) => Object.fromEntries([VIRGINIA, IRELAND].map(region => [region, `arn:aws:kms:${region}:111122223333:key/${id}`]));
const ENCRYPTION = {
  'none': undefined,
  'dynamoOwnedKey()': GlobalTableEncryption.dynamoOwnedKey(),
  'awsManagedKey()': GlobalTableEncryption.awsManagedKey(),
  'customerManagedKeys()': GlobalTableEncryption.customerManagedKeys(),
  'existingKeys()': GlobalTableEncryption.existingKeys(keys('one')),
  'existingKeys(), others': GlobalTableEncryption.existingKeys(keys('two')),
};
const insights = (mode: ContributorInsightsMode) => ({ enabled: true, mode });

const [FRANKFURT, PARIS] = ['eu-central-1', 'eu-west-3'];
const STRONG = [IRELAND, FRANKFURT];

/** A setting of a replica, in Ireland. */
function walkReplica<K extends keyof ReplicaTableProps>(
  name: K, one: [string, ReplicaTableProps[K]], other?: [string, ReplicaTableProps[K]], table: Partial<GlobalTableProps> = {},
) {
  const build = (value: ReplicaTableProps[K] | undefined) =>
    shopWithTable({ ...table, ...value !== undefined && { replicas: [{ region: IRELAND, [name]: value }] } });
  return walkOptional<ReplicaTableProps[K]>(`replicas.${name}`, build, one, other);
}

interface TableAndRegions extends Partial<GlobalTableProps> {
  readonly regions?: string[];
}

const withRegions = ({ regions = [VIRGINIA, IRELAND], ...props }: TableAndRegions) => shop({ regions }, api => api.addGlobalTable('Orders', { ...KEY, ...props }));
const TWO_AND_SINGAPORE = [VIRGINIA, IRELAND, SINGAPORE];

/** Its health function reads the table, and a function may. */
const imported = (attributes: Partial<GlobalTableAttributes>) => shop({ health: HealthCheck.deep() }, api => {
  const table = api.importGlobalTable('Orders', { tableName: 'orders', ...attributes });
  api.regionalApis.forEach(region => table.grantReadData(functionOf(region, 'Orders')));
});

export const TABLES = [
  ...walk('addGlobalTable()', ids => shop({}, api => ids.forEach(id => api.addGlobalTable(id, KEY))), {
    'none': [], 'Orders': ['Orders'], 'Orders, Sales': ['Orders', 'Sales'], 'Sales, Orders': ['Sales', 'Orders'], 'Sales': ['Sales'],
  }, 'none → Orders', 'Orders → none', 'Orders → none → Orders', 'Orders, Sales → Sales → Orders, Sales', 'Orders → Orders, Sales', 'Orders, Sales → Sales, Orders', 'Orders, Sales → Orders', 'Orders → Sales'),
  ...walk('addGlobalTable(), with a `tableName`: id', id => shop({}, api => api.addGlobalTable(id, { ...KEY, tableName: 'orders' })), { Orders: 'Orders', Sales: 'Sales' }, 'Orders → Sales'),
  ...walk('addGlobalTable() and importGlobalTable()', build => build, { add: shopWithTable({ tableName: 'orders' }), import: shop({}, api => api.importGlobalTable('Orders', { tableName: 'orders' })), none: shop() }, 'add → import', 'add → import → add', 'import → none'),
  ...walkOptional('tableName', tableName => shopWithTable({ tableName }), ['orders', 'orders'], ['sales', 'sales']),
  ...walk('partitionKey', partitionKey => shopWithTable({ partitionKey }), { 'id': KEY.partitionKey, 'day': DAY, 'id, a number': { name: 'id', type: AttributeType.NUMBER } }, 'id → day', 'id → id, a number'),
  ...walkOptional('sortKey', sortKey => shopWithTable({ sortKey }), ['day', DAY], ['hour', HOUR]),
  ...walk('globalSecondaryIndexes', globalSecondaryIndexes => shopWithTable({ globalSecondaryIndexes }), INDEXES, ...INDEX_CHANGES),
  ...walk<TableAndRegions>('globalSecondaryIndexes and regions', withRegions, {
    'byA in two': { globalSecondaryIndexes: [A] }, 'byA in three': { globalSecondaryIndexes: [A], regions: TWO_AND_SINGAPORE }, 'byA, byB in three': { globalSecondaryIndexes: [A, B], regions: TWO_AND_SINGAPORE },
  }, 'byA in two → byA in three → byA, byB in three'),
  ...walkOptional('localSecondaryIndexes', localSecondaryIndexes => shopWithTable({ sortKey: HOUR, localSecondaryIndexes }), ['byA', [local('byA')]], ['byA, byB', [local('byA'), local('byB')]]),
  ...walk('localSecondaryIndexes', localSecondaryIndexes => shopWithTable({ sortKey: HOUR, localSecondaryIndexes }), { 'byA, byB': [local('byA'), local('byB')], 'byB, byA': [local('byB'), local('byA')] }, 'byA, byB → byB, byA'),
  ...walk<string | undefined>('timeToLiveAttribute', timeToLiveAttribute => shopWithTable({ timeToLiveAttribute }), { none: undefined, expiresAt: 'expiresAt', endsAt: 'endsAt' },
    'none → expiresAt', 'expiresAt → none → endsAt', 'expiresAt → none'),
  ...walk<Billing | undefined>('billing', billing => shopWithTable({ billing }), {
    'none': undefined,
    'onDemand()': Billing.onDemand(),
    'onDemand(), capped': Billing.onDemand({ maxReadRequestUnits: 9, maxWriteRequestUnits: 9 }),
    'provisioned()': Billing.provisioned({ readCapacity: Capacity.fixed(5), writeCapacity: Capacity.autoscaled({ minCapacity: 1, maxCapacity: 9 }) }),
    'provisioned(), autoscaled': Billing.provisioned({ readCapacity: Capacity.autoscaled({ minCapacity: 1, maxCapacity: 9 }), writeCapacity: Capacity.autoscaled({ minCapacity: 2, maxCapacity: 9 }) }),
  }, 'none → onDemand()', 'onDemand() → onDemand(), capped', 'onDemand(), capped → onDemand()', 'onDemand() → provisioned()', 'provisioned() → provisioned(), autoscaled', 'provisioned() → none'),
  ...walk<Consistency | undefined>('consistency', consistency => withRegions({ consistency, regions: STRONG }), {
    'none': undefined, 'eventual()': Consistency.eventual(), 'strong(), Paris': Consistency.strong({ witness: PARIS }), 'strong(), London': Consistency.strong({ witness: 'eu-west-2' }),
  }, 'none → eventual()', 'eventual() → strong(), Paris', 'strong(), Paris → strong(), London', 'strong(), Paris → eventual()'),
  ...walk('addIdempotencyTable().across', across => shop({ regions: STRONG }, api => {
    const once = api.addIdempotencyTable('Charges', { across });
    api.regionalApis.forEach(region => once.grant(functionOf(region, 'Charge')));
  }), {
    'afterReplication()': Idempotency.afterReplication(), 'strong(), Paris': Idempotency.strong({ witness: PARIS }),
  }, 'afterReplication() → strong(), Paris', 'strong(), Paris → afterReplication()'),
  ...walk<GlobalTableEncryption | undefined>('encryption', encryption => shopWithTable({ encryption }), ENCRYPTION,
    'none → dynamoOwnedKey()', 'customerManagedKeys() → none → customerManagedKeys()', 'dynamoOwnedKey() → awsManagedKey()', 'awsManagedKey() → none', 'none → customerManagedKeys()', 'customerManagedKeys() → none',
    'customerManagedKeys() → existingKeys()', 'existingKeys() → customerManagedKeys()', 'existingKeys() → existingKeys(), others', 'awsManagedKey() → existingKeys()', 'existingKeys() → awsManagedKey()'),
  ...walk<boolean>('encryption, customerManagedKeys() of one of two tables', second => shop({}, api => {
    const encryption = GlobalTableEncryption.customerManagedKeys();
    api.addGlobalTable('Sales', { ...KEY, encryption });
    if (second) api.addGlobalTable('Orders', { ...KEY, encryption });
  }), { both: true, one: false }, 'both → one', 'both → one → both'),
  ...walkOptional('tableClass', tableClass => shopWithTable({ tableClass }), ['STANDARD_INFREQUENT_ACCESS', TableClass.STANDARD_INFREQUENT_ACCESS], ['STANDARD', TableClass.STANDARD]),
  ...walkOptional('contributorInsightsSpecification', contributorInsightsSpecification => shopWithTable({ contributorInsightsSpecification }),
    ['throttled keys', insights(ContributorInsightsMode.THROTTLED_KEYS)], ['all keys', insights(ContributorInsightsMode.ACCESSED_AND_THROTTLED_KEYS)]),
  ...walkOptional('resourcePolicy', resourcePolicy => shopWithTable({ resourcePolicy }), ['one', policy('one')], ['another', policy('another')]),
  ...walk<TableAndRegions>('resourcePolicy and regions', withRegions, {
    'two': { resourcePolicy: policy('one') },
    'three': { resourcePolicy: policy('one'), regions: TWO_AND_SINGAPORE },
    'three, a policy in two': { replicas: [VIRGINIA, IRELAND].map(region => ({ region, resourcePolicy: policy('one') })), regions: TWO_AND_SINGAPORE },
  }, 'two → three, a policy in two → three', 'three → two'),
  ...walkOptional('tags of a table', tags => shopWithTable({ tags }), ['team: orders', [aTag('orders')]], ['team: shop', [aTag('shop')]]),
  ...walkOptional('removalPolicy', removalPolicy => shopWithTable({ removalPolicy }), ['DESTROY', RemovalPolicy.DESTROY], ['RETAIN', RemovalPolicy.RETAIN]),
  ...walkOptional('deletionProtection', deletionProtection => shopWithTable({ deletionProtection }), ['false', false], ['true', true]),
  ...walk<Partial<GlobalTableProps> | undefined>('a table with `removalPolicy: DESTROY`, beside another', props => shop({}, api => {
    api.addGlobalTable('Sales', KEY);
    if (props) api.addGlobalTable('Orders', { ...KEY, removalPolicy: RemovalPolicy.DESTROY, ...props });
  }), { unprotected: {}, protected: { deletionProtection: true }, none: undefined }, 'unprotected → none', 'protected → unprotected → none'),
  ...walk<TableAndRegions>('deletionProtection and regions', withRegions, {
    'three': { regions: TWO_AND_SINGAPORE }, 'three, Singapore unprotected': { regions: TWO_AND_SINGAPORE, replicas: [{ region: SINGAPORE, deletionProtection: false }] }, 'two': {},
  }, 'three → three, Singapore unprotected → two', 'three, Singapore unprotected → two'),
  ...walkReplica('contributorInsightsSpecification', ['all keys', insights(ContributorInsightsMode.ACCESSED_AND_THROTTLED_KEYS)]),
  ...walkReplica('deletionProtection', ['false', false], ['true', true]),
  ...walkReplica('tableClass', ['STANDARD_INFREQUENT_ACCESS', TableClass.STANDARD_INFREQUENT_ACCESS]),
  ...walkReplica('pointInTimeRecoverySpecification', ['7 days', { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 7 }], ['9 days', { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 9 }]),
  ...walkReplica('maxReadRequestUnits', ['5', 5], ['7', 7]),
  ...walkReplica('readCapacity', ['5', Capacity.fixed(5)], ['7', Capacity.fixed(7)], { billing: Billing.provisioned({ readCapacity: Capacity.fixed(3), writeCapacity: Capacity.autoscaled({ minCapacity: 1, maxCapacity: 9 }) }) }),
  ...walkReplica('globalSecondaryIndexOptions', ['5', { byA: { maxReadRequestUnits: 5 } }], ['7', { byA: { maxReadRequestUnits: 7 } }], { globalSecondaryIndexes: [A] }),
  ...walkReplica('resourcePolicy', ['one', policy('one')], ['another', policy('another')]),
  ...walkReplica('tags', ['team: orders', [aTag('orders')]], ['team: shop', [aTag('shop')]]),
  ...walk<string | undefined>('replicas.kinesisStream', name => shop({}, api => api.addGlobalTable('Orders', {
    ...KEY, replicas: [{ region: IRELAND, kinesisStream: name ? Stream.fromStreamArn(api.inRegion(IRELAND), name, `arn:aws:kinesis:${IRELAND}:111122223333:stream/${name}`) : undefined }],
  })), { none: undefined, one: 'one', another: 'another' }, 'none → one', 'one → another', 'one → none'),
  ...walk('importGlobalTable().tableName', tableName => imported({ tableName }), { orders: 'orders', sales: 'sales' }, 'orders → sales'),
  ...walkOptional('importGlobalTable().partitionKey', partitionKey => imported({ partitionKey }), ['id', KEY.partitionKey], ['day', DAY]),
  ...walkOptional('importGlobalTable().sortKey', sortKey => imported({ ...KEY, sortKey }), ['day', DAY], ['hour', HOUR]),
  ...walkOptional('importGlobalTable().regions', regions => imported({ regions }), ['three', TWO_AND_SINGAPORE], ['two', [VIRGINIA, IRELAND]]),
  ...walkOptional('importGlobalTable().globalIndexes', globalIndexes => imported({ globalIndexes }), ['byA', ['byA']], ['byA, byB', ['byA', 'byB']]),
  ...walkOptional('importGlobalTable().localIndexes', localIndexes => imported({ localIndexes }), ['byA', ['byA']]),
  ...walkOptional('importGlobalTable().keyArns', keyArns => imported({ keyArns }), ['one', keys('one')], ['another', keys('two')]),
];

function aTag(value: string): CfnTag {
  return { key: 'team', value };
}
