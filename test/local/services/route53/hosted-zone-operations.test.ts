import {
  Change, ChangeResourceRecordSetsCommand, GetChangeCommand, GetHostedZoneCommand, GetHostedZoneCountCommand, ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand, ListResourceRecordSetsCommandOutput, ResourceRecordSet, RRType, TestDNSAnswerCommand,
} from '@aws-sdk/client-route-53';
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

test('GetHostedZone tells a zone and its name servers, also one of which only the id is known', async () => {
  const { HostedZone, DelegationSet } = await route53.client.send(new GetHostedZoneCommand({ Id: 'Z1' }));
  expect([HostedZone?.Id, HostedZone?.Name, DelegationSet?.NameServers]).toEqual(['/hostedzone/Z1', 'example.com.', expect.arrayContaining(['ns-0.awsdns-00.com'])]);
  expect((await route53.client.send(new GetHostedZoneCommand({ Id: 'Z3' }))).HostedZone?.Name).toBe('shop.example.net.');
  await expect(route53.client.send(new GetHostedZoneCommand({ Id: 'Z9' }))).rejects.toMatchObject({ name: 'NoSuchHostedZone' });
});

test('ListHostedZonesByName begins with a name, in pages', async () => {
  const first = await route53.client.send(new ListHostedZonesByNameCommand({ DNSName: 'example.com', MaxItems: 2 }));
  expect([first.HostedZones?.map(({ Id }) => Id), first.NextDNSName, first.NextHostedZoneId]).toEqual([['/hostedzone/Z1', '/hostedzone/Z4'], 'example.org.', 'Z2']);
  const next = { DNSName: first.NextDNSName, HostedZoneId: first.NextHostedZoneId };
  const { HostedZones } = await route53.client.send(new ListHostedZonesByNameCommand(next));
  expect(HostedZones?.map(({ Id }) => Id)).toEqual(['/hostedzone/Z2']);
  expect((await route53.client.send(new GetHostedZoneCountCommand({}))).HostedZoneCount).toBe(3);
});

describe('TestDNSAnswer', () => {
  const testAnswer = (RecordName: string, RecordType: RRType, more = {}) =>
    route53.client.send(new TestDNSAnswerCommand({ HostedZoneId: 'Z1', RecordName, RecordType, ...more }));

  test('tells what a resolver in us-east-1 is answered', async () => {
    expect(await testAnswer('hello.example.com', 'A')).toMatchObject({
      RecordName: 'hello.example.com', RecordType: 'A', RecordData: ['127.34.0.1'], ResponseCode: 'NOERROR', Protocol: 'UDP', Nameserver: 'ns-0.awsdns-00.com',
    });
  });

  test.each([
    ['a resolver', { ResolverIP: '127.25.0.9' }],
    ['a client subnet, whatever the resolver', { ResolverIP: '127.34.0.9', EDNS0ClientSubnetIP: '127.25.0.0', EDNS0ClientSubnetMask: '16' }],
  ])('tells what is answered by way of %s', async (_, from) => {
    expect((await testAnswer('hello.example.com', 'A', from)).RecordData).toEqual(['127.25.0.1']);
  });

  test('tells all values, and of a name that is not there that it is not', async () => {
    expect((await testAnswer('example.com', 'TXT')).RecordData).toEqual(['"a"', '"b"']);
    expect(await testAnswer('no.example.com', 'A')).toMatchObject({ RecordData: [], ResponseCode: 'NXDOMAIN' });
    await expect(testAnswer('no.example.com', 'A', { HostedZoneId: 'Z9' })).rejects.toMatchObject({ name: 'NoSuchHostedZone' });
  });
});

describe('ChangeResourceRecordSets', () => {
  const change = (Changes: Change[], HostedZoneId = 'Z1') => route53.client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
  const record = (Name: string, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({ Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }], ...more });
  const testAnswer = async (RecordName: string) => (await route53.client.send(new TestDNSAnswerCommand({ HostedZoneId: 'Z1', RecordName, RecordType: 'A' }))).RecordData;
  const told = async (name: string) => {
    const { ResourceRecordSets } = await route53.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1', StartRecordName: name, StartRecordType: 'A' }));
    return ResourceRecordSets?.filter(({ Name }) => Name === `${name}.`);
  };

  test('creates, changes and deletes records, and is done at once', async () => {
    const { ChangeInfo } = await change([{ Action: 'CREATE', ResourceRecordSet: record('new.example.com') }]);
    expect(ChangeInfo).toMatchObject({ Status: 'PENDING', Id: expect.stringMatching(/^\/change\/C[0-9A-Z]+$/) });
    expect(await route53.client.send(new GetChangeCommand({ Id: ChangeInfo!.Id }))).toMatchObject({ ChangeInfo: { Status: 'INSYNC', SubmittedAt: ChangeInfo!.SubmittedAt } });
    expect(await testAnswer('new.example.com')).toEqual(['192.0.2.1']);
    await change([{ Action: 'UPSERT', ResourceRecordSet: record('new.example.com', { ResourceRecords: [{ Value: '192.0.2.2' }] }) }]);
    expect(await testAnswer('new.example.com')).toEqual(['192.0.2.2']);
    await change([{ Action: 'DELETE', ResourceRecordSet: record('new.example.com', { ResourceRecords: [{ Value: '192.0.2.2' }] }) }]);
    expect(await testAnswer('new.example.com')).toEqual([]);
  });

  test.each<[string, Partial<ResourceRecordSet>]>([
    ['latency', { SetIdentifier: 'a', Region: 'eu-west-1' }],
    ['weighted', { SetIdentifier: 'a', Weight: 0 }],
    ['failover', { SetIdentifier: 'a', Failover: 'SECONDARY' }],
    ['geolocation', { SetIdentifier: 'a', GeoLocation: { CountryCode: 'US', SubdivisionCode: 'OR' } }],
    ['multivalue', { SetIdentifier: 'a', MultiValueAnswer: true }],
    ['geoproximity', { SetIdentifier: 'a', GeoProximityLocation: { Coordinates: { Latitude: '49.22', Longitude: '-74.01' }, Bias: -10 } }],
    ['alias', { TTL: undefined, ResourceRecords: undefined, AliasTarget: { HostedZoneId: 'Z1', DNSName: 'hello.example.com.', EvaluateTargetHealth: true } }],
  ])('takes %s records, which are listed as they were given', async (_, more) => {
    const given = record('new.example.com', more);
    await change([{ Action: 'CREATE', ResourceRecordSet: given }]);
    expect(await told('new.example.com')).toEqual([JSON.parse(JSON.stringify({ ...given, Name: 'new.example.com.' }))]);
    await change([{ Action: 'DELETE', ResourceRecordSet: given }]);
    expect(await told('new.example.com')).toEqual([]);
  });

  const alias = { TTL: undefined, ResourceRecords: undefined, AliasTarget: { HostedZoneId: 'Z1', DNSName: 'new.example.com', EvaluateTargetHealth: false } };
  test.each<[string, Change[], string, RegExp]>([
    ['what is there already', [{ Action: 'CREATE', ResourceRecordSet: record('example.com', { Type: 'TXT' }) }], 'InvalidChangeBatch', /^\[Tried to create resource record set \[name='example\.com\.', type='TXT'\] but it already exists\]$/],
    ['to delete what is not there', [{ Action: 'DELETE', ResourceRecordSet: record('no.example.com', { SetIdentifier: 'a', Weight: 1 }) }], 'InvalidChangeBatch', /Tried to delete resource record set \[name='no\.example\.com\.', type='A', set-identifier='a'\] but it was not found/],
    ['to delete what has other values', [{ Action: 'DELETE', ResourceRecordSet: record('example.com', { Type: 'TXT' }) }], 'InvalidChangeBatch', /but the values provided do not match the current values/],
    ['a name of another zone', [{ Action: 'UPSERT', ResourceRecordSet: record('a.example.org') }], 'InvalidChangeBatch', /RRSet with DNS name a\.example\.org\. is not permitted in zone example\.com\./],
    ['a CNAME record beside others', [{ Action: 'UPSERT', ResourceRecordSet: record('hello.example.com', { Type: 'CNAME' }) }], 'InvalidChangeBatch', /conflicts with other records with the same DNS name/],
    ['a CNAME record of the zone itself', [{ Action: 'UPSERT', ResourceRecordSet: record('example.com', { Type: 'CNAME' }) }], 'InvalidChangeBatch', /not permitted at apex in zone example\.com\./],
    ['two policies of a name', [{ Action: 'CREATE', ResourceRecordSet: record('hello.example.com', { SetIdentifier: 'b', Weight: 1 }) }], 'InvalidChangeBatch', /must have one routing policy, got: latency and weighted|got: weighted and latency/],
    ['a circle', [{ Action: 'CREATE', ResourceRecordSet: record('new.example.com', alias) }], 'InvalidChangeBatch', /lead in a circle/],
    ['a health check that is not there', [{ Action: 'CREATE', ResourceRecordSet: record('new.example.com', { HealthCheckId: 'none' }) }], 'NoSuchHealthCheck', /none/],
    ['routing by blocks of addresses', [{ Action: 'CREATE', ResourceRecordSet: record('new.example.com', { SetIdentifier: 'a', CidrRoutingConfig: { CollectionId: '6f1b9c1e-0000-0000-0000-000000000000', LocationName: '*' } }) }], 'NotImplemented', /CidrRoutingConfig/],
  ])('refuses %s, and then changes nothing', async (_, changes, name, message) => {
    await expect(change([{ Action: 'UPSERT', ResourceRecordSet: record('beside.example.com') }, ...changes])).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(await told('beside.example.com')).toEqual([]);
  });

  test('a zone keeps its name, whatever is deleted of it', async () => {
    const shop = record('shop.example.net', { Type: 'TXT', TTL: 300, ResourceRecords: [{ Value: '"a"' }, { Value: '"b"' }] });
    await change([{ Action: 'DELETE', ResourceRecordSet: shop }], 'Z3');
    await change([{ Action: 'CREATE', ResourceRecordSet: record('a.shop.example.net') }], 'Z3');
    expect((await route53.client.send(new GetHostedZoneCommand({ Id: 'Z3' }))).HostedZone?.Name).toBe('shop.example.net.');
  });
});
