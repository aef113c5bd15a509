import { createSocket } from 'dgram';
import { decode, encode } from 'dns-packet';
import * as fc from 'fast-check';
import { dig, overTcp, overUdp } from './dig';
import { answerMessage } from '../../../../local/endpoints/dns/dns-message';
import { DnsServer } from '../../../../local/endpoints/dns/dns-server';
import { DnsQuestion, DnsReply } from '../../../../local/services/route53/nameserver';

const VALUES: Record<string, string[]> = {
  A: ['192.0.2.1'],
  AAAA: ['2001:db8::1'],
  CNAME: ['www.example.com.'],
  MX: ['10 mail.example.com'],
  TXT: ['"a \\"b\\"" "c"', 'plain'],
  SRV: ['1 2 443 api.example.com'],
  CAA: ['0 issue "amazon.com"'],
  LONG: [],
};

const answering = {
  answer: ({ name, type, from }: DnsQuestion): DnsReply => {
    if (name === 'long.example.com') return { code: 'NOERROR', answers: [{ name, type: 'TXT', ttlSeconds: 60, values: Array.from({ length: 9 }, () => `"${'x'.repeat(200)}"`) }] };
    if (name === 'from.example.com') return { code: 'NOERROR', answers: [{ name, type: 'TXT', ttlSeconds: 60, values: [`"${from}"`] }] };
    return { code: 'NOERROR', answers: [{ name, type, ttlSeconds: 60, values: VALUES[type] ?? ['?'] }] };
  },
  defaultFrom: 'us-east-1',
  timeScale: 60,
};
const server = new DnsServer(answering);
let at: string;

beforeAll(async () => { at = await server.start(0); });
afterAll(() => server.stop());

test.each([
  ['A', ['192.0.2.1']],
  ['AAAA', ['2001:db8::1']],
  ['CNAME', ['www.example.com']],
  ['MX', ['10 mail.example.com']],
  ['TXT', ['"a \\"b\\"" "c"', '"plain"']],
  ['SRV', ['1 2 443 api.example.com']],
])('a record of type %s is written as in a zone, its TTL on the clock of the Regions', async (type, values) => {
  expect((await dig(at, 'a.example.com', { type })).answers.map(answer => answer.replace(/^1 \w+ /, ''))).toEqual(values);
});

test('a record that says who may issue certificates is written', async () => {
  expect((await dig(at, 'a.example.com', { type: 'CAA' })).answers).toEqual([expect.stringContaining('amazon.com')]);
});

test('a type of record that has no form here is a failure of the server', async () => {
  expect((await dig(at, 'a.example.com', { type: 'NAPTR' })).code).toBe('SERVFAIL');
});

test('an answer that is too long for a datagram is cut off, and whole over TCP', async () => {
  expect(await dig(at, 'long.example.com', { type: 'TXT' })).toMatchObject({ answers: [], flags: { tc: true } });
  expect((await dig(at, 'long.example.com', { type: 'TXT', tcp: true })).answers).toHaveLength(9);
});

test('a caller is in the Region of the subnet, else of the address, else where callers are by default', async () => {
  const from = async (options: object) => (await dig(at, 'from.example.com', { type: 'TXT', ...options })).answers;
  expect(await from({ subnet: '127.25.3.0/24', from: '127.34.0.9' })).toEqual(['1 TXT "eu-west-1"']);
  expect(await from({ from: '127.25.0.9' })).toEqual(['1 TXT "eu-west-1"']);
  expect(await from({ subnet: '203.0.113.0/24' })).toEqual(['1 TXT "us-east-1"']);
});

const query = (more: object = {}) => encode({ type: 'query', id: 1, questions: [{ type: 'A', name: 'a.example.com' }], ...more });
const rcodeOf = (message: Buffer) => (decode(message) as { rcode?: string }).rcode;

test.each([
  ['another operation than a query', query({ flags: 5 * 2048 }), 'NOTIMP'],
  ['no question', query({ questions: [] }), 'FORMERR'],
  ['another class', query({ questions: [{ type: 'A', name: 'a.example.com', class: 'CH' }] }), 'REFUSED'],
  ['half a message', query().subarray(0, 20), 'FORMERR'],
])('%s is refused', async (_, message, code) => {
  expect(rcodeOf(await overUdp(at, message))).toBe(code);
  expect(rcodeOf(await overTcp(at, message))).toBe(code);
});

test('what is an answer itself, or nothing, gets no answer', () => {
  const asked = { address: '127.0.0.1', byUdp: true };
  expect(answerMessage(encode({ type: 'response', id: 1 }), asked, answering)).toBeUndefined();
  expect(answerMessage(Buffer.alloc(5), asked, answering)).toBeUndefined();
});

test('no bytes bring the server down, and every query has an answer with its number', () => {
  const asked = { address: '127.0.0.1', byUdp: true };
  const template = query({ additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, ednsVersion: 0, options: [{ code: 8, family: 1, sourcePrefixLength: 16, scopePrefixLength: 0, ip: '127.25.0.0' }] }] });
  const damaged = fc.array(fc.tuple(fc.nat(template.length - 1), fc.nat(255)), { maxLength: 6 })
    .map(changes => changes.reduce((message, [index, byte]) => { message[index] = byte; return message; }, Buffer.from(template)));
  const any = fc.uint8Array({ maxLength: 80 }).map(bytes => Buffer.from(bytes));
  fc.assert(fc.property(fc.oneof(damaged, any), message => {
    const answer = answerMessage(message, asked, answering);
    const isQuery = message.length >= 12 && message[2] < 128;
    expect(answer?.readUInt16BE(0)).toBe(isQuery ? message.readUInt16BE(0) : undefined);
    if (answer) expect(answer[2]).toBeGreaterThanOrEqual(128);
  }), { numRuns: 2000 });
});

test.each([
  ['both', async () => ({ port: Number(at.split(':')[1]), release: async () => {} })],
  ['UDP alone', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
    return { port: socket.address().port, release: async () => { socket.close(); } };
  }],
])('where a port that nobody asked for is in use for %s, it listens at another', async (_, take) => {
  const { port, release } = await take();
  const other = new DnsServer(answering);
  const there = await other.start(port, true);
  expect(there).not.toBe(`127.0.0.1:${port}`);
  expect((await dig(there, 'a.example.com', { type: 'A' })).answers).toEqual(['1 A 192.0.2.1']);
  await Promise.all([other.stop(), release()]);
});

test('a port that is in use is told with the setting that chooses it', async () => {
  await expect(new DnsServer(answering).start(Number(at.split(':')[1]))).rejects.toThrow(/^Port \d+ is in use: .* choose another `dnsPort` \(`--dns-port`\)/);
});
