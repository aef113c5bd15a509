import { aliasRecord, failoverPair, latencyRecord, NAME } from './records';
import { HostedRecords } from '../../../../local/services/route53/hosted-records';
import { RecordSet } from '../../../../local/services/route53/record-set';

function cname(name: string, target: string, more: Partial<RecordSet> = {}): RecordSet {
  return { name, type: 'CNAME', hostedZoneId: 'Z1', values: [target], ttlSeconds: 60, ...more };
}

test.each<[string, RecordSet[], string]>([
  ['an alias onto itself', [aliasRecord(NAME)], `The A records of ${NAME} lead in a circle: ${NAME} → ${NAME}`],
  ['aliases by way of each other', [
    aliasRecord('b.example.com', { name: 'a.example.com' }),
    ...failoverPair('b.example.com', 'x.example.net', 'c.example.com'),
    aliasRecord('b.example.com', { name: 'c.example.com' }),
  ], 'The A records of b.example.com lead in a circle: b.example.com → c.example.com → b.example.com'],
  ['CNAME records', [cname('a.example.com', 'B.example.com.'), cname('b.example.com', 'a.example.com')],
    'The CNAME records of a.example.com lead in a circle: a.example.com → b.example.com → a.example.com'],
])('%s in a circle are refused', (_, records, message) => {
  expect(() => new HostedRecords(records)).toThrow(message);
});

test('two ways to one name are no circle', () => {
  expect(() => new HostedRecords([...failoverPair(NAME, 'a.example.com', 'b.example.com'), ...['a', 'b'].map(first =>
    aliasRecord('c.example.com', { name: `${first}.example.com` })), aliasRecord('x.example.net', { name: 'c.example.com' })])).not.toThrow();
});

test('a circle through another type is none', () => {
  expect(() => new HostedRecords([
    aliasRecord('b.example.com', { name: 'a.example.com' }), aliasRecord('a.example.com', { name: 'b.example.com', type: 'AAAA' }),
  ])).not.toThrow();
});

describe('records of one name and type with different routing policies', () => {
  const mixed = [latencyRecord('eu-west-1'), aliasRecord('a.example.net', { weight: 1 })];

  test('are refused, as Route 53 does', () => {
    expect(() => new HostedRecords(mixed)).toThrow(
      `The A records of ${NAME} must have one routing policy, got: weighted and latency; give the others a name of their own and lead to it with an alias`);
  });

  test.each<[string, Partial<RecordSet>]>([
    ['types', { type: 'AAAA' }],
    ['zones', { hostedZoneId: 'Z2' }],
  ])('are no mistake in different %s', (_, more) => {
    expect(() => new HostedRecords([mixed[0], { ...mixed[1], ...more }])).not.toThrow();
  });
});

test('a record leads to those of its target: an alias to its own type, a CNAME to any', () => {
  const address = aliasRecord('x.example.net', { name: 'a.example.com' });
  const ipv6 = { ...address, type: 'AAAA' };
  const [alias, www, outside] = [aliasRecord('a.example.com'), cname('www.example.com', 'A.example.com.'), cname('b.example.com', 'x.example.net')];
  const records = new HostedRecords([address, ipv6, alias, www, outside]);
  expect([alias, www, outside, address].map(record => records.beneath(record))).toEqual([[[address]], [[address], [ipv6]], [], []]);
});
