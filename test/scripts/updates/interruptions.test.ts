import { Resource } from '../../../scripts/updates/deployed';
import { interruptions } from '../../../scripts/updates/interruptions';

const world = (...resources: Resource[]) => new Map(resources.map(resource => [resource.id, resource]));
const record = (id: string, properties: object, region: string = 'eu-west-1'): Resource =>
  ({ id, region, type: 'AWS::Route53::RecordSet', properties: { HostedZoneId: 'Z1', Name: 'shop.example.com.', Type: 'A', SetIdentifier: id, ...properties } });
const byDefault = (id: string) => record(id, { GeoLocation: { CountryCode: '*' } });
const europe = record('europe', { GeoLocation: { ContinentCode: 'EU' } });
const table = (...regions: string[]): Resource =>
  ({ id: 'table', region: 'us-east-1', type: 'AWS::DynamoDB::GlobalTable', properties: { TableName: 'orders', Replicas: regions.map(Region => ({ Region })) } });

test('a default that leaves before the next one comes leaves callers without an answer', () => {
  expect(interruptions(world(europe, byDefault('one')), world(europe), world(europe, byDefault('other'))))
    .toEqual(['callers of no listed place get no answer until the next stack is deployed']);
});

test('a default that is there all the time, or is not wanted any more, does not', () => {
  expect(interruptions(world(europe, byDefault('one')), world(europe, byDefault('other')), world(europe, byDefault('other')))).toEqual([]);
  expect(interruptions(world(europe, byDefault('one')), world(europe), world(europe))).toEqual([]);
});

test('a name without a record in between has callers without answers', () => {
  expect(interruptions(world(record('one', { Weight: 1 })), world(), world(record('other', { Weight: 1 })))).toEqual(['a name has no record until the next stack is deployed']);
});

test('a Region that still has callers should have its replica', () => {
  const serving = record('singapore', { Region: 'ap-southeast-1' }, 'ap-southeast-1');
  const [three, two] = [table('us-east-1', 'eu-west-1', 'ap-southeast-1'), table('us-east-1', 'eu-west-1')];
  expect(interruptions(world(three, serving), world(two, serving), world(two, serving))).toEqual(['callers are led to a Region whose replica is gone']);
  expect(interruptions(world(three, serving), world(two), world(two))).toEqual([]);
});
