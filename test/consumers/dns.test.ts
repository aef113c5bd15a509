import { ChildProcess, execFile, execFileSync, spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { createInterface } from 'readline';
import { promisify } from 'util';
import { LocalRegions, start } from '../../local';
import { NAME, synthesizeAllPolicies } from '../local/routed-app';

/** Asks by dnspython, which keeps an answer for its TTL, and tells which Region answers each time that a line comes in. */
const CLIENT = `
import http.client, sys
import dns.resolver
name, server, port = sys.argv[1:]
resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers, resolver.port = ['127.0.0.1'], int(server)
resolver.cache = dns.resolver.Cache()
for line in sys.stdin:
    [address] = [record.address for record in resolver.resolve(name, 'A')]
    connection = http.client.HTTPConnection(address, int(port))
    connection.request('GET', '/hello', headers={'host': name})
    print(connection.getresponse().getheader('x-served-by'), flush=True)
    connection.close()
`;

const TTL_MS = 60_000;
const environment = fs.mkdtempSync(path.join(os.tmpdir(), 'dns-'));
let regions: LocalRegions;
let child: ChildProcess | undefined;

beforeAll(async () => {
  execFileSync('python3', ['-m', 'venv', environment]);
  execFileSync(path.join(environment, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', 'dnspython']);
  regions = await start({ app: synthesizeAllPolicies(), timeScale: 10, dnsPort: 0 }); // a TTL is six seconds
}, 300_000);
afterAll(async () => {
  child?.kill();
  await regions?.stop();
});

const dig = async (...args: string[]) => {
  const [address, port] = regions.dns!.server.split(':');
  return (await promisify(execFile)('dig', [`@${address}`, '-p', port, ...args])).stdout;
};

test('the transcripts of the page are what dig says', async () => {
  const page = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'local-regions.md'), 'utf8');
  const transcripts = [...page.matchAll(/^\$ dig \+short @127\.0\.0\.1 -p 3053 (\S+) (\S+)\n(.*)$/gm)];
  expect(transcripts.length).toBeGreaterThan(1);
  const said = await Promise.all(transcripts.map(([, name, subnet]) => dig('+short', name, subnet)));
  expect(said).toEqual(transcripts.map(([, , , answer]) => `${answer}\n`));
});

const [VIRGINIA, CAPE_TOWN, SAO_PAULO] = ['127.34.0.0/16', '127.1.0.0/16', '127.33.0.0/16'];
const [US, EU] = ['127.34.0.1', '127.25.0.1'];

test.each([
  ['latency', NAME, CAPE_TOWN, EU],
  ['latency', NAME, SAO_PAULO, US],
  ['weighted', `weighted.${NAME}`, CAPE_TOWN, US],
  ['failover', `failover.${NAME}`, CAPE_TOWN, US],
  ['geolocation', `geolocation.${NAME}`, CAPE_TOWN, EU],
  ['geolocation', `geolocation.${NAME}`, VIRGINIA, US],
  ['standby', `standby.${NAME}`, CAPE_TOWN, EU],
])('dig reads the answer for a %s record: %s from %s is %s', async (_policy, name, subnet, address) => {
  const said = await dig('+noall', '+comments', '+answer', name, `+subnet=${subnet}`);
  expect(said).toMatch(/status: NOERROR/);
  expect(said).toContain(`CLIENT-SUBNET: ${subnet}/16`);
  expect(/\s6\s+IN\s+A\s+(\S+)\n/.exec(said)?.[1]).toBe(address);
});

test('dig reads that nothing is for callers whom no geolocation record is for', async () => {
  const said = await dig('+noall', '+comments', '+answer', `geolocation.${NAME}`, `+subnet=${SAO_PAULO}`);
  expect(said).toMatch(/status: NOERROR/);
  expect(said).toMatch(/ANSWER: 0,/);
});

test('a client in Python, which resolves names by itself, fails over when what it knows has expired', async () => {
  const { port } = new URL(regions.url);
  child = spawn(path.join(environment, 'bin', 'python'), ['-c', CLIENT, NAME, regions.dns!.server.split(':')[1], port], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const servedBy = async () => {
    child!.stdin!.write('\n');
    return (await lines.next()).value;
  };
  expect(await servedBy()).toBe('us-east-1');
  regions.invert('us-east-1');
  expect(await servedBy()).toBe('us-east-1');
  await regions.clock.sleep(1.2 * TTL_MS);
  expect(await servedBy()).toBe('eu-west-1');
}, 60_000);
