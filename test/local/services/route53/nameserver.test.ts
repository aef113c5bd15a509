import { aliasRecord, NAME, routerOf, RouterSettings } from './records';
import { Nameserver } from '../../../../local/services/route53/nameserver';
import { HostedZone, RecordSet } from '../../../../local/services/route53/record-set';
import { ZoneNames } from '../../../../local/services/route53/zone-names';

const HOST = 'd-1.execute-api.eu-west-1.amazonaws.com';

function nameserverOf(records: RecordSet[], settings: RouterSettings = {}, zones: HostedZone[] = [{ id: 'Z1', name: 'example.com' }]) {
  return new Nameserver({
    router: routerOf(records, settings),
    zones: new ZoneNames(zones, records),
    addressOf: host => host === HOST ? '127.25.0.1' : undefined,
    outside: '127.255.0.1',
  });
}

function ask(records: RecordSet[], name: string, type: string = 'A', from: string = 'eu-west-1', settings: RouterSettings = {}) {
  return nameserverOf(records, settings).answer({ name, type, from });
}

const cname = (name: string, value: string): RecordSet => ({ name, type: 'CNAME', hostedZoneId: 'Z1', values: [value], ttlSeconds: 30 });
const text: RecordSet = { name: 'example.com', type: 'TXT', hostedZoneId: 'Z1', values: ['"a"'], ttlSeconds: 5 };

test('a chain of CNAME records is answered whole, with a TTL each', () => {
  expect(ask([cname('www.example.com', 'api.example.com.'), cname('api.example.com', NAME), aliasRecord(HOST)], 'www.example.com')).toEqual({
    code: 'NOERROR',
    answers: [
      { name: 'www.example.com', type: 'CNAME', ttlSeconds: 30, values: ['api.example.com.'] },
      { name: 'api.example.com.', type: 'CNAME', ttlSeconds: 30, values: [NAME] },
      { name: NAME, type: 'A', ttlSeconds: 60, values: ['127.25.0.1'] },
    ],
  });
});

test('a CNAME record that leads out of the zones is answered, and so is what stands for its host', () => {
  const { answers } = ask([cname('www.example.com', 'fallback.example.net')], 'www.example.com');
  expect(answers.map(({ type, values }) => [type, ...values])).toEqual([['CNAME', 'fallback.example.net'], ['A', '127.255.0.1']]);
});

test('a CNAME record that leads to nothing says so by the name that is not there', () => {
  expect(ask([cname('www.example.com', 'no.example.com')], 'www.example.com')).toMatchObject({ code: 'NXDOMAIN', answers: [{ type: 'CNAME' }], authority: { name: 'example.com', type: 'SOA' } });
});

test('who asks for a CNAME record gets that alone', () => {
  expect(ask([cname('www.example.com', NAME), aliasRecord(HOST)], 'www.example.com', 'CNAME').answers).toHaveLength(1);
});

test('an alias of a name in the zone without records of its type has no answer', () => {
  expect(ask([aliasRecord('example.com'), text], NAME)).toMatchObject({ code: 'NOERROR', answers: [] });
});

test('the name that an API has of itself is answered, and no other of its kind', () => {
  expect(ask([], HOST).answers).toMatchObject([{ values: ['127.25.0.1'] }]);
  expect(ask([], HOST, 'AAAA')).toMatchObject({ code: 'NOERROR', answers: [] });
  expect(ask([], HOST.replace('d-1', 'd-2'))).toMatchObject({ code: 'REFUSED' });
});

test('a zone of which only the id is known is called what its names have in common', () => {
  const imported = [NAME, `eu-west-1.${NAME}`, `a.b.${NAME}`].map(name => aliasRecord(HOST, { name, hostedZoneId: 'Z2' }));
  const nameserver = nameserverOf(imported);
  const answer = (name: string) => nameserver.answer({ name, type: 'A', from: 'eu-west-1' });
  expect(answer(`no.${NAME}`)).toMatchObject({ code: 'NXDOMAIN', authority: { name: NAME } });
  expect(answer(`b.${NAME}`)).toMatchObject({ code: 'NOERROR', answers: [] });
  expect(nameserverOf(imported, {}, []).answer({ name: 'example.com', type: 'A', from: 'eu-west-1' })).toMatchObject({ code: 'REFUSED' });
});

describe('records that are answered together', () => {
  const values = Array.from({ length: 10 }, (_, i) => `192.0.2.${i}`);
  const records = values.map(value => ({ name: NAME, type: 'A', hostedZoneId: 'Z1', values: [value], ttlSeconds: 10, multiValueAnswer: true, setIdentifier: value, healthCheckId: value }));

  test('are eight of the healthy ones', () => {
    const [{ values: answered }] = ask(records, NAME, 'A', 'eu-west-1', { unhealthy: [values[3]] }).answers;
    expect(new Set(answered).size).toBe(8);
    expect(answered).not.toContain(values[3]);
  });

  test('are others by chance', () => {
    const [{ values: answered }] = ask(records, NAME, 'A', 'eu-west-1', { random: () => 0.99 }).answers;
    expect(answered).toEqual([...values].reverse().slice(0, 8));
  });
});

describe('geoproximity', () => {
  const near = (region: string, bias?: number): RecordSet => ({
    name: NAME, type: 'A', hostedZoneId: 'Z1', values: [region], ttlSeconds: 10, setIdentifier: region, healthCheckId: region, geoProximity: { region, bias },
  });
  const answered = (records: RecordSet[], from: string, settings?: RouterSettings) => ask(records, NAME, 'A', from, settings).answers[0].values;

  test.each([
    ['is the nearest', [near('us-east-1'), near('eu-west-1')], 'eu-central-1', 'eu-west-1'],
    ['comes to more callers by a bias', [near('us-east-1', 90), near('eu-west-1')], 'eu-central-1', 'us-east-1'],
    ['comes to fewer callers by a bias below 0', [near('us-east-1'), near('eu-west-1', -90)], 'eu-central-1', 'us-east-1'],
    ['is at coordinates', [near('us-east-1'), { ...near('eu-west-1'), geoProximity: { coordinates: { latitude: 50, longitude: 8 } } }], 'eu-central-1', 'eu-west-1'],
  ])('%s', (_, records, from, expected) => expect(answered(records, from)).toEqual([expected]));

  test('is another one while the nearest is unhealthy', () => {
    expect(answered([near('us-east-1'), near('eu-west-1')], 'eu-central-1', { unhealthy: ['eu-west-1'] })).toEqual(['us-east-1']);
  });
});
