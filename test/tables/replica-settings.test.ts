import { App, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Billing, Capacity, ContributorInsightsMode, ReplicaTableProps, TableClass } from 'aws-cdk-lib/aws-dynamodb';
import { AccountPrincipal, ArnPrincipal, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { GlobalTable, GlobalTableProps } from '../../src';
import { anApi } from '../an-api';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const BY_DAY = { indexName: 'byDay', partitionKey: { name: 'day', type: AttributeType.STRING } };
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-south-1'];

const PRIMARY = 'us-east-1';
const OTHER = 'eu-west-1';
const UNLISTED = 'ap-south-1';

function replicasOf(props: Partial<GlobalTableProps>, app = new App()): Record<string, any> {
  return renderedReplicas(anApi({ regions: REGIONS }, app).addGlobalTable('Orders', { ...KEY, ...props }));
}

function renderedReplicas(table: GlobalTable): Record<string, any> {
  const [{ Properties }] = Object.values(Template.fromStack(Stack.of(table)).findResources('AWS::DynamoDB::GlobalTable'));
  return Object.fromEntries(Properties.Replicas.map(({ Region, ...settings }: any) => [Region, settings]));
}

const policy = (account: string) => new PolicyDocument({
  statements: [new PolicyStatement({ actions: ['dynamodb:GetItem'], principals: [new AccountPrincipal(account)], resources: ['*'] })],
});

const READS = { ReadCapacityAutoScalingSettings: expect.anything() };
const PROVISIONED = Billing.provisioned({ readCapacity: Capacity.fixed(7), writeCapacity: Capacity.autoscaled({ maxCapacity: 9 }) });

describe.each([['the primary Region', PRIMARY], ['another Region', OTHER]])('the replica in %s', (_name, region) => {
  const others = REGIONS.filter(other => other !== region);

  test.each<[string, Omit<ReplicaTableProps, 'region'>, Partial<GlobalTableProps>, object, object]>([
    ['table class', { tableClass: TableClass.STANDARD_INFREQUENT_ACCESS }, {}, { TableClass: 'STANDARD_INFREQUENT_ACCESS' }, {}],
    ['table class, unlike the table', { tableClass: TableClass.STANDARD }, { tableClass: TableClass.STANDARD_INFREQUENT_ACCESS },
      { TableClass: 'STANDARD' }, { TableClass: 'STANDARD_INFREQUENT_ACCESS' }],
    ['contributor insights', { contributorInsightsSpecification: { enabled: true, mode: ContributorInsightsMode.THROTTLED_KEYS } }, {},
      { ContributorInsightsSpecification: { Enabled: true, Mode: 'THROTTLED_KEYS' } }, {}],
    ['contributor insights, said the old way', { contributorInsights: false }, { contributorInsightsSpecification: { enabled: true } },
      { ContributorInsightsSpecification: { Enabled: false } }, { ContributorInsightsSpecification: { Enabled: true } }],
    ['deletion protection', { deletionProtection: false }, {}, { DeletionProtectionEnabled: false }, { DeletionProtectionEnabled: true }],
    ['provisioned read capacity', { readCapacity: Capacity.fixed(31) }, { billing: PROVISIONED },
      { ReadProvisionedThroughputSettings: { ReadCapacityUnits: 31 } }, { ReadProvisionedThroughputSettings: { ReadCapacityUnits: 7 } }],
    ['autoscaled read capacity', { readCapacity: Capacity.autoscaled({ maxCapacity: 55 }) }, { billing: PROVISIONED },
      { ReadProvisionedThroughputSettings: READS }, { ReadProvisionedThroughputSettings: { ReadCapacityUnits: 7 } }],
    ['limit of reads', { maxReadRequestUnits: 120 }, { billing: Billing.onDemand({ maxReadRequestUnits: 40 }) },
      { ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 120 } }, { ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 40 } }],
    ['limit of reads of an index', { globalSecondaryIndexOptions: { byDay: { maxReadRequestUnits: 15 } } }, { globalSecondaryIndexes: [{ ...BY_DAY, maxReadRequestUnits: 5 }] },
      { GlobalSecondaryIndexes: [{ IndexName: 'byDay', ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 15 } }] },
      { GlobalSecondaryIndexes: [{ IndexName: 'byDay', ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 5 } }] }],
    ['days of point-in-time recovery', { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 14 } }, {},
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 14 } },
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    ['Kinesis stream', { kinesisStream: Stream.fromStreamArn(new Stack(), 'Stream', `arn:aws:kinesis:${region}:111122223333:stream/orders`) }, {},
      { KinesisStreamSpecification: { StreamArn: `arn:aws:kinesis:${region}:111122223333:stream/orders` } }, {}],
  ])('has its own %s, and the others the table\'s', (_setting, own, table, expected, ofTheOthers) => {
    const replicas = replicasOf({ ...table, replicas: [{ region, ...own }] });
    expect(replicas[region]).toMatchObject(expected);
    for (const other of others) {
      expect(replicas[other]).toMatchObject(ofTheOthers);
      Object.keys(expected).filter(key => !(key in ofTheOthers)).forEach(key => expect(replicas[other]).not.toHaveProperty(key));
    }
  });

  test('has its own tags beside those of the table and the app', () => {
    const app = new App();
    Tags.of(app).add('app', 'shop');
    const tagsOfAll = [{ key: 'team', value: 'orders' }, { key: 'tier', value: '1' }];
    const replicas = replicasOf({ tags: tagsOfAll, replicas: [{ region, tags: [{ key: 'tier', value: '2' }] }] }, app);
    const tags = (of: string) => Object.fromEntries(replicas[of].Tags.map(({ Key, Value }: any) => [Key, Value]));
    expect(tags(region)).toEqual({ app: 'shop', team: 'orders', tier: '2' });
    others.forEach(other => expect(tags(other)).toEqual({ app: 'shop', team: 'orders', tier: '1' }));
  });

  test.each([true, false])('has its own resource policy, and the others the table\'s, whether or not the feature flag is %s', flag => {
    const app = new App({ context: { '@aws-cdk/aws-dynamodb:resourcePolicyPerReplica': flag } });
    const replicas = replicasOf({ resourcePolicy: policy('111122223333'), replicas: [{ region, resourcePolicy: policy('444455556666') }] }, app);
    expect(JSON.stringify(replicas[region].ResourcePolicy)).toContain('444455556666');
    others.forEach(other => expect(JSON.stringify(replicas[other].ResourcePolicy)).toContain('111122223333'));
  });

  test('keeps the settings of the table that it has none of its own for', () => {
    const own = { region, contributorInsightsSpecification: { enabled: true } };
    const replicas = replicasOf({ tableClass: TableClass.STANDARD_INFREQUENT_ACCESS, deletionProtection: false, replicas: [own] });
    expect(replicas[region]).toMatchObject({
      TableClass: 'STANDARD_INFREQUENT_ACCESS', DeletionProtectionEnabled: false, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test('has the indexes and the statements that the table gets later', () => {
    const own = { region, globalSecondaryIndexOptions: { byDay: { maxReadRequestUnits: 15 } } };
    const table = anApi({ regions: REGIONS }).addGlobalTable('Orders', {
      ...KEY, globalSecondaryIndexes: [BY_DAY], resourcePolicy: policy('111122223333'), replicas: [own],
    });
    table.table.addGlobalSecondaryIndex({ indexName: 'byHour', partitionKey: { name: 'hour', type: AttributeType.STRING }, maxReadRequestUnits: 5 });
    table.table.addToResourcePolicy(new PolicyStatement({ actions: ['dynamodb:Query'], principals: [new AccountPrincipal('444455556666')], resources: ['*'] }));
    const replica = renderedReplicas(table)[region];
    const units = (MaxReadRequestUnits: number) => ({ ReadOnDemandThroughputSettings: { MaxReadRequestUnits } });
    expect(replica.GlobalSecondaryIndexes).toEqual([{ IndexName: 'byDay', ...units(15) }, { IndexName: 'byHour', ...units(5) }]);
    expect(replica.ResourcePolicy.PolicyDocument.Statement.map(({ Action }: any) => Action)).toEqual(['dynamodb:GetItem', 'dynamodb:Query']);
  });

  test('can lose its deletion protection before it is removed, while the others keep theirs', () => {
    const replicas = replicasOf({ replicas: [{ region, deletionProtection: false }] });
    expect(REGIONS.filter(name => replicas[name].DeletionProtectionEnabled)).toEqual(others);
  });
});

test('a listed primary Region without settings changes nothing', () => {
  expect(replicasOf({ replicas: [{ region: PRIMARY }] })).toEqual(replicasOf({}));
});

describe('refusals', () => {
  const refuse = (props: Partial<GlobalTableProps>) => () => replicasOf(props);
  const one = (settings: Omit<ReplicaTableProps, 'region'>, props: Partial<GlobalTableProps> = {}) => ({ ...props, replicas: [{ region: OTHER, ...settings }] });

  test.each<[string, Partial<GlobalTableProps>, string]>([
    ['a Region that the API is not in', { replicas: [{ region: 'sa-east-1' }] }, '`replicas` must be in `regions`: us-east-1, eu-west-1, ap-south-1, got: ["sa-east-1"]'],
    ['a Region twice', { replicas: [{ region: UNLISTED }, { region: UNLISTED }] }, '`replicas` must name each Region once, got: ["ap-south-1","ap-south-1"]'],
    ['read capacity on demand', one({ readCapacity: Capacity.fixed(5) }), '`readCapacity` of the replica in eu-west-1 needs `Billing.provisioned()`, got: "PAY_PER_REQUEST". Set `maxReadRequestUnits` instead'],
    ['a limit of reads with provisioned capacity', one({ maxReadRequestUnits: 5 }, { billing: PROVISIONED }), '`maxReadRequestUnits` of the replica in eu-west-1 needs `Billing.onDemand()`, got: "PROVISIONED". Set `readCapacity` instead'],
    ['an index that the table does not have', one({ globalSecondaryIndexOptions: { byNight: {} } }, { globalSecondaryIndexes: [BY_DAY] }),
      '`globalSecondaryIndexOptions` of the replica in eu-west-1 must be of the table\'s `globalSecondaryIndexes`, got: "byNight"'],
    ['read capacity of an index on demand', one({ globalSecondaryIndexOptions: { byDay: { readCapacity: Capacity.fixed(3) } } }, { globalSecondaryIndexes: [BY_DAY] }),
      '`readCapacity` of byDay in eu-west-1 needs `Billing.provisioned()`'],
    ['recovery turned off', one({ pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false } }), 'Point-in-time recovery of the replica in eu-west-1 must stay on, as in every replica, got: false'],
    ['recovery turned off the old way', one({ pointInTimeRecovery: false }), 'Point-in-time recovery of the replica in eu-west-1 must stay on'],
    ['36 days of recovery', one({ pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 36 } }), '`recoveryPeriodInDays` of the replica in eu-west-1 must be a whole number from 1 to 35, got: 36'],
    ['0 days of recovery', one({ pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 0 } }), '`recoveryPeriodInDays` of the replica in eu-west-1 must be'],
    ['a stream of another stack', one({ kinesisStream: new Stream(new Stack(new App(), 'Other', { env: { region: OTHER } }), 'Stream') }), '`kinesisStream` of the replica in `eu-west-1` must be made of literals, because no token may cross a Region or a stack, got'],
  ])('%s', (_name, props, message) => {
    expect(refuse(props)).toThrow(message);
  });

  test.each([PRIMARY, OTHER])('a policy that names a role of another stack, in %s', region => {
    const role = new Role(new Stack(new App(), 'Other', { env: { region } }), 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const resourcePolicy = new PolicyDocument({ statements: [new PolicyStatement({ actions: ['dynamodb:*'], principals: [new ArnPrincipal(role.roleArn)], resources: ['*'] })] });
    expect(refuse({ resourcePolicy })).toThrow(/^`resourcePolicy` must be made of literals, because no token may cross a Region or a stack, got: "/);
    expect(refuse(one({ resourcePolicy }))).toThrow(/^`resourcePolicy` of the replica in `eu-west-1` must be made of literals/);
  });

  test('happen before anything is created', () => {
    const api = anApi({ regions: REGIONS });
    expect(() => api.addGlobalTable('Orders', { ...KEY, replicas: [{ region: 'sa-east-1' }] })).toThrow();
    expect(api.node.tryFindChild('Tables')).toBeUndefined();
  });
});
