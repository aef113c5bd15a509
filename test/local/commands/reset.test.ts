import { LocalRegions, ManualClock, start } from '../../../local';
import { reset } from '../../../local/commands/reset';
import { HttpServer } from '../../../local/machine/http-server';
import { APP_DIRECTORY, synthesizeVisits } from '../visits-app';

let regions: LocalRegions;

beforeAll(async () => { regions = await start({ app: synthesizeVisits(), directory: APP_DIRECTORY, clock: new ManualClock() }); });

afterAll(() => regions.stop());

test.each(['localhost', '127.0.0.1'])('the tables of the local Regions are emptied, by way of %s', async host => {
  await regions.putItem('Visits-Items', 'us-east-1', { id: 'a' });
  expect(await reset(regions.awsUrl.replace('localhost', host))).toBe('Reset: Visits-Items');
  expect(await regions.items('Visits-Items', 'us-east-1')).toEqual([]);
});

test.each([
  'https://dynamodb.us-east-1.amazonaws.com', 'http://localhost.example.com', 'http://127.0.0.1.example.com:3100', 'http://192.0.2.1:3100',
])('nobody is asked who is not on this machine: %s', async endpoint => {
  await expect(reset(endpoint)).rejects.toThrow(`\`--endpoint\` must be the local Regions on this machine, e.g. http://localhost:3100, got: ${endpoint}`);
});

test('who does not know what is asked for has not done it', async () => {
  await expect(reset(regions.url)).rejects.toThrow(`The local Regions at ${regions.url} are not reset: `);
  const server = new HttpServer(async () => ({ statusCode: 200, headers: {}, body: 'hello' }));
  const other = await server.start(0, 'port');
  await expect(reset(other)).rejects.toThrow(`The local Regions at ${other} are not reset: 200 OK`);
  await server.stop();
  await expect(reset(other)).rejects.toThrow(new RegExp(`^Nobody answers at ${other} \\(.*ECONNREFUSED.*\\): start the local Regions, or say by \`--endpoint\` where they take AWS clients$`));
});
