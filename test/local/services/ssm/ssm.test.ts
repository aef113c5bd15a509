import {
  DeleteParameterCommand, DeleteParametersCommand, DescribeParametersCommand, GetParameterCommand, GetParameterHistoryCommand,
  GetParametersByPathCommand, GetParametersCommand, paginateGetParametersByPath, PutParameterCommand, SSMClient,
} from '@aws-sdk/client-ssm';
import { ManualClock } from '../../../../local/machine/clock';
import { ParameterDefinition } from '../../../../local/services/ssm/parameter-definition';
import { Ssm } from '../../../../local/services/ssm/ssm';
import { ACCOUNT, aMachine, serve } from '../delivered';

const [IRELAND, LONDON] = ['eu-west-1', 'eu-west-2'];
const parameter = (name: string, value: string, more: Partial<ParameterDefinition> = {}): ParameterDefinition => ({ name, region: IRELAND, type: 'String', value, ...more });
const definitions = (storedParameters: ParameterDefinition[], parameters: Record<string, string> = { '/crm/url': 'https://crm.example.com' }) => ({
  storedParameters, regions: [IRELAND, LONDON], accountId: ACCOUNT, values: { file: 'secrets.local.json', secrets: {}, parameters },
});
const DEFINED = [parameter('/shop/limit', '100', { description: 'Of orders' }), parameter('/shop/eu/tax', '19,7', { type: 'StringList' }), parameter('plain', 'x')];

let service: Ssm;
let ireland: SSMClient;
let london: SSMClient;
let stop: () => Promise<void>;

beforeEach(async () => {
  service = new Ssm({ ...aMachine(new ManualClock(Date.UTC(2026, 0, 1))), ...definitions(DEFINED) });
  const served = await serve(service);
  [ireland, london] = [IRELAND, LONDON].map(region => new SSMClient(served.clientIn(region)));
  stop = served.stop;
});
afterEach(async () => {
  [ireland, london].forEach(client => client.destroy());
  await stop();
});

const read = async (Name: string, client = ireland, more: object = {}) => (await client.send(new GetParameterCommand({ Name, ...more }))).Parameter!;

test('a parameter is read by its name and ARN, in its own Region alone', async () => {
  const ARN = `arn:aws:ssm:${IRELAND}:${ACCOUNT}:parameter/shop/limit`;
  const limit = { Name: '/shop/limit', Type: 'String', Value: '100', Version: 1, ARN, DataType: 'text', LastModifiedDate: new Date('2026-01-01') };
  expect(await read('/shop/limit')).toEqual(limit);
  expect(await read(ARN)).toEqual(limit);
  await expect(read('/shop/limit', london)).rejects.toMatchObject({
    name: 'ParameterNotFound',
    message: 'Parameter /shop/limit not found. On this machine secrets.local.json gives it a value: {"parameters":{"/shop/limit":"<value>"}}',
  });
});

test('one that only the file has is in every Region', async () => {
  expect((await read('/crm/url', london)).Value).toBe('https://crm.example.com');
});

test('several are read at once, with those that are not there', async () => {
  const { Parameters, InvalidParameters } = await ireland.send(new GetParametersCommand({ Names: ['plain', '/none', '/shop/eu/tax'] }));
  expect(Parameters!.map(({ Value }) => Value)).toEqual(['x', '19,7']);
  expect(InvalidParameters).toEqual(['/none']);
});

test('they are read by path, on one level or all, page by page', async () => {
  const below = async (input: object) => (await ireland.send(new GetParametersByPathCommand({ Path: '/shop', ...input }))).Parameters!.map(({ Name }) => Name);
  expect(await below({})).toEqual(['/shop/limit']);
  expect(await below({ Recursive: true })).toEqual(['/shop/eu/tax', '/shop/limit']);
  const pages = [];
  for await (const { Parameters } of paginateGetParametersByPath({ client: ireland, pageSize: 1 }, { Path: '/shop/', Recursive: true })) pages.push(Parameters!.length);
  expect(pages).toEqual([1, 1]);
});

test('a value is overwritten where that is said, and its history is kept', async () => {
  await expect(ireland.send(new PutParameterCommand({ Name: '/shop/limit', Value: '200', Type: 'String' }))).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
  expect((await ireland.send(new PutParameterCommand({ Name: '/shop/limit', Value: '200', Overwrite: true }))).Version).toBe(2);
  expect((await read('/shop/limit')).Value).toBe('200');
  expect(await read('/shop/limit:1')).toMatchObject({ Value: '100', Selector: ':1' });
  await expect(read('/shop/limit:3')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
  expect((await ireland.send(new GetParameterHistoryCommand({ Name: '/shop/limit' }))).Parameters!.map(({ Value, Version }) => [Version, Value])).toEqual([[1, '100'], [2, '200']]);
});

test('a secure one is told with decryption alone', async () => {
  await ireland.send(new PutParameterCommand({ Name: '/shop/key', Value: 'hunter2', Type: 'SecureString' }));
  expect((await read('/shop/key')).Value).not.toContain('hunter2');
  expect(await read('/shop/key', ireland, { WithDecryption: true })).toMatchObject({ Type: 'SecureString', Value: 'hunter2' });
});

test('they are described and deleted', async () => {
  const names = async () => (await ireland.send(new DescribeParametersCommand({}))).Parameters!.map(({ Name }) => Name);
  expect(await names()).toEqual(['/crm/url', '/shop/eu/tax', '/shop/limit', 'plain']);
  await ireland.send(new DeleteParameterCommand({ Name: 'plain' }));
  expect(await ireland.send(new DeleteParametersCommand({ Names: ['plain', '/crm/url'] }))).toMatchObject({ DeletedParameters: ['/crm/url'], InvalidParameters: ['plain'] });
  expect(await names()).toEqual(['/shop/eu/tax', '/shop/limit']);
});

test('an edit takes over what it changes, and keeps what was written since', async () => {
  await ireland.send(new PutParameterCommand({ Name: 'plain', Value: 'written', Overwrite: true }));
  service.update(definitions([parameter('/shop/limit', '300'), parameter('plain', 'x')], {}));
  expect([(await read('/shop/limit')).Value, (await read('plain')).Value]).toEqual(['300', 'written']);
  await expect(read('/shop/eu/tax')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  await expect(read('/crm/url')).rejects.toMatchObject({ name: 'ParameterNotFound' });
});
