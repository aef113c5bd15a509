import { aliasRecord, failoverPair, latencyRecord, NAME, targetIn } from './records';
import { HostedRecords } from '../../../../local/services/route53/hosted-records';
import { RecordPaths } from '../../../../local/services/route53/record-paths';
import { RecordSet } from '../../../../local/services/route53/record-set';

const REGIONS = ['us-east-1', 'eu-west-1'];
const STANDBY = 'd111111abcdef8.cloudfront.net';

function pathsOf(records: RecordSet[]) {
  return new RecordPaths(new HostedRecords(records), target => REGIONS.find(region => targetIn(region) === target));
}

const regional = REGIONS.map(region => aliasRecord(targetIn(region), { name: `${region}.${NAME}`, setIdentifier: undefined }));
const bothTypes = (records: RecordSet[]) => records.flatMap(record => [record, { ...record, type: 'AAAA' }]);
const asCnames = (records: RecordSet[]) => records.map(({ aliasTarget, ...record }): RecordSet =>
  ({ ...record, type: 'CNAME', values: [aliasTarget!], ttlSeconds: 60 }));
const pairs = (label: string, second: string) => REGIONS.flatMap(region =>
  failoverPair(`${region}.${label}.${NAME}`, targetIn(region), second).map(record => record.healthCheckId ? { ...record, healthCheckId: region } : record));

const LATENCY = REGIONS.map(region => latencyRecord(region));
const WEIGHTED = REGIONS.map((region, weight) => aliasRecord(targetIn(region), { weight, healthCheckId: region }));
const WITH_STANDBY = [
  ...REGIONS.map(region => latencyRecord(region, { aliasTarget: `${region}.failover.${NAME}` })), ...pairs('failover', STANDBY),
];
const GEOLOCATION = [
  ...REGIONS.map(region => latencyRecord(region, { aliasTarget: `${region}.locations.${NAME}`, healthCheckId: undefined })),
  ...REGIONS.flatMap(region => [
    aliasRecord(`eu-west-1.or-nearest.${NAME}`, { name: `${region}.locations.${NAME}`, geoLocation: { continentCode: 'EU' } }),
    aliasRecord(`us-east-1.or-nearest.${NAME}`, { name: `${region}.locations.${NAME}`, geoLocation: { countryCode: '*' } }),
  ]),
  ...REGIONS.flatMap(region => [
    aliasRecord(targetIn(region), { name: `${region}.or-nearest.${NAME}`, weight: 1, healthCheckId: region }),
    aliasRecord(`nearest.${NAME}`, { name: `${region}.or-nearest.${NAME}`, weight: 0 }),
  ]),
  ...REGIONS.map(region => latencyRecord(region, { name: `nearest.${NAME}` })),
];

describe.each<[string, RecordSet[]]>([
  ['latency', LATENCY],
  ['weighted', WEIGHTED],
  ['latency with a standby', WITH_STANDBY],
  ['latency with a standby at any host', asCnames(WITH_STANDBY)],
  ['geolocation', GEOLOCATION],
  ['geolocation with a standby at any host', asCnames(GEOLOCATION)],
  ['latency over IPv4 and IPv6', bothTypes(LATENCY)],
])('%s records', (_, records) => {
  const paths = pathsOf([...records, ...regional]);

  test('are shared by their Regions, and callers are to use no name that is only on the way', () => {
    expect(paths.shared).toEqual([NAME]);
    expect(paths.simple).toEqual(['us-east-1.hello.example.com', 'eu-west-1.hello.example.com']);
  });

  test('have a health check for each Region', () => {
    expect(REGIONS.map(region => paths.healthCheckId(NAME, region))).toEqual(REGIONS);
  });

  test('have none for a Region that they do not lead to, nor for a name that is not guarded', () => {
    expect(paths.healthCheckId(NAME, 'sa-east-1')).toBeUndefined();
    expect(paths.healthCheckId('eu-west-1.hello.example.com', 'eu-west-1')).toBeUndefined();
    expect(paths.healthCheckId('shop.example.com', 'eu-west-1')).toBeUndefined();
  });
});

test('a simple name that leads to a shared one does not take its place', () => {
  const paths = pathsOf([...LATENCY, aliasRecord(NAME, { name: 'www.example.com' })]);
  expect([paths.shared, paths.simple]).toEqual([[NAME], ['www.example.com']]);
  expect(paths.healthCheckId('www.example.com', 'eu-west-1')).toBe('eu-west-1');
});

test('names that lead to no Region are not served', () => {
  const paths = pathsOf([
    aliasRecord(STANDBY, { name: 'a.example.com' }),
    aliasRecord(STANDBY, { name: 'b.example.com', weight: 1 }),
    { name: 'c.example.com', type: 'TXT', hostedZoneId: 'Z1', values: ['"hi"'] },
  ]);
  expect([paths.shared, paths.simple]).toEqual([[], []]);
});
