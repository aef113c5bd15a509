import { App, SecretValue, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import { messagesAtSynth } from './messages';
import { ApiGateway, Consistency, GlobalTableProps, MultiRegionServerlessApi, MultiRegionServerlessApiProps, Routing, Standby } from '../../src';
import { DEPLOYED, VERSION } from '../../src/recorded/stack-facts';
import { addRouteEverywhere, aFunction, anApi, DOMAIN } from '../an-api';
import { recordOf } from '../recorded/record-of';

/** What is told of an app that was deployed and recorded in one form, and is in another now: the codes, and what was found. */
function told(deployed: (app: App) => unknown, wanted: (app: App) => unknown): string[] {
  const app = new App({ context: recordOf(deployed), analyticsReporting: false, treeMetadata: false });
  wanted(app);
  return messagesAtSynth(app).map(message => message.replace(/^(.*?): [^(].*:([a-z-]+)\]$/, '$2: $1'));
}

const attribute = (name: string) => ({ name, type: AttributeType.STRING });
const index = (indexName: string, key: string = indexName) => ({ indexName, partitionKey: attribute(key) });

interface OrdersProps extends Partial<GlobalTableProps> {
  readonly regions?: string[];
  readonly primaryRegion?: string;
}

const orders = ({ regions, primaryRegion, ...props }: OrdersProps = {}) => (app: App) =>
  anApi({ regions: regions ?? ['us-east-1', 'eu-west-1'], primaryRegion }, app).addGlobalTable('Orders', { partitionKey: attribute('id'), ...props });

describe('of a table', () => {
  test.each<[string, OrdersProps, OrdersProps]>([
    ['nothing changes', {}, {}],
    ['one replica is added', {}, { regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }],
    ['the order of Regions changes', { regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }, { regions: ['us-east-1', 'sa-east-1', 'eu-west-1'] }],
    ['the primary Region is the first no more', { regions: ['eu-west-1', 'us-east-1'] }, { primaryRegion: 'eu-west-1' }],
    ['one index is removed', { globalSecondaryIndexes: [index('byDay'), index('byShop')] }, { globalSecondaryIndexes: [index('byShop')] }],
    ['the order of indexes changes', { globalSecondaryIndexes: [index('byDay'), index('byShop')] }, { globalSecondaryIndexes: [index('byShop'), index('byDay')] }],
    ['items begin to expire', {}, { timeToLiveAttribute: 'expires' }],
    ['items do not expire any more', { timeToLiveAttribute: 'expires' }, {}],
  ])('%s: nothing is told', (_, before, now) => {
    expect(told(orders(before), orders(now))).toEqual([]);
  });

  test.each<[OrdersProps, OrdersProps, string[]]>([
    [{}, { regions: ['us-east-1', 'sa-east-1'] }, [
      'table-changes-in-steps: Shop-Orders is to change in 2 steps: (1) add the replica in sa-east-1; (2) remove the replica in eu-west-1',
      'protected-replica-removed: The replica of Shop-Orders in eu-west-1 is protected against deletion, and would go',
    ]],
    [{ deletionProtection: false, regions: ['us-east-1', 'eu-west-1', 'sa-east-1', 'eu-north-1'] }, { regions: ['us-east-1', 'sa-east-1'] },
      ['table-changes-in-steps: Shop-Orders is to change in 2 steps: (1) remove the replica in eu-north-1; (2) remove the replica in eu-west-1']],
    [{ globalSecondaryIndexes: [index('byDay')] }, { globalSecondaryIndexes: [index('byDay', 'date')] },
      ['table-changes-in-steps: Shop-Orders is to change in 2 steps: (1) remove the index byDay; (2) add the index byDay, "date S, ALL"']],
    [{}, { regions: ['us-east-1', 'eu-west-1', 'sa-east-1'], globalSecondaryIndexes: [index('byDay')] }, [
      'table-changes-in-steps: Shop-Orders is to change in 2 steps: (1) add the replica in sa-east-1; (2) add the index byDay, "byDay S, ALL"',
    ]],
    [{ regions: ['us-east-1', 'eu-west-1', 'sa-east-1'], replicas: [{ region: 'sa-east-1', deletionProtection: false }] }, {},
      ['replica-removed-under-callers: The replica of Shop-Orders in sa-east-1 would go, and Shop-sa-east-1 is deployed']],
    [{}, { globalSecondaryIndexes: [index('byDay')] }, ['index-not-active-yet: The index byDay of Shop-Orders is new']],
    [{}, { partitionKey: { name: 'id', type: AttributeType.NUMBER } }, ['table-cannot-change: The key of Shop-Orders is "id S" and would be "id N"']],
    [{ sortKey: attribute('at') }, { sortKey: attribute('at'), localSecondaryIndexes: [{ indexName: 'byDay', sortKey: attribute('day') }] },
      ['table-cannot-change: The local indexes of Shop-Orders are none and would be byDay "id S, day S, ALL"']],
    [{ timeToLiveAttribute: 'expires' }, { timeToLiveAttribute: 'until' },
      ['time-to-live-changed: Items of Shop-Orders expire by the attribute expires and would by until']],
    [{}, { primaryRegion: 'eu-west-1' }, ['table-definition-moved: The definition of Shop-Orders is in us-east-1 and would be in eu-west-1']],
  ])('%j → %j', (before, now, expected) => {
    expect(told(orders(before), orders(now))).toEqual(expected);
  });

  test('the consistency and the Regions of a strongly consistent one stay', () => {
    const regions = ['eu-west-1', 'eu-west-2', 'eu-west-3'];
    const strong = orders({ regions, consistency: Consistency.strong() });
    expect(told(strong, strong)).toEqual([]);
    expect(told(orders({ regions }), strong)).toEqual(['table-cannot-change: The consistency of Shop-Orders is "eventual" and would be "strong"']);
    const witnessed = orders({ regions: ['eu-west-1', 'eu-west-2'], consistency: Consistency.strong({ witness: 'eu-central-1' }) });
    expect(told(strong, witnessed))
      .toEqual(['table-cannot-change: The Regions of Shop-Orders are "eu-west-1, eu-west-2, eu-west-3" and would be "eu-west-1, eu-west-2, eu-central-1"']);
  });
});

describe('of a path variable', () => {
  const withRoute = (gateway: ApiGateway | undefined, path: string) => (app: App) => addRouteEverywhere(anApi({ gateway }, app), 'GET', path);

  test.each(['/{order}', '/{proxy+}'])('{id} → %s is refused with a REST API', variable => {
    expect(told(withRoute(undefined, '/orders/{id}/lines'), withRoute(undefined, `/orders${variable}`)))
      .toEqual([`path-variable-renamed: The path /orders/{} in us-east-1, eu-west-1 has the variable {id} and would have ${variable.slice(1)}`]);
  });

  test.each(['/{order}', '/{proxy+}'])('{id} → %s is refused with an HTTP API', variable => {
    expect(told(withRoute(ApiGateway.http(), '/orders/{id}'), withRoute(ApiGateway.http(), `/orders${variable}`)))
      .toEqual([`path-variable-renamed: The path /orders/{} in us-east-1, eu-west-1 has the variable {id} and would have ${variable.slice(1)}`]);
  });

  test('another method, or another part after it, is not', () => {
    expect(told(withRoute(undefined, '/orders/{id}'), withRoute(undefined, '/orders/{id}/lines/{line}'))).toEqual([]);
  });

  test('one API Gateway of the other kind under the same path is refused', () => {
    expect(told(withRoute(undefined, '/orders'), withRoute(ApiGateway.http(), '/orders')).filter(message => message.includes('mapping')).length).toBeGreaterThan(0);
  });

  test('one of a resource made by hand is looked at, too', () => {
    const byHand = (variable: string) => (app: App) => anApi({}, app).regionalApis.forEach(region =>
      region.restApi.root.addResource('orders').addResource(variable).addMethod('GET', new LambdaIntegration(aFunction(region))));
    expect(told(byHand('{id}'), byHand('{order}'))).toEqual([expect.stringContaining('path-variable-renamed')]);
  });
});

describe('of API keys', () => {
  const plans = (usagePlans: { [plan: string]: { [key: string]: string } }) => (app: App) => anApi({
    gateway: ApiGateway.rest({
      usagePlans: Object.entries(usagePlans).map(([name, keys]) => ({
        name, apiKeys: Object.entries(keys).map(([key, secret]) => ({ name: key, value: SecretValue.secretsManager(secret) })),
      })),
    }),
  }, app);

  test('a new name for a value is refused', () => {
    expect(told(plans({ basic: { acme: 'shop/acme' } }), plans({ basic: { 'acme-corp': 'shop/acme' } })))
      .toEqual(['api-key-moved: The value of the API key acme in us-east-1, eu-west-1 would be that of acme-corp']);
  });

  test('another usage plan is refused', () => {
    expect(told(plans({ basic: { acme: 'shop/acme' }, gold: { big: 'shop/big' } }), plans({ basic: { other: 'shop/other' }, gold: { big: 'shop/big', acme: 'shop/acme' } })))
      .toEqual([expect.stringMatching(/^api-key-moved: An API key in us-east-1, eu-west-1 is in the usage plan \S+basic\S+ and would be in \S+gold\S+$/)]);
  });

  test('another key, and another order, is not', () => {
    expect(told(plans({ basic: { acme: 'shop/acme' } }), plans({ basic: { other: 'shop/other', acme: 'shop/acme' } }))).toEqual([]);
  });
});

describe('of routing', () => {
  const routed = (routing?: Routing, props: Partial<MultiRegionServerlessApiProps> = {}) => (app: App) => anApi({ routing, ...props }, app);

  test('another policy under the same name is refused, and another name is not', () => {
    const weighted = Routing.weighted({ 'us-east-1': 1, 'eu-west-1': 1 });
    expect(told(routed(), routed(weighted))).toEqual(['routing-policy-changed: The records of hello.example.com in Z0123456789ABC are by Region in us-east-1, eu-west-1, and would be by Weight']);
    expect(told(routed(), routed(weighted, { domain: { ...DOMAIN, domainName: 'shop.example.com' } }))).toEqual([]);
    expect(told(routed(weighted), routed(Routing.activePassive({ primary: 'eu-west-1' })))).toEqual([]);
  });

  test('a role that begins to write the records is refused, and with another zone it is not', () => {
    const hostedZoneRoleArn = 'arn:aws:iam::222222222222:role/records';
    expect(told(routed(), routed(undefined, { domain: { ...DOMAIN, hostedZoneRoleArn } })))
      .toEqual([expect.stringContaining('would be by Region, written into another account')]);
    expect(told(routed(), routed(undefined, { domain: { ...DOMAIN, hostedZoneId: 'Z9OTHER', hostedZoneRoleArn } }))).toEqual([]);
  });

  test('a standby that takes CNAME records is refused', () => {
    expect(told(routed(), routed(undefined, { standby: Standby.host('fallback.example.net') })))
      .toEqual(['routing-policy-changed: The records of hello.example.com in Z0123456789ABC are by Region in us-east-1, eu-west-1, and would be by Region, with CNAME records']);
  });
});

describe('of names', () => {
  const queue = (id: string, queueName: string = 'orders') => (app: App) => anApi({}, app).regionalApis.forEach(region => new Queue(region, id, { queueName }));

  test('one that stays, and one that is new, is not told', () => {
    expect(told(queue('Orders'), queue('Orders'))).toEqual([]);
    expect(told(queue('Orders'), queue('Other', 'other'))).toEqual([]);
  });

  test('an API under another id would need the names that it had', () => {
    const messages = told(app => anApi({}, app), app => anApi({}, app, 'Store'));
    expect(messages.every(message => message.startsWith('name-held-by-another: The '))).toBe(true);
    expect(messages.filter(message => message.includes('AWS::ApiGateway::DomainName us-east-1.hello.example.com'))[0])
      .toMatch(/is held by ShopDomainRegional\w+ in Shop-us-east-1, and StoreDomainRegional\w+ in Store-us-east-1 would get it$/);
  });

  test('a stack that was recorded before, and is gone, does not count where the present one was recorded', () => {
    const store = (app: App) => anApi({}, app, 'Store').addGlobalTable('Orders', { tableName: 'orders', partitionKey: attribute('id') });
    const [old, present] = [(app: App) => anApi({ routing: Routing.activePassive({ primary: 'us-east-1' }) }, app), store].map(recordOf);
    const stacks = Object.assign({}, ...[old, present].map(context => (context[DEPLOYED] as { stacks: object }).stacks));
    const app = new App({ context: { [DEPLOYED]: { version: VERSION, stacks } }, analyticsReporting: false, treeMetadata: false });
    store(app);
    expect(messagesAtSynth(app)).toEqual([]);
  });

  test('those of other stages do not count, which may be of other accounts', () => {
    const inStage = (stage: string) => (app: App) => {
      for (const name of ['Beta', 'Prod']) {
        const domain = { ...DOMAIN, domainName: `${name.toLowerCase()}.example.com` };
        const api: MultiRegionServerlessApi = anApi({ domain }, new Stage(app, name));
        if (name === stage) api.regionalApis.forEach(region => new Queue(region, 'Orders', { queueName: 'orders' }));
      }
    };
    expect(told(inStage('Beta'), inStage('Prod'))).toEqual([]);
  });
});

test('steps of replicas and indexes lead from any table to any other, one at a time', () => {
  const regions = fc.uniqueArray(fc.constantFrom('eu-west-1', 'sa-east-1', 'eu-north-1'), { minLength: 1 }).map(others => ['us-east-1', ...others]);
  const indexes = fc.uniqueArray(fc.constantFrom('byDay', 'byShop', 'byCity'));
  const table = fc.record({ regions, indexes });
  const form = ({ regions: names, indexes: ids }: { regions: string[]; indexes: string[] }) =>
    orders({ deletionProtection: false, regions: names, globalSecondaryIndexes: ids.map(id => index(id)) });
  fc.assert(fc.property(table, table, (before, now) => {
    const difference = (one: string[], other: string[]) => one.filter(name => !other.includes(name)).length;
    const lacking = (one: typeof before, other: typeof now) => difference(one.regions, other.regions) + difference(one.indexes, other.indexes);
    const changes = lacking(before, now) + lacking(now, before);
    const steps = told(form(before), form(now)).find(message => message.startsWith('table-changes-in-steps'))?.match(/\(\d+\)/g)?.length ?? Math.min(changes, 1);
    expect(steps).toBe(changes);
  }), { numRuns: 15 });
});

test('the order of local indexes does not matter', () => {
  const local = (...names: string[]) => ({ sortKey: attribute('at'), localSecondaryIndexes: names.map(name => ({ indexName: name, sortKey: attribute(name) })) });
  const rendered = (...names: string[]) => Template.fromStack(Stack.of(orders(local(...names))(new App()))).findResources('AWS::DynamoDB::GlobalTable');
  expect(rendered('byDay', 'byShop')).toEqual(rendered('byShop', 'byDay'));
});

test('a stack that was never recorded beside others that were is new', () => {
  const own = (app: App) => new Stack(app, 'Own', { env: { region: 'us-east-1' } });
  expect(told(app => anApi({}, app), app => { own(app); anApi({}, app).addGlobalTable('Orders', { partitionKey: attribute('id') }); })).toEqual([]);
});
