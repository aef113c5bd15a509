import { promises as dns } from 'dns';
import * as fs from 'fs';
import * as http from 'http';
import * as https from 'https';
import * as os from 'os';
import * as path from 'path';
import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { dig, DigOptions } from './endpoints/dns/dig';
import { NAME, REGIONS, synthesizeAllPolicies } from './routed-app';
import { LocalRegions, ManualClock, start } from '../../local';
import { trust } from '../../local/commands/trust';

const US = '127.34.0.1';
const EU = '127.25.0.1';
const OUTSIDE = '127.255.0.1';
const IN = { 'us-east-1': '127.34.0.0/16', 'eu-west-1': '127.25.0.0/16', 'af-south-1': '127.1.0.0/16', 'sa-east-1': '127.33.0.0/16' };
const MINUTE = 60_000;

let regions: LocalRegions;
const clock = new ManualClock();
const authority = fs.mkdtempSync(path.join(os.tmpdir(), 'authority-'));

beforeAll(async () => {
  regions = await start({ app: synthesizeAllPolicies(), clock, dnsPort: 0, httpsPort: 0, authority });
});
afterAll(() => regions.stop());

const ask = (name: string, options?: DigOptions) => dig(regions.dns!.server, name, options);
const address = async (name: string, from: keyof typeof IN) => (await ask(name, { subnet: IN[from] })).answers;

describe('while all Regions are healthy', () => {
  test('a latency record answers the nearest Region, by the client subnet', async () => {
    expect(await ask(NAME, { subnet: IN['af-south-1'] })).toEqual({
      id: 4711, code: 'NOERROR', answers: [`60 A ${EU}`], authority: [], flags: { aa: true, tc: false, rd: true, ra: false }, subnet: '127.1.0.0/16/16',
    });
    expect(await address(NAME, 'sa-east-1')).toEqual([`60 A ${US}`]);
  });

  test('the caller is where the query comes from who names no subnet, or one that says no place', async () => {
    expect((await ask(NAME, { from: '127.25.0.9' })).answers).toEqual([`60 A ${EU}`]);
    expect((await ask(NAME)).answers).toEqual([`60 A ${US}`]);
    expect(await ask(NAME, { subnet: '0.0.0.0/0', from: '127.25.0.9' })).toMatchObject({ answers: [`60 A ${EU}`], subnet: '0.0.0.0/0/0' });
    expect(await ask(NAME, { subnet: '2001:db8::/56' })).toMatchObject({ answers: [`60 A ${US}`], subnet: '2001:db8::/56/0' });
  });

  test.each([
    ['weighted', US, US],
    ['failover', US, US],
    ['geolocation', EU, US],
    ['standby', EU, US],
  ])('a %s record is followed to its Region', async (policy, fromAfrica, fromAmerica) => {
    expect(await address(`${policy}.${NAME}`, 'af-south-1')).toEqual([`60 A ${fromAfrica}`]);
    expect(await address(`${policy}.${NAME}`, 'us-east-1')).toEqual([`60 A ${fromAmerica}`]);
  });

  test('callers whom no geolocation record is for get an answer without records', async () => {
    expect(await ask(`geolocation.${NAME}`, { subnet: IN['sa-east-1'] })).toMatchObject({ code: 'NOERROR', answers: [] });
  });

  test.each([
    ['a simple record', `eu-west-1.${NAME}`, 'A', 'NOERROR', [`60 A ${EU}`]],
    ['a name in capitals', `EU-west-1.${NAME.toUpperCase()}`, 'A', 'NOERROR', [`60 A ${EU}`]],
    ['a type that is not there', NAME, 'TXT', 'NOERROR', []],
    ['IPv6', NAME, 'AAAA', 'NOERROR', []],
    ['a name that is only above another one', `pair.${NAME}`, 'A', 'NOERROR', []],
    ['a name that is not there', `nothing.${NAME}`, 'A', 'NXDOMAIN', []],
    ['a name of somebody else', 'example.org', 'A', 'REFUSED', []],
  ])('%s is answered as by Route 53', async (_, name, type, code, answers) => {
    expect(await ask(name, { type })).toMatchObject({ code, answers });
  });

  test('what is not there may be believed for as long as the zone says', async () => {
    const soa = ['900 SOA ns-0.awsdns-00.com awsdns-hostmaster.amazon.com 1 7200 900 1209600 86400'];
    expect(await ask(`nothing.${NAME}`)).toMatchObject({ authority: soa });
    expect(await ask(NAME, { type: 'SOA' })).toMatchObject({ answers: soa });
    expect((await ask(NAME, { type: 'NS' })).answers).toHaveLength(4);
  });

  test('an answer over TCP is the same', async () => {
    expect(await ask(NAME, { subnet: IN['eu-west-1'], tcp: true })).toMatchObject({ answers: [`60 A ${EU}`] });
  });

  test('another version of EDNS is refused by name', async () => {
    expect(await ask(NAME, { ednsVersion: 1 })).toMatchObject({ code: 'BADVERS', answers: [] });
  });
});

test('each Region answers by itself at its address, at the port of callers, also to whom nobody led there', async () => {
  const { port } = new URL(regions.url);
  expect(regions.dns!.urls).toEqual({ 'us-east-1': `http://${US}:${port}`, 'eu-west-1': `http://${EU}:${port}` });
  const served = await Promise.all(REGIONS.map(region => fetch(`${regions.dns!.urls[region]}/hello`)));
  expect(served.map(response => [response.status, response.headers.get('x-served-by')])).toEqual([[200, 'us-east-1'], [200, 'eu-west-1']]);
});

describe('over HTTPS', () => {
  const get = (servername: string, host: string) => new Promise<string>((resolve, reject) => {
    const ca = fs.readFileSync(path.join(authority, 'authority.pem'));
    const options = { host, port: new URL(regions.httpsUrl!).port, path: '/hello', servername, headers: { host: servername }, ca, agent: false };
    https.get(options, response => resolve(String(response.resume().headers['x-served-by']))).on('error', reject);
  });

  test.each([
    ['the shared name', NAME, EU, 'eu-west-1'],
    ['the name of a Region', `us-east-1.${NAME}`, US, 'us-east-1'],
    ['the shared name, led by its place', NAME, '127.0.0.1', 'us-east-1'],
    ['this machine', 'localhost', '127.0.0.1', 'us-east-1'],
  ])('%s has a certificate that the authority has signed', async (_, name, at, servedBy) => {
    expect(await get(name, at)).toBe(servedBy);
  });

  test('a name that is not served has none', async () => {
    await expect(get('example.org', EU)).rejects.toThrow();
  });

  test('the key of the authority is for its user alone, and the authority stays the same', async () => {
    const { mode } = fs.statSync(path.join(authority, 'key.pem'));
    expect(mode % 0o1000).toBe(0o600);
    const before = fs.readFileSync(path.join(authority, 'authority.pem'), 'utf8');
    expect(trust(authority)).toContain(`curl --cacert ${path.join(authority, 'authority.pem')}`);
    expect(fs.readFileSync(path.join(authority, 'authority.pem'), 'utf8')).toBe(before);
  });
});

test('a record that a call changes is another for DNS and for callers at once, until the templates have others', async () => {
  const client = new Route53Client({ endpoint: regions.awsUrl, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const change = (Action: 'CREATE' | 'DELETE') => client.send(new ChangeResourceRecordSetsCommand({
    HostedZoneId: 'Z0HELLO',
    ChangeBatch: { Changes: [{ Action, ResourceRecordSet: { Name: `new.${NAME}`, Type: 'CNAME', TTL: 5, ResourceRecords: [{ Value: `eu-west-1.${NAME}` }] } }] },
  }));
  const asked = () => new Promise(resolve => http.get(`${regions.url}/hello`, { headers: { host: `new.${NAME}` } }, response => resolve(response.resume().headers['x-served-by'])));
  await change('CREATE');
  expect((await ask(`new.${NAME}`)).answers).toEqual([`5 CNAME eu-west-1.${NAME}`, `60 A ${EU}`]);
  expect(await asked()).toBe('eu-west-1');
  await change('DELETE');
  expect((await ask(`new.${NAME}`)).code).toBe('NXDOMAIN');
  expect(await asked()).toBeUndefined();
});

describe('a client that resolves names by itself', () => {
  test('comes to another Region when what it knows has expired', async () => {
    const resolver = new CachingResolver(regions.dns!.server);
    expect(await resolver.get(`http://${NAME}:${new URL(regions.url).port}/hello`)).toBe('us-east-1');

    regions.invert('us-east-1');
    await clock.advance(MINUTE - 1);
    expect(await resolver.get(`http://${NAME}:${new URL(regions.url).port}/hello`)).toBe('us-east-1');
    await clock.advance(1);
    expect(await resolver.get(`http://${NAME}:${new URL(regions.url).port}/hello`)).toBe('eu-west-1');
  });

  test.each([
    ['a latency', NAME, EU],
    ['a weighted', `weighted.${NAME}`, EU],
    ['a failover', `failover.${NAME}`, EU],
    ['a standby', `standby.${NAME}`, EU],
  ])('%s record leads it to the other Region meanwhile', async (_, name, other) => {
    expect(await address(name, 'us-east-1')).toEqual([`60 A ${other}`]);
  });

  test('is led to the standby, which is not here, while all Regions are unhealthy', async () => {
    regions.invert('eu-west-1');
    expect(await address(`standby.${NAME}`, 'us-east-1')).toEqual([`60 A ${OUTSIDE}`]);
    expect(await address(NAME, 'us-east-1')).toEqual([`60 A ${US}`]);
    const answer = await fetch(`http://${OUTSIDE}:${new URL(regions.url).port}/hello`);
    expect([answer.status, answer.headers.get('x-served-by')]).toEqual([503, 'another host']);
  });
});

/** As operating systems and JVMs do: asks by Node's own resolver, and keeps the answer for its TTL. */
class CachingResolver {
  private readonly resolver = new dns.Resolver();
  private known?: { address: string; expiresAt: number };

  constructor(server: string) {
    this.resolver.setServers([server]);
  }

  /** Which Region answers. */
  async get(url: string): Promise<string | undefined> {
    if (!this.known || clock.now() >= this.known.expiresAt) {
      const [{ address: ip, ttl }] = await this.resolver.resolve4(new URL(url).hostname, { ttl: true });
      this.known = { address: ip, expiresAt: clock.now() + ttl * 1000 };
    }
    const { address: ip } = this.known;
    const lookup = (_: string, { all }: { all?: boolean }, callback: Function) =>
      all ? callback(null, [{ address: ip, family: 4 }]) : callback(null, ip, 4);
    const options = { agent: false, lookup: lookup as never };
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      http.get(url, options, resolve).on('error', reject);
    });
    response.resume();
    return response.headers['x-served-by'] as string;
  }
}
