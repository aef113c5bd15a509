import { App, CfnResource, DefaultStackSynthesizer, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { HealthCheck, MultiRegionServerlessApi } from '../src';
import { addRouteEverywhere, aFunction, anApi, DOMAIN, templateOf } from './an-api';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };

describe('the stacks', () => {
  test('are one for each Region and one for the tables, named after the API', () => {
    const app = new App();
    anApi({ regions: REGIONS }, app).addGlobalTable('Orders', KEY);
    expect(app.synth().stacks.map(stack => [stack.stackName, stack.environment.region]).sort()).toEqual([
      ['Shop-Tables', 'us-east-1'], ['Shop-ap-southeast-1', 'ap-southeast-1'], ['Shop-eu-west-1', 'eu-west-1'], ['Shop-us-east-1', 'us-east-1'],
    ]);
  });

  test('are only those of the Regions while there are no tables', () => {
    const app = new App();
    anApi({}, app);
    expect(app.synth().stacks.map(stack => stack.stackName).sort()).toEqual(['Shop-eu-west-1', 'Shop-us-east-1']);
  });

  test('need no account', () => {
    const app = new App();
    anApi({}, app);
    expect(app.synth().stacks.map(stack => stack.environment.account)).toEqual(['unknown-account', 'unknown-account']);
  });

  test('are in the account of the stage, and carry its name', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod', { env: { account: '123456789012' } });
    anApi({}, stage).addGlobalTable('Orders', KEY);
    const stacks = app.synth().getNestedAssembly('assembly-Prod').stacks;
    expect(stacks.map(stack => stack.stackName).sort()).toEqual(['Prod-Shop-Tables', 'Prod-Shop-eu-west-1', 'Prod-Shop-us-east-1']);
    expect(new Set(stacks.map(stack => stack.environment.account))).toEqual(new Set(['123456789012']));
    expect(stacks.find(stack => stack.stackName === 'Prod-Shop-Tables')!.template.Outputs.OrdersTableName.Value).toBe('Prod-Shop-Orders');
  });

  test('are in the account of the stack around the API', () => {
    const around = new Stack(new App(), 'Around', { env: { account: '123456789012', region: 'sa-east-1' } });
    expect(anApi({}, around).regionalApis.map(({ stack }) => [stack.stackName, stack.account, stack.region])).toEqual([
      ['Around-Shop-us-east-1', '123456789012', 'us-east-1'], ['Around-Shop-eu-west-1', '123456789012', 'eu-west-1'],
    ]);
  });

  test('carry the ids of the constructs around the API', () => {
    const app = new App();
    anApi({}, new Construct(app, 'Backend'));
    expect(app.synth().stacks.map(stack => stack.stackName).sort()).toEqual(['Backend-Shop-eu-west-1', 'Backend-Shop-us-east-1']);
  });

  test('depend on the tables and on nothing else', () => {
    const api = anApi({ regions: REGIONS });
    const table = api.addGlobalTable('Orders', KEY);
    for (const { stack } of api.regionalApis) {
      expect(stack.dependencies).toEqual([Stack.of(table)]);
    }
    expect(Stack.of(table).dependencies).toEqual([]);
  });

  test('hold the tables in the first Region, or in the primary one', () => {
    expect(Stack.of(anApi().addGlobalTable('Orders', KEY)).region).toBe('us-east-1');
    expect(Stack.of(anApi({ primaryRegion: 'eu-west-1' }).addGlobalTable('Orders', KEY)).region).toBe('eu-west-1');
  });

  test('have the description and the tags of the API', () => {
    const api = anApi({ description: 'The shop', tags: { team: 'blue' } });
    api.addGlobalTable('Orders', KEY);
    templateOf(api, 'eu-west-1').templateMatches({ Description: 'The shop' });
    templateOf(api, 'eu-west-1').hasResourceProperties('AWS::ApiGateway::RestApi', { Tags: [{ Key: 'team', Value: 'blue' }] });
    Template.fromStack(api.node.findChild('Tables') as Stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: Match.arrayWith([Match.objectLike({ Region: 'us-east-1', Tags: [{ Key: 'team', Value: 'blue' }] })]),
    });
  });
});

describe('stacks of the consumer', () => {
  const bring = (scope: Construct, ...regions: string[]) => regions.map(region => new Stack(scope, `My-${region}`, { env: { region } }));

  test('hold the Regions, beside what else they hold', () => {
    const app = new App();
    const stacks = bring(app, 'eu-west-1', 'us-east-1');
    const api = anApi({ stacks }, app);
    api.addGlobalTable('Orders', KEY);
    expect(api.inRegion('us-east-1').stack).toBe(stacks[1]);
    Template.fromStack(stacks[0]).resourceCountIs('AWS::ApiGateway::RestApi', 1);
    expect(app.synth().stacks.map(stack => stack.stackName).sort()).toEqual(['My-eu-west-1', 'My-us-east-1', 'Shop-Tables']);
  });

  test('pass their account on to the tables', () => {
    const app = new App();
    const stacks = ['us-east-1', 'eu-west-1'].map(region => new Stack(app, region, { env: { region, account: '123456789012' } }));
    expect(Stack.of(anApi({ stacks }, app).addGlobalTable('Orders', KEY)).account).toBe('123456789012');
  });

  test('get the tags of the API on what is created in them, and only there', () => {
    const app = new App();
    const stacks = bring(app, 'us-east-1', 'eu-west-1');
    const neighbor = aFunction(stacks[0], 'Neighbor');
    anApi({ stacks, tags: { team: 'red' } }, app);
    const template = Template.fromStack(stacks[0]);
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { Tags: [{ Key: 'team', Value: 'red' }] });
    expect(template.toJSON().Resources[stacks[0].getLogicalId(neighbor.node.defaultChild as CfnResource)].Properties.Tags).toBeUndefined();
  });

  test.each([
    ['has no literal Region', (app: App) => [new Stack(app, 'A'), ...bring(app, 'eu-west-1')], /^`stacks` must have a literal `env.region`, got: \["A"\]/],
    ['is missing', (app: App) => bring(app, 'us-east-1'), /^`stacks` must hold one stack for each of us-east-1, eu-west-1, got: \["us-east-1"\]/],
    ['is of another Region', (app: App) => bring(app, 'us-east-1', 'eu-west-1', 'sa-east-1'), /^`stacks` must hold one stack for each of us-east-1, eu-west-1, got/],
    ['is doubled', (app: App) => [...bring(app, 'us-east-1', 'eu-west-1'), new Stack(app, 'B', { env: { region: 'eu-west-1' } })],
      /^`stacks` must hold one stack for each Region, got: \["us-east-1","eu-west-1","eu-west-1"\]/],
    ['is of another account', (app: App) => ['us-east-1', 'eu-west-1'].map((region, i) => new Stack(app, `C${i}`, { env: { region, account: `${i}`.repeat(12) } })),
      '`stacks` must be of one account, got: ["000000000000","111111111111"]'],
    ['holds something of the same id', (app: App) => bring(app, 'us-east-1', 'eu-west-1').map((stack, i) => i === 0 ? stack : (new Construct(stack, 'Shop'), stack)),
      /^`id` must not be taken in any of `stacks`, got: "My-eu-west-1\/Shop"/],
    ['is in another stage, with the others', (app: App) => bring(new Stage(app, 'Test'), 'us-east-1', 'eu-west-1'), /^`stacks` must all be in the same stage as the API/],
    ['is in a stage of its own and another is not', (app: App) => [...bring(new Stage(app, 'Test'), 'us-east-1'), ...bring(app, 'eu-west-1')],
      '`stacks` must all be in the same stage as the API, or each in a stage of its own, got: ["Test/My-us-east-1","My-eu-west-1"]'],
  ])('are refused when one %s', (_, stacks, message) => {
    const app = new App();
    expect(() => anApi({ stacks: stacks(app) }, app)).toThrow(message);
  });
});

describe('Regions that do not depend on each other', () => {
  function hitCounter() {
    const app = new App();
    const api = anApi({ regions: REGIONS }, app);
    const table = api.addGlobalTable('Orders', { ...KEY, globalSecondaryIndexes: [{ indexName: 'byDay', partitionKey: { name: 'day', type: AttributeType.STRING } }] });
    for (const region of api.regionalApis) {
      const handler = aFunction(region, 'Orders', { environment: { TABLE: table.tableName } });
      table.grantReadWriteData(handler);
      region.addRoute('GET', '/orders/{id}', handler);
      region.addRoute('ANY', '/{proxy+}', handler);
    }
    return app.synth();
  }

  test('their templates are the same but for the Region\'s name', () => {
    const templates = hitCounter().stacks
      .filter(stack => stack.stackName !== 'Shop-Tables')
      .map(stack => JSON.stringify(stack.template).replaceAll(stack.environment.region, '<Region>'));
    expect(templates).toHaveLength(3);
    expect(templates[1]).toBe(templates[0]);
    expect(templates[2]).toBe(templates[0]);
  });

  test('no template holds an export, an import, an SSM parameter or a custom resource', () => {
    for (const { template } of hitCounter().stacks) {
      const outputs = Object.values<any>(template.Outputs ?? {});
      expect(outputs.filter(output => output.Export)).toEqual([]);
      expect(JSON.stringify(template.Resources)).not.toMatch(/Fn::ImportValue|Custom::|AWS::SSM|resolve:ssm|AWS::CloudFormation::CustomResource/);
      expect(Object.keys(template.Parameters ?? {})).toEqual(['BootstrapVersion']); // of CDK's synthesizer, in any stack
    }
  });

  test('the tables stack holds the tables and nothing else', () => {
    const tables = hitCounter().stacks.find(stack => stack.stackName === 'Shop-Tables')!;
    expect(Object.values<any>(tables.template.Resources).map(resource => resource.Type)).toEqual(['AWS::DynamoDB::GlobalTable']);
  });

  test('work with a synthesizer of the consumer', () => {
    const app = new App({ defaultStackSynthesizer: new DefaultStackSynthesizer({ qualifier: 'mine', generateBootstrapVersionRule: false }) });
    anApi({}, app);
    expect(app.synth().stacks.every(stack => stack.template.Parameters === undefined)).toBe(true);
  });
});

describe('in plain JavaScript', () => {
  const without = (prop: string) => () => new MultiRegionServerlessApi(new App(), 'Shop', { regions: ['us-east-1', 'eu-west-1'], domain: DOMAIN, [prop]: undefined } as any);

  test.each([
    ['regions', '`regions` must be a list of the names of at least two Regions, got: undefined'],
    ['domain', '`domain` must be an object with a `domainName`, and a `hostedZone` or a `hostedZoneId` and a `zoneName`, got: undefined'],
  ])('a missing `%s` is one sentence', (prop, message) => {
    expect(without(prop)).toThrow(message);
  });

  test.each([
    ['domainName', '`domain.domainName` must be a string, got: undefined'],
    ['hostedZoneId', '`domain` must have a `hostedZone`, or a `hostedZoneId` and a `zoneName`, got: {"zoneName":"example.com"}'],
    ['zoneName', '`domain` must have a `hostedZone`, or a `hostedZoneId` and a `zoneName`, got: {"hostedZoneId":"Z0123456789ABC"}'],
  ])('a missing `domain.%s` is one sentence', (prop, message) => {
    expect(() => anApi({ domain: { ...DOMAIN, [prop]: undefined } as any })).toThrow(message);
  });

  test('missing props are one sentence', () => {
    expect(() => new MultiRegionServerlessApi(new App(), 'Shop', undefined as any)).toThrow(
      '`props` must be an object with `regions` and a `domain`, got: undefined');
  });

  test('a Region given as its API is one sentence', () => {
    const api = anApi();
    const table = api.addGlobalTable('Orders', KEY);
    expect(() => table.replica(api.inRegion('eu-west-1') as any)).toThrow(
      '`region` must be one that Shop-Orders has a replica in: us-east-1, eu-west-1, got: "the construct Shop/eu-west-1/Shop". Give the name of the Region');
  });
});

describe('what a user finds on the API', () => {
  test('a Region by its name', () => {
    const api = anApi();
    expect(api.inRegion('eu-west-1')).toBe(api.regionalApis[1]);
    expect(() => api.inRegion('eu-west-2')).toThrow('`region` must be one of us-east-1, eu-west-1, got: "eu-west-2"');
  });

  test('the URL that all Regions share', () => {
    expect(anApi().url).toBe('https://hello.example.com');
  });

  test.each([
    [undefined, 30 * 3 + 60],
    [HealthCheck.deep({ failureThreshold: 1 }), 90],
    [HealthCheck.shallow({ interval: Duration.seconds(10), failureThreshold: 2 }), 80],
  ])('the failover time, interval × threshold + TTL', (health, seconds) => {
    expect(anApi({ health }).failoverTime.toSeconds()).toBe(seconds);
  });

  test('outputs: the URLs and the health check of each Region, and the names of the tables', () => {
    const api = anApi();
    const table = api.addGlobalTable('Orders', KEY);
    const region = templateOf(api, 'eu-west-1');
    region.hasOutput('ShopUrl', { Value: 'https://hello.example.com' });
    region.hasOutput('ShopUrlOfRegion', { Value: 'https://eu-west-1.hello.example.com' });
    region.hasOutput('ShopHealthCheckId', { Value: { Ref: Match.stringLikeRegexp('HealthEndpoint') } });
    Template.fromStack(Stack.of(table)).hasOutput('OrdersTableName', { Value: 'Shop-Orders' });
  });
});

describe('routes across Regions', () => {
  test('may be the same everywhere', () => {
    const app = new App();
    addRouteEverywhere(anApi({}, app), 'GET', '/orders');
    expect(() => app.synth()).not.toThrow();
  });

  test('fail the synthesis, naming both Regions, when one Region lacks a route', () => {
    const app = new App();
    const region = anApi({}, app).inRegion('eu-west-1');
    region.addRoute('GET', '/orders', aFunction(region));
    expect(() => app.synth()).toThrow('GET /orders is a route in eu-west-1 but not in us-east-1: ');
  });

  test('fail it with one sentence a route, however many Regions', () => {
    const app = new App();
    const api = anApi({ regions: REGIONS }, app);
    ['us-east-1', 'eu-west-1'].map(name => api.inRegion(name)).forEach(region => region.addRoute('PUT', '/orders', aFunction(region)));
    expect(() => app.synth()).toThrow(/errors:\n[^\n]*PUT \/orders is a route in us-east-1, eu-west-1 but not in ap-southeast-1: [^\n]*$/);
  });

  test('may differ when they are declared regional', () => {
    const app = new App();
    const region = anApi({}, app).inRegion('eu-west-1');
    region.addRoute('GET', '/gdpr', aFunction(region), { regional: true });
    expect(() => app.synth()).not.toThrow();
  });

  test('fail the synthesis when the path of a custom health check is not among them', () => {
    const app = new App();
    const region = anApi({ health: HealthCheck.custom({ path: '/ready' }) }, app).inRegion('us-east-1');
    region.addRoute('GET', '/ready', aFunction(region), { regional: true });
    expect(() => app.synth()).toThrow('GET /ready is the path of the health check but not a route in eu-west-1: ');
  });

  test.each(['/ready', '/{anything}', '/{proxy+}'])('ANY %s answers a custom health check on /ready', path => {
    const app = new App();
    addRouteEverywhere(anApi({ health: HealthCheck.custom({ path: '/ready' }) }, app), 'ANY', path);
    expect(() => app.synth()).not.toThrow();
  });

  test('a method that was added to the REST API itself answers a custom health check too', () => {
    const app = new App();
    const api = anApi({ health: HealthCheck.custom({ path: '/ready' }) }, app);
    api.regionalApis.forEach(({ restApi }) => restApi.root.addResource('ready').addMethod('GET'));
    expect(() => app.synth()).not.toThrow();
  });
});

describe('ids, which are API', () => {
  test('the logical IDs of a Region stay as they are', () => {
    const api = anApi();
    addRouteEverywhere(api, 'GET', '/orders');
    const deployment = /^(ShopRestApiDeployment0789A4C8).{32}$/; // and a hash of what is deployed
    expect(Object.keys(templateOf(api, 'eu-west-1').toJSON().Resources).map(id => id.replace(deployment, '$1')).sort()).toEqual([
      'ShopDomainCertificateFAA31E2A', 'ShopDomainRegionalCDE1F07B', 'ShopDomainRegionalMapping30E66FB2', 'ShopDomainShared8BEDE81A',
      'ShopDomainSharedMapping8A731C0E', 'ShopGETordersE07DA5D6', 'ShopGETordersServiceRole97AF0D28', 'ShopHealthEndpointB5E31C0A',
      'ShopHealthProbeFunction3FF4DC3B', 'ShopHealthProbeLogs288E6391', 'ShopHealthProbeRole62C1F854', 'ShopHealthProbeRoleDefaultPolicy3222F027',
      'ShopRecordsLatencyAAAA442DF5C5', 'ShopRecordsLatencyAAD22A119', 'ShopRecordsRegionalAAAAB4EDC7D6', 'ShopRecordsRegionalACC490144',
      'ShopRestApiA667F8D5', 'ShopRestApiDeployment0789A4C8', 'ShopRestApiDeploymentStageprod6EA6641F', 'ShopRestApihealthDB8AF936',
      'ShopRestApihealthGET7226D13B', 'ShopRestApihealthGETInvoke24A74600', 'ShopRestApiorders5DD550B1', 'ShopRestApiordersGETF37239B2',
      'ShopRestApiordersGETInvokeD317686E',
    ]);
  });

  test('the paths of the constructs stay as they are', () => {
    const app = new App();
    const api = anApi({}, app);
    api.addGlobalTable('Orders', KEY);
    const paths = app.node.findAll().map(construct => construct.node.path).filter(path => /^Shop(\/[^/]+){0,3}$/.test(path));
    expect(paths.filter(path => !path.startsWith('Shop/us-east-1/')).sort()).toEqual([
      'Shop', 'Shop/Tables', 'Shop/Tables/Orders', 'Shop/Tables/Orders/Table', 'Shop/Tables/Orders/TableName',
      'Shop/eu-west-1', 'Shop/eu-west-1/Shop', 'Shop/eu-west-1/Shop/Domain', 'Shop/eu-west-1/Shop/Health', 'Shop/eu-west-1/Shop/HealthCheckId',
      'Shop/eu-west-1/Shop/HealthProbe', 'Shop/eu-west-1/Shop/OrdersReplica', 'Shop/eu-west-1/Shop/Records', 'Shop/eu-west-1/Shop/RestApi',
      'Shop/eu-west-1/Shop/Url', 'Shop/eu-west-1/Shop/UrlOfRegion', 'Shop/eu-west-1/Shop/Zone', 'Shop/us-east-1',
    ]);
  });

  test('the logical IDs of the tables stay as they are', () => {
    const table = anApi().addGlobalTable('Orders', KEY);
    expect(Object.keys(Template.fromStack(Stack.of(table)).toJSON().Resources)).toEqual(['OrdersTable1F8332C7']);
  });

  test.each(['1Shop', 'Shop_1', 'x'.repeat(101)])('an id that makes no stack name is refused: %s', id => {
    const app = new App();
    expect(() => anApi({}, app, id)).toThrow(/^`id` must make a stack name: at most 100 letters, digits and hyphens, with a letter first, got/);
  });
});

test('two APIs of one domain name are refused', () => {
  const app = new App();
  anApi({}, app, 'Shop');
  expect(() => anApi({ regions: ['sa-east-1', 'us-west-2'] }, app, 'Shop2'))
    .toThrow('`domain.domainName` must be of one API in an app, for AWS has it once in a Region, whatever the account, got: "hello.example.com"');
});

test('a refused API has no children', () => {
  const app = new App();
  expect(() => anApi({ domain: { ...DOMAIN, zoneName: 'example.org' } }, app)).toThrow();
  expect(app.node.findChild('Shop').node.children).toEqual([]);
});
