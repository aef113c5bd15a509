import { refusedDeletion, refusedUpdate } from '../../../scripts/updates/refused-updates';

const replica = (Region: string, more: object = {}) => ({ Region, ...more });
const index = (IndexName: string, key: string = IndexName) => ({ IndexName, KeySchema: [{ AttributeName: key, KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } });
const attribute = (AttributeName: string, AttributeType: string = 'S') => ({ AttributeName, AttributeType });
const expiry = (AttributeName: string) => ({ TimeToLiveSpecification: { AttributeName, Enabled: true } });
const TWO = [replica('us-east-1'), replica('eu-west-1')];
const THREE = [...TWO, replica('ap-southeast-1')];

function table(properties: object = {}) {
  return { id: 'Table', region: 'us-east-1', type: 'AWS::DynamoDB::GlobalTable', properties: { Replicas: TWO, AttributeDefinitions: [attribute('id')], ...properties } };
}

test.each<[string, object, object, string | undefined]>([
  ['another billing mode', {}, { BillingMode: 'PAY_PER_REQUEST' }, undefined],
  ['a replica more', {}, { Replicas: THREE }, undefined],
  ['a replica less', { Replicas: THREE }, {}, undefined],
  ['a replica less that is protected', { Replicas: [...TWO, replica('ap-southeast-1', { DeletionProtectionEnabled: true })] }, {}, 'a replica with deletion protection is not deleted'],
  ['a replica for another', {}, { Replicas: [replica('us-east-1'), replica('ap-southeast-1')] }, 'a table gains or loses one replica in an update'],
  ['a replica and its policy', {}, { Replicas: [...TWO, replica('ap-southeast-1', { ResourcePolicy: {} })] }, 'a replica and its resource policy are not made in one update'],
  ['an index more', {}, { GlobalSecondaryIndexes: [index('a')] }, undefined],
  ['an index less', { GlobalSecondaryIndexes: [index('a')] }, {}, undefined],
  ['an index for another', { GlobalSecondaryIndexes: [index('a')] }, { GlobalSecondaryIndexes: [index('b')] }, 'a table gains or loses one index in an update'],
  ['indexes in another order', { GlobalSecondaryIndexes: [index('a'), index('b')] }, { GlobalSecondaryIndexes: [index('b'), index('a')] }, undefined],
  ['an index of another key', { GlobalSecondaryIndexes: [index('a')] }, { GlobalSecondaryIndexes: [index('a', 'b')] }, 'the keys and the projection of an index stay'],
  ['an index and a replica more', {}, { GlobalSecondaryIndexes: [index('a')], Replicas: THREE }, 'a table gains or loses a replica or an index in an update, not both'],
  ['another type of a key', {}, { AttributeDefinitions: [attribute('id', 'N')] }, 'the type of a key stays'],
  ['one more attribute', {}, { AttributeDefinitions: [attribute('id'), attribute('day', 'N')] }, undefined],
  ['expiry', {}, expiry('expiresAt'), undefined],
  ['no expiry', expiry('expiresAt'), {}, undefined],
  ['expiry by another attribute', expiry('expiresAt'), expiry('endsAt'), 'the attribute of the expiry is changed after expiry was off'],
  ['strong consistency', {}, { MultiRegionConsistency: 'STRONG' }, 'the consistency of a table stays'],
  ['another witness', { GlobalTableWitnesses: [{ Region: 'eu-west-2' }] }, { GlobalTableWitnesses: [{ Region: 'eu-west-3' }] }, 'the consistency of a table stays'],
])('a table gets %s', (_what, before, after, why) => {
  expect(refusedUpdate(table(before), table(after))).toBe(why);
});

test('a table is not deleted while a replica is protected', () => {
  expect(refusedDeletion(table({ Replicas: [replica('us-east-1', { DeletionProtectionEnabled: true })] }))).toBe('a table with deletion protection is not deleted');
  expect(refusedDeletion(table({ Replicas: [replica('us-east-1', { DeletionProtectionEnabled: false })] }))).toBeUndefined();
});
