import { App, Lazy } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { GlobalTableAttributes, HealthCheck, MultiRegionServerlessApi } from '../../src';
import { aFunction, anApi, DOMAIN, templateOf } from '../an-api';

const LEGACY = { tableName: 'legacy-orders' };
const KEYED = { ...LEGACY, partitionKey: { name: 'customer', type: AttributeType.STRING }, sortKey: { name: 'day', type: AttributeType.NUMBER } };
const KEY_ARNS = { 'us-east-1': 'arn:aws:kms:us-east-1:111122223333:key/1', 'eu-west-1': 'arn:aws:kms:eu-west-1:111122223333:key/2' };

const statementsOf = (api: MultiRegionServerlessApi, region: string, ofRole: string) =>
  Object.entries(templateOf(api, region).findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.includes(ofRole)).flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

function imported(attrs: GlobalTableAttributes, api = anApi()) {
  const table = api.importGlobalTable('Legacy', attrs);
  table.grant(aFunction(api.inRegion('eu-west-1')), 'dynamodb:Query');
  return { api, table, statements: (ofRole = 'Handler') => statementsOf(api, 'eu-west-1', ofRole) };
}

test('an imported table has its name and a replica in each Region of the API', () => {
  const { table } = imported(LEGACY);
  expect(table.tableName).toBe('legacy-orders');
  expect(table.replica('eu-west-1').tableArn).toMatch(/:dynamodb:eu-west-1:.*:table\/legacy-orders$/);
  expect(() => table.replica('sa-east-1')).toThrow('`region` must be one that legacy-orders has a replica in: us-east-1, eu-west-1, got: "sa-east-1"');
});

test('an imported table makes no stack, no table and no output', () => {
  const app = new App();
  const { api } = imported(LEGACY, anApi({}, app));
  expect(app.synth().stacks.map(({ stackName }) => stackName).sort()).toEqual(['Shop-eu-west-1', 'Shop-us-east-1']);
  expect(Object.keys(templateOf(api, 'us-east-1').findOutputs('*')).filter(name => /TableName/.test(name))).toEqual([]);
});

test('an imported table is granted in the grantee\'s Region and in no other', () => {
  const [{ Action, Resource }] = imported(LEGACY).statements();
  expect(Action).toBe('dynamodb:Query');
  expect(JSON.stringify(Resource)).toMatch(/:dynamodb:eu-west-1:.*:table\/legacy-orders"/);
});

test.each([
  {}, { globalIndexes: [] }, { localIndexes: [] }, { globalIndexes: ['byDay'] }, { globalIndexes: [], localIndexes: ['byAge'] },
])('grants cover the indexes that an imported table has, or may have: %j', indexes => {
  expect(JSON.stringify(imported({ ...LEGACY, ...indexes }).statements())).toContain(':table/legacy-orders/index/*');
});

test('grants leave out the indexes of an imported table that is said to have none', () => {
  expect(JSON.stringify(imported({ ...LEGACY, globalIndexes: [], localIndexes: [] }).statements())).not.toContain('/index/');
});

test('grants include the key of the Region', () => {
  expect(imported({ ...LEGACY, keyArns: KEY_ARNS }).statements()).toContainEqual(expect.objectContaining({ Resource: KEY_ARNS['eu-west-1'] }));
});

test('the deep health check reads an imported table whose keys are known', () => {
  const { statements, api } = imported(KEYED);
  expect(JSON.stringify(statements('HealthProbe'))).toContain(':table/legacy-orders');
  const [{ Properties }] = Object.values(templateOf(api, 'eu-west-1').findResources('AWS::Lambda::Function'))
    .filter(({ Properties: { Environment } }) => Environment?.Variables.REPLICAS);
  expect(JSON.parse(Properties.Environment.Variables.REPLICAS)).toEqual([{ table: 'legacy-orders', key: { customer: { S: 'health-probe' }, day: { N: '0' } } }]);
});

test('the deep health check leaves alone an imported table whose keys are not known', () => {
  expect(JSON.stringify(imported(LEGACY).statements('HealthProbe'))).not.toContain('legacy-orders');
});

test('an imported table goes with a shallow health check', () => {
  expect(() => imported(KEYED, anApi({ health: HealthCheck.shallow() }))).not.toThrow();
});

test('an imported table may have replicas where the API is not', () => {
  expect(() => imported({ ...LEGACY, regions: ['ap-south-1', 'eu-west-1', 'us-east-1'] })).not.toThrow();
});

test('two APIs can use one table', () => {
  const app = new App();
  const shop = anApi({}, app).addGlobalTable('Orders', { partitionKey: KEYED.partitionKey });
  const office = anApi({ domain: { ...DOMAIN, domainName: 'office.example.com' } }, app, 'Office');
  office.importGlobalTable('Orders', { tableName: shop.tableName }).grantReadData(aFunction(office.inRegion('us-east-1')));
  expect(() => app.synth()).not.toThrow();
});

test.each<[string, GlobalTableAttributes, string]>([
  ['a Region of the API without a replica', { ...LEGACY, regions: ['us-east-1', 'sa-east-1'] }, '`regions` of legacy-orders must include every Region of the API, got: ["us-east-1","sa-east-1"]. Add a replica in eu-west-1 first'],
  ['a sort key alone', { ...LEGACY, sortKey: KEYED.sortKey }, '`sortKey` needs a `partitionKey`, got: "day"'],
  ['a name that no table has', { tableName: 'legacy orders' }, '`tableName` must have 3 to 255 letters, digits, "_", "." and "-", got: "legacy orders"'],
  ['a token for a name', { tableName: Lazy.string({ produce: () => 'legacy' }) }, '`tableName` must be a literal, because no token may cross a Region, got: "${Token['],
  ['a token for a Region', { ...LEGACY, regions: ['us-east-1', Lazy.string({ produce: () => 'eu-west-1' })] }, '`regions` of a table must be literal names'],
  ['keys for some Regions', { ...LEGACY, keyArns: { 'eu-west-1': KEY_ARNS['eu-west-1'] } }, '`keyArns` must have one key for each of us-east-1, eu-west-1, got: ["eu-west-1"]'],
])('refuses %s', (_name, attrs, message) => {
  const api = anApi();
  expect(() => api.importGlobalTable('Legacy', attrs)).toThrow(message);
  expect(api.node.tryFindChild('Legacy')).toBeUndefined();
});

test('refuses an id that another table of the API has', () => {
  const api = anApi();
  api.addGlobalTable('Orders', { partitionKey: KEYED.partitionKey });
  expect(() => api.importGlobalTable('Orders', LEGACY)).toThrow('Tables of one API must have different ids, got: "Orders"');
  api.importGlobalTable('Legacy', LEGACY);
  expect(() => api.addGlobalTable('Legacy', { partitionKey: KEYED.partitionKey })).toThrow('Tables of one API must have different ids, got: "Legacy"');
});
