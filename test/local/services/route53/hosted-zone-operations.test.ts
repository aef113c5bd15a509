import { ListHostedZonesCommand, ListResourceRecordSetsCommand, ListResourceRecordSetsCommandOutput } from '@aws-sdk/client-route-53';
import { startRoute53 } from './route53-server';
import { RecordSet } from '../../../../local/services/route53/record-set';

const ALIASES: RecordSet[] = ['us-east-1', 'eu-west-1'].map(region => ({
  name: 'hello.example.com',
  type: 'A',
  hostedZoneId: 'Z1',
  region,
  setIdentifier: `HitCounter-${region}`,
  healthCheckId: `hc-${region}`,
  aliasTarget: `d-1.execute-api.${region}.amazonaws.com`,
  aliasTargetHostedZoneId: `Z-${region}`,
}));
const TEXT: RecordSet = { name: 'example.com', type: 'TXT', hostedZoneId: 'Z1', values: ['"a"', '"b"'], ttlSeconds: 300 };
const ELSEWHERE: RecordSet = { ...TEXT, name: 'example.org', hostedZoneId: 'Z2' };
const IMPORTED: RecordSet = { ...TEXT, name: 'shop.example.net', hostedZoneId: 'Z3' };

const ROUTED: RecordSet[] = [
  { ...ALIASES[0], name: 'shop.example.org', hostedZoneId: 'Z5', region: undefined, weight: 0, setIdentifier: 'a', evaluateTargetHealth: true },
  { ...TEXT, name: 'a.example.org', hostedZoneId: 'Z5', failover: 'SECONDARY', setIdentifier: 'b' },
  { ...TEXT, name: 'b.example.org', hostedZoneId: 'Z5', geoLocation: { countryCode: 'US', subdivisionCode: 'OR' }, setIdentifier: 'c' },
];

let route53: Awaited<ReturnType<typeof startRoute53>>;

beforeEach(async () => {
  route53 = await startRoute53({
    recordSets: [...ALIASES, TEXT, ELSEWHERE, IMPORTED, ...ROUTED],
    hostedZones: [{ id: 'Z1', name: 'example.com' }, { id: 'Z2', name: 'example.org' }, { id: 'Z4', name: 'example.com' }],
  });
});
afterEach(() => route53.stop());

test('ListHostedZones tells every zone and how many records it has', async () => {
  const { HostedZones, IsTruncated } = await route53.client.send(new ListHostedZonesCommand({}));
  expect(HostedZones?.map(({ Id, Name, ResourceRecordSetCount }) => [Id, Name, ResourceRecordSetCount])).toEqual([
    ['/hostedzone/Z1', 'example.com.', 3],
    ['/hostedzone/Z2', 'example.org.', 1],
    ['/hostedzone/Z4', 'example.com.', 0],
  ]);
  expect(IsTruncated).toBe(false);
});

test('ListResourceRecordSets tells the records of one zone, sorted from the last label of their names', async () => {
  const { ResourceRecordSets } = await route53.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: '/hostedzone/Z1' }));
  expect(ResourceRecordSets).toEqual([
    { Name: 'example.com.', Type: 'TXT', TTL: 300, ResourceRecords: [{ Value: '"a"' }, { Value: '"b"' }] },
    ...['eu-west-1', 'us-east-1'].map(region => ({
      Name: 'hello.example.com.',
      Type: 'A',
      SetIdentifier: `HitCounter-${region}`,
      Region: region,
      HealthCheckId: `hc-${region}`,
      AliasTarget: { HostedZoneId: `Z-${region}`, DNSName: `d-1.execute-api.${region}.amazonaws.com.`, EvaluateTargetHealth: false },
    })),
  ]);
});

test('ListResourceRecordSets tells the routing policy of each record, and whether an alias evaluates the health of its target', async () => {
  const { ResourceRecordSets } = await route53.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z5' }));
  const routing = ResourceRecordSets?.map(({ Weight, Failover, GeoLocation, AliasTarget }) =>
    [Weight, Failover, GeoLocation, AliasTarget?.EvaluateTargetHealth]);
  expect(routing).toEqual([
    [undefined, 'SECONDARY', undefined, undefined],
    [undefined, undefined, { CountryCode: 'US', SubdivisionCode: 'OR' }, undefined],
    [0, undefined, undefined, true],
  ]);
});

test('ListResourceRecordSets gives pages of the size asked for', async () => {
  const pages = [];
  let page: Partial<ListResourceRecordSetsCommandOutput> = {};
  do {
    page = await route53.client.send(new ListResourceRecordSetsCommand({
      HostedZoneId: 'Z1',
      MaxItems: 1,
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType,
      StartRecordIdentifier: page.NextRecordIdentifier,
    }));
    pages.push(page.ResourceRecordSets?.map(({ SetIdentifier, Name }) => SetIdentifier ?? Name));
  } while (page.IsTruncated);
  expect(pages).toEqual([['example.com.'], ['HitCounter-eu-west-1'], ['HitCounter-us-east-1']]);
});

test('ListResourceRecordSets begins with the name asked for', async () => {
  const { ResourceRecordSets } = await route53.client.send(new ListResourceRecordSetsCommand({
    HostedZoneId: 'Z1', StartRecordName: 'Hello.example.com', StartRecordType: 'A',
  }));
  expect(ResourceRecordSets?.map(({ Region }) => Region)).toEqual(['eu-west-1', 'us-east-1']);
});

test('a zone of which only the id is known is not listed, and its records are told', async () => {
  const { HostedZones } = await route53.client.send(new ListHostedZonesCommand({}));
  expect(HostedZones?.map(({ Id }) => Id)).not.toContain('/hostedzone/Z3');
  const { ResourceRecordSets } = await route53.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z3' }));
  expect(ResourceRecordSets?.map(({ Name }) => Name)).toEqual(['shop.example.net.']);
});

test('a zone that a template creates and puts no records into is empty', async () => {
  const { ResourceRecordSets } = await route53.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z4' }));
  expect(ResourceRecordSets).toEqual([]);
});

test('a zone that does not exist is refused as Route 53 does', async () => {
  await expect(route53.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z9' })))
    .rejects.toMatchObject({ name: 'NoSuchHostedZone', message: 'No hosted zone found with ID: Z9', $metadata: { httpStatusCode: 404 } });
});
