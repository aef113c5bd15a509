import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Replication } from '../../local/services/dynamodb/replication';
import { CircuitBreaker, circuitBreaker, CircuitBreakerOptions, CircuitOpenError, CircuitTimeoutError } from '../../runtime';
import { DynamoDbEndpoint } from '../local/services/dynamodb/dynamodb-endpoint';
import { PLAIN } from '../local/services/dynamodb/hits-table';

const [US, EU] = ['us-east-1', 'eu-west-1'];
const REGIONS = [US, EU];
const TABLE = { ...PLAIN, tableName: 'Breakers', attributeDefinitions: [{ attributeName: 'breaker', attributeType: 'S' as const }], keySchema: [{ attributeName: 'breaker', keyType: 'HASH' as const }], regions: REGIONS };
const SETTINGS = { table: 'Breakers', namespace: 'Shop', failures: 3, retryAfter: 30_000, timeout: 1_000 };

const endpoint = new DynamoDbEndpoint(REGIONS);
const replication = new Replication({ engines: endpoint.engines, clock: endpoint.clock, lag: { mean: 500, jitter: 0 }, random: () => 0 });
const clients = new Map<string, DynamoDBClient>();
let now = 1_800_000_000_000;
let printed: string[];
let breakers = 0;
let name: string;

beforeAll(async () => {
  await endpoint.start(TABLE);
  replication.replicate(TABLE);
  REGIONS.forEach(region => clients.set(region, endpoint.client(region)));
});
afterAll(async () => {
  await replication.stop();
  await endpoint.stop();
});
beforeEach(() => {
  name = `Stripe${++breakers}`;
  process.env[`CIRCUIT_BREAKER_${name}`] = JSON.stringify(SETTINGS);
  printed = [];
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.spyOn(process.stdout, 'write').mockImplementation(text => { printed.push(String(text)); return true; });
});
afterEach(() => jest.restoreAllMocks());

/** Another environment of a function of a Region. */
const environment = (region: string = US, options: CircuitBreakerOptions = {}) => circuitBreaker(name, { client: clients.get(region), ...options });
const works = async () => 'paid';
const fails = async (): Promise<string> => { throw new Error('Stripe is down'); };

/** What each of some calls comes to, a second after the other. */
async function outcomes(breaker: CircuitBreaker, ...calls: (() => Promise<string>)[]): Promise<string[]> {
  const all: string[] = [];
  for (const call of calls) {
    now += 1_000; // what an environment has read is old by then
    all.push(await breaker.call(call).catch((error: Error) => error instanceof CircuitOpenError ? 'refused' : error.message));
  }
  return all;
}

test('calls that fail in a row open it, in all environments of the Region, and in no other Region', async () => {
  const [one, other, abroad] = [environment(), environment(), environment(EU)];
  expect(await outcomes(one, fails, fails)).toEqual(['Stripe is down', 'Stripe is down']);
  expect(await outcomes(other, fails, works)).toEqual(['Stripe is down', 'refused']);
  expect(await outcomes(one, works)).toEqual(['refused']);
  await endpoint.clock.advance(500);
  expect(await outcomes(abroad, works)).toEqual(['paid']);
});

test('a call that succeeds among those that fail keeps it closed', async () => {
  expect(await outcomes(environment(), fails, fails, works, fails, fails, works, fails, fails)).not.toContain('refused');
});

test('of an open one, a single call is let through when its time has come: one that fails leaves it open, one that succeeds closes it', async () => {
  const [one, other] = [environment(), environment()];
  await outcomes(one, fails, fails, fails);
  now += 28_000;
  expect(await outcomes(one, works)).toEqual(['refused']);
  now += 1_000;
  const both = await Promise.all([one, other].map(breaker => breaker.call(fails).catch((error: Error) => error.name)));
  expect(both.sort()).toEqual(['CircuitOpenError', 'Error']);
  expect(await outcomes(other, works)).toEqual(['refused']);
  now += 29_000;
  expect(await outcomes(other, works, fails, fails, works)).toEqual(['paid', 'Stripe is down', 'Stripe is down', 'paid']);
});

test('who is refused is told when to ask again, as an answer of API Gateway', async () => {
  const breaker = environment();
  await outcomes(breaker, fails, fails, fails);
  const refused = await breaker.call(works).catch((error: CircuitOpenError) => error);
  expect(refused).toMatchObject({ breaker: name, response: { statusCode: 503, headers: { 'retry-after': '30' } } });
});

test('what takes too long has failed, and is told to stop', async () => {
  process.env[`CIRCUIT_BREAKER_${name}`] = JSON.stringify({ ...SETTINGS, failures: 1, timeout: 20 });
  const breaker = environment();
  const stopped = jest.fn();
  const hanging = (signal: AbortSignal) => new Promise<string>(() => { signal.addEventListener('abort', stopped); });
  await expect(breaker.call(hanging)).rejects.toThrow(CircuitTimeoutError);
  expect(stopped).toHaveBeenCalled();
  expect(await outcomes(breaker, works)).toEqual(['refused']);
});

test('an error that is not the service\'s fault is no failure, and closes it as an answer does', async () => {
  const breaker = environment(US, { isFailure: error => (error as Error).message !== 'declined' });
  const declines = async (): Promise<string> => { throw new Error('declined'); };
  expect(await outcomes(breaker, fails, fails, declines, fails, fails, declines)).not.toContain('refused');
  await outcomes(breaker, fails, fails, fails);
  now += 30_000;
  expect(await outcomes(breaker, declines, works)).toEqual(['declined', 'paid']);
});

test('one for all Regions is open where another Region found that the service does not work, until that one tries again', async () => {
  process.env[`CIRCUIT_BREAKER_${name}`] = JSON.stringify({ ...SETTINGS, regions: REGIONS });
  const [american, european] = [environment(US), environment(EU)];
  await outcomes(american, fails, fails, fails);
  expect(await outcomes(european, works)).toEqual(['paid']);
  await endpoint.clock.advance(500);
  expect(await outcomes(european, works)).toEqual(['refused']);
  now += 30_000;
  expect(await outcomes(european, works)).toEqual(['paid']);
});

test('a probe tries when it is time, and at no other, and throws nothing', async () => {
  const breaker = environment();
  const tried = jest.fn(fails);
  expect(await breaker.probe(tried)).toBe(true);
  await outcomes(breaker, fails, fails, fails);
  expect(await breaker.probe(tried)).toBe(false);
  expect(tried).not.toHaveBeenCalled();
  now += 30_000;
  expect(await breaker.probe(tried)).toBe(false);
  expect(tried).toHaveBeenCalledTimes(1);
  now += 30_000;
  expect(await breaker.probe(works)).toBe(true);
  expect(await outcomes(breaker, works)).toEqual(['paid']);
});

test('it tells once that it opened, as a metric', async () => {
  const [one, other] = [environment(), environment()];
  await outcomes(one, fails, fails);
  await Promise.all([one, other].map(breaker => breaker.call(fails).catch(() => {})));
  const metrics = printed.filter(line => line.includes('_aws')).map(line => JSON.parse(line));
  expect(metrics).toEqual([expect.objectContaining({ Breaker: name, CircuitOpened: 1 })]);
  expect(metrics[0]._aws.CloudWatchMetrics).toEqual([{ Namespace: 'Shop', Dimensions: [['Breaker']], Metrics: [{ Name: 'CircuitOpened', Unit: 'Count' }] }]);
});

test('the table\'s trouble is not the service\'s: calls go through', async () => {
  process.env[`CIRCUIT_BREAKER_${name}`] = JSON.stringify({ ...SETTINGS, table: 'Nowhere', failures: 1 });
  expect(await outcomes(environment(), works, fails, works)).toEqual(['paid', 'Stripe is down', 'paid']);
});

test('a function that was not granted it is told so', () => {
  expect(() => circuitBreaker('Twilio')).toThrow('`name` must be of a circuit breaker whose `grant()` has this function, got: "Twilio"');
});
