import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import * as fc from 'fast-check';
import { aFunction, addRouteEverywhere, anApi, DOMAIN, templateOf } from '../an-api';
import { HealthTree, Templates, World } from './health-tree';
import { Drain, HealthCheck, MultiRegionServerlessApi, Standby } from '../../src';
import { peersOf } from '../../src/health/drain-switch';
import { fromNextInRing } from '../../src/regions/ring';
import { recordsIn, RecordTree } from '../routing/record-tree';

const RING = ['us-east-1', 'eu-west-1', 'ap-southeast-1', 'sa-east-1'];
const SIZES = [2, 3, 4];
const drain = Drain.byPeers();
const standby = Standby.host('status.example.net');

function templatesOf(api: MultiRegionServerlessApi): Templates {
  return Object.fromEntries(api.regionalApis.map(({ region, stack }) => [region, Template.fromStack(stack).toJSON() as Templates[string]]));
}

/** The rendered checks of a Region, by what they ask. */
function checksOf(api: MultiRegionServerlessApi, region: string) {
  return Object.values(templateOf(api, region).findResources('AWS::Route53::HealthCheck')).map(({ Properties }) => Properties.HealthCheckConfig);
}

function askedBy(api: MultiRegionServerlessApi, region: string) {
  return checksOf(api, region).filter(({ Inverted }) => Inverted).map(check => `${check.FullyQualifiedDomainName}${check.ResourcePath}`);
}

describe('the peers of a Region', () => {
  test.each([
    [RING.slice(0, 2), 'us-east-1', ['eu-west-1']],
    [RING.slice(0, 2), 'eu-west-1', ['us-east-1']],
    [RING.slice(0, 3), 'us-east-1', ['eu-west-1', 'ap-southeast-1']],
    [RING.slice(0, 3), 'ap-southeast-1', ['us-east-1', 'eu-west-1']],
    [RING, 'ap-southeast-1', ['sa-east-1', 'us-east-1']],
  ])('in %j, of %s, are the next one or two in the ring', (ring, region, peers) => {
    expect(peersOf(region, ring)).toEqual(peers);
  });

  test('never include the Region, and each Region is the peer of as many as it has', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 12 }), ring => {
      const peers = ring.map(region => peersOf(region, ring));
      ring.forEach((region, i) => {
        expect(peers[i]).not.toContain(region);
        expect(peers.filter(list => list.includes(region))).toHaveLength(Math.min(2, ring.length - 1));
        expect([region, ...fromNextInRing(region, ring)].sort()).toEqual([...ring].sort());
      });
    }));
  });
});

describe('a drain switch renders', () => {
  const app = new App();
  const api = anApi({ regions: RING.slice(0, 3), drain }, app);
  const template = templateOf(api, 'eu-west-1');

  test('a table with a replica in every Region, which is not part of any Region\'s health', () => {
    Template.fromStack(api.node.findChild('Tables') as Stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TableName: 'Shop-DrainSwitch',
      KeySchema: [{ AttributeName: 'region', KeyType: 'HASH' }],
      Replicas: ['eu-west-1', 'ap-southeast-1', 'us-east-1'].map(Region => Match.objectLike({ Region, DeletionProtectionEnabled: false })),
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          REPLICAS: '[]',
          DRAIN_SWITCH: JSON.stringify({ table: 'Shop-DrainSwitch', regions: RING.slice(0, 3) }),
        }),
      },
    });
  });

  test('the replica of each Region for code of one\'s own, by a literal name and with a grant on no other', () => {
    const region = anApi({ drain }).inRegion('eu-west-1');
    region.drainSwitch.grantReadData(aFunction(region, 'Worker', { environment: { DRAIN_SWITCH: region.drainSwitch.tableName } }));
    const rendered = Template.fromStack(region.stack);
    rendered.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { DRAIN_SWITCH: 'Shop-DrainSwitch' } } });
    const policies = rendered.findResources('AWS::IAM::Policy', { Properties: { PolicyName: Match.stringLikeRegexp('Worker') } });
    const [statements] = Object.values(policies).map(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements[0].Action).toContain('dynamodb:GetItem');
    expect(JSON.stringify(statements).match(/:dynamodb:[^:]*:/g)).toEqual([':dynamodb:eu-west-1:', ':dynamodb:eu-west-1:']);
  });

  test('an endpoint of each Region that its health function answers', () => {
    template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'drained' });
    template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: '{region}' });
    const has = expect.objectContaining;
    expect(api.inRegion('eu-west-1')._gateway.routes).toEqual([has({ method: 'GET', path: '/health' }), has({ method: 'GET', path: '/health/drained/{region}' })]);
    template.resourceCountIs('AWS::Lambda::Function', 1);
  });

  test('the endpoint\'s check and an inverted one for each peer, with the same settings, folded into one that is healthy while all are', () => {
    const settings = { Type: 'HTTPS', Port: 443, RequestInterval: 30, FailureThreshold: 3, EnableSNI: true, MeasureLatency: false };
    expect(checksOf(api, 'eu-west-1')).toEqual([
      { ...settings, Inverted: false, FullyQualifiedDomainName: 'eu-west-1.hello.example.com', ResourcePath: '/health' },
      { ...settings, FullyQualifiedDomainName: 'ap-southeast-1.hello.example.com', ResourcePath: '/health/drained/eu-west-1', Inverted: true },
      { Type: 'CALCULATED', HealthThreshold: 3, ChildHealthChecks: [1, 2, 3].map(() => ({ Ref: expect.any(String) })) },
      { ...settings, FullyQualifiedDomainName: 'us-east-1.hello.example.com', ResourcePath: '/health/drained/eu-west-1', Inverted: true },
    ]);
  });

  test('the names of the checks, for people', () => {
    const names = Object.values(template.findResources('AWS::Route53::HealthCheck')).map(({ Properties }) => Properties.HealthCheckTags[0].Value);
    expect(names).toEqual([
      'Shop-eu-west-1', 'Shop-eu-west-1-drained-per-ap-southeast-1', 'Shop-eu-west-1-all', 'Shop-eu-west-1-drained-per-us-east-1',
    ]);
  });

  test('templates that are equal but for the Regions\' names, in the order of the ring', () => {
    const [first, ...others] = RING.slice(0, 3).map(region => {
      const order = [region, ...fromNextInRing(region, RING.slice(0, 3))];
      const { DRAIN_SWITCH, ...rest } = environmentOf(region);
      expect(JSON.parse(DRAIN_SWITCH).regions).toEqual(RING.slice(0, 3));
      const text = JSON.stringify({ ...templateOf(api, region).toJSON(), rest }).replaceAll(JSON.stringify(DRAIN_SWITCH), '"<switch>"');
      return order.reduce((renamed, name, i) => renamed.replaceAll(name, `<Region ${i}>`), text);
    });
    others.forEach(other => expect(other).toBe(first));
  });

  function environmentOf(region: string) {
    return Object.values(templateOf(api, region).findResources('AWS::Lambda::Function'))[0].Properties.Environment.Variables;
  }

  test('no token that crosses a stack', () => {
    for (const { template: rendered } of app.synth().stacks) {
      expect(JSON.stringify(rendered)).not.toMatch(/Fn::ImportValue|"Export"/);
    }
  });
});

describe('the settings of the health check hold for the switch', () => {
  test('one peer in an API of two Regions', () => {
    const api = anApi({ drain });
    expect(askedBy(api, 'us-east-1')).toEqual(['eu-west-1.hello.example.com/health/drained/us-east-1']);
    expect(askedBy(api, 'eu-west-1')).toEqual(['us-east-1.hello.example.com/health/drained/eu-west-1']);
  });

  test.each([
    ['/', '', '/drained/us-east-1'],
    ['/alive', '', '/alive/drained/us-east-1'],
    ['/a/b', 'shop', '/shop/a/b/drained/us-east-1'],
    ['/', 'shop', '/shop/drained/us-east-1'],
  ])('a health path of %s below the base path "%s"', (healthPath, basePath, asked) => {
    const api = anApi({ drain, health: HealthCheck.deep({ path: healthPath }), domain: { ...DOMAIN, basePath: basePath || undefined } });
    expect(askedBy(api, 'us-east-1')).toEqual([`eu-west-1.hello.example.com${asked}`]);
    const route = asked.replace(/^\/shop/, '').replace('us-east-1', '{region}');
    expect(api.inRegion('eu-west-1')._gateway.routes).toContainEqual(expect.objectContaining({ method: 'GET', path: route }));
  });

  test('without a drain switch there is one check, and no table', () => {
    const api = anApi();
    expect(() => api.regionalApis[0].drainSwitch).toThrow('`drainSwitch` exists with `drain`, got: "none". Give the API `drain: Drain.byPeers()`');
    expect(checksOf(api, 'us-east-1')).toHaveLength(1);
    expect(api.node.tryFindChild('Tables')).toBeUndefined();
  });

  test('tables of the consumer are beside it, but for one of its name', () => {
    const api = anApi({ drain });
    const partitionKey = { name: 'id', type: AttributeType.STRING };
    api.addGlobalTable('Orders', { partitionKey });
    Template.fromStack(api.node.findChild('Tables') as Stack).resourceCountIs('AWS::DynamoDB::GlobalTable', 2);
    expect(() => api.addGlobalTable('DrainSwitch', { partitionKey })).toThrow('Tables of one app must have different names, got: "Shop-DrainSwitch"');
  });
});

describe('a route of the consumer', () => {
  test.each([
    ['GET', '/health/drained/{region}'], ['GET', '/health/drained/eu-west-1'], ['ANY', '/health/drained/{proxy+}'],
    ['POST', '/health/drained/{name}'], ['GET', '/health/drained/a/b'],
  ])('%s %s is refused, as it would shadow the switch', (method, route) => {
    const region = anApi({ drain }).inRegion('us-east-1');
    expect(() => region.addRoute(method, route, aFunction(region))).toThrow(
      `A route must not shadow the drain switch, which has all below /health/drained, got: "${method} ${route}". Give the route, or the health check, another \`path\``);
  });

  test.each([['GET', '/health/drained'], ['GET', '/health/drained-ones/{id}'], ['ANY', '/{proxy+}'], ['POST', '/health'], ['GET', '/drained/{region}']])(
    '%s %s is none of the switch\'s', (method, route) => {
      const region = anApi({ drain }).inRegion('us-east-1');
      expect(() => region.addRoute(method, route, aFunction(region))).not.toThrow();
    });

  test('GET /drained/{region} is refused where the health path is "/"', () => {
    const region = anApi({ drain, health: HealthCheck.deep({ path: '/' }) }).inRegion('us-east-1');
    expect(() => region.addRoute('GET', '/drained/{region}', aFunction(region))).toThrow(/^A route must not shadow the drain switch, which has all below \/drained/);
  });

  test('is free without a switch', () => {
    expect(() => addRouteEverywhere(anApi(), 'GET', '/health/drained/{region}')).not.toThrow();
  });
});

test.each([
  ['shallow', HealthCheck.shallow()], ['custom', HealthCheck.custom({ path: '/ready' })], ['alarms', HealthCheck.alarms()],
])('HealthCheck.%s() has no function that could answer for peers', (kind, health) => {
  expect(() => anApi({ drain, health })).toThrow('`drain` needs `HealthCheck.deep()`, whose function answers for its peers; so it cannot be had with '
    + `\`domain.mutualTls\`, got: "HealthCheck.${kind}()"`);
});

/** The Regions by letters, in the order of the ring: A is the one to drain, B its first peer, C its second. */
const LETTERS = 'ABCD';
const letters = (regions: string[]) => regions.map(region => LETTERS[RING.indexOf(region)]).sort().join('');
const regionsOf = (word: string) => [...word].map(letter => RING[LETTERS.indexOf(letter)]);

interface Case {
  readonly down?: string;
  readonly drained?: string;
  /** The replicas that have the items; by default all. */
  readonly seenIn?: string;
  /** The replicas that cannot be read. */
  readonly unreadable?: string;
}

function worldOf(ring: string[], { down = '', drained = '', seenIn = LETTERS, unreadable = '' }: Case): World {
  const items = (region: string) => regionsOf(seenIn).includes(region) ? regionsOf(drained) : [];
  return {
    up: ring.filter(region => !regionsOf(down).includes(region)),
    switch: Object.fromEntries(ring.map(region => [region, regionsOf(unreadable).includes(region) ? undefined : items(region)])),
  };
}

/** The truth table: who is in service with two, three and four Regions. "-" is nobody. docs/drain-switch.md has it, too. */
const TRUTH: [string, Case, string, string, string][] = [
  ['nothing is wrong', {}, 'AB', 'ABC', 'ABCD'],
  ['A is drained', { drained: 'A' }, 'B', 'BC', 'BCD'],
  ['A is down', { down: 'A' }, 'B', 'BC', 'BCD'],
  ['A is down and drained', { down: 'A', drained: 'A' }, 'B', 'BC', 'BCD'],
  ['B, the first peer of A, is down', { down: 'B' }, 'A', 'AC', 'ACD'],
  ['B and C, the peers of A, are down', { down: 'BC' }, 'A', 'A', 'AD'],
  ['A is drained, and B is down', { drained: 'A', down: 'B' }, 'A', 'C', 'CD'],
  ['A is drained, and B and C are down', { drained: 'A', down: 'BC' }, 'A', 'A', 'AD'],
  ['A and B are drained', { drained: 'AB' }, '-', 'C', 'CD'],
  ['all are drained', { drained: 'ABCD' }, '-', '-', '-'],
  ['all are down', { down: 'ABCD' }, '-', '-', '-'],
  ['A is drained, in the replica of B alone', { drained: 'A', seenIn: 'B' }, 'B', 'BC', 'BCD'],
  ['A is drained, in the replica of C alone', { drained: 'A', seenIn: 'C' }, 'AB', 'BC', 'BCD'],
  ['A is drained, in its own replica alone', { drained: 'A', seenIn: 'A' }, 'AB', 'ABC', 'ABCD'],
  ['A is drained, and B cannot read the switch', { drained: 'A', unreadable: 'B' }, 'AB', 'BC', 'BCD'],
  ['A is drained, and nobody can read the switch', { drained: 'A', unreadable: 'ABCD' }, 'AB', 'ABC', 'ABCD'],
  ['nobody can read the switch', { unreadable: 'ABCD' }, 'AB', 'ABC', 'ABCD'],
];

describe.each(SIZES)('with %d Regions', size => {
  const ring = RING.slice(0, size);
  const tree = new HealthTree(templatesOf(anApi({ regions: ring, drain })));

  test('one check guards all records of a Region that have one', () => {
    ring.forEach(region => expect(tree.guardsOf(region)).toHaveLength(1));
  });

  test.each(TRUTH)('while %s', (...[, given, two, three, four]) => {
    const inService = { 2: two, 3: three, 4: four }[size]!;
    expect(letters(tree.healthyRegions(worldOf(ring, given))) || '-').toBe(inService);
  });

  test('the same holds whichever Region is drained', () => {
    ring.forEach((region, turn) => {
      const turned = [...ring.slice(turn), ...ring.slice(0, turn)];
      const rename = (name: string) => turned[ring.indexOf(name)];
      for (const [, given] of TRUTH) {
        const world = worldOf(ring, given);
        const renamed: World = {
          up: world.up.map(rename),
          switch: Object.fromEntries(Object.entries(world.switch).map(([name, items]) =>
            [rename(name), items?.filter(item => ring.includes(item)).map(rename)])),
        };
        expect([region, ...tree.healthyRegions(renamed)].sort()).toEqual([region, ...tree.healthyRegions(world).map(rename)].sort());
      }
    });
  });

  const worlds: fc.Arbitrary<World> = fc.record({
    up: fc.subarray(ring),
    switch: fc.record(Object.fromEntries(ring.map(region => [region, fc.option(fc.subarray(ring), { nil: undefined })]))),
  });

  test('a Region that is up, and drained by no item that can be read, is in service', () => {
    fc.assert(fc.property(worlds, world => {
      const drained = world.up.flatMap(region => world.switch[region] ?? []);
      expect(tree.healthyRegions(world)).toEqual(expect.arrayContaining(world.up.filter(region => !drained.includes(region))));
    }));
  });

  test('a drained Region is out of service if one of its peers is up and sees the item', () => {
    fc.assert(fc.property(worlds, fc.constantFrom(...ring), (world, region) => {
      const witnesses = peersOf(region, ring).filter(peer => world.up.includes(peer) && world.switch[peer]?.includes(region));
      expect(tree.healthyRegions(world).includes(region)).toBe(world.up.includes(region) && witnesses.length === 0);
    }));
  });
});

/** Whom callers reach, each from next to one of the Regions: the Region's letter, or "S" for the standby. */
function reached(templates: Templates, world: World): string {
  const regions = Object.keys(templates);
  const checks = new HealthTree(templates);
  const records = new RecordTree(recordsIn(templates), id => checks.isHealthy(id.split('/')[0], id.split('/')[1], world));
  const targets = regions.flatMap(nearest => records.targetsOf('hello.example.com', {
    continent: 'EU',
    country: 'IE',
    latencies: Object.fromEntries(regions.map((region, i) => [region, region === nearest ? 0 : 10 + i])),
  }));
  return [...new Set(targets.map(target => target === 'status.example.net' ? 'S' : letters([target.split('/')[0]])))].sort().join('');
}

describe.each(SIZES)('callers of %d Regions', size => {
  const ring = RING.slice(0, size);
  const plain = templatesOf(anApi({ regions: ring, drain }));
  const withStandby = templatesOf(anApi({ regions: ring, drain, standby }));

  test.each(TRUTH)('while %s reach who is in service; if nobody is, the standby, or without one the nearest', (...[, given]) => {
    const world = worldOf(ring, given);
    const healthy = new HealthTree(plain).healthyRegions(world);
    expect(new HealthTree(withStandby).healthyRegions(world)).toEqual(healthy);
    expect(reached(plain, world)).toBe(letters(healthy.length > 0 ? healthy : ring));
    expect(reached(withStandby, world)).toBe(healthy.length > 0 ? letters(healthy) : 'S');
  });
});

test('docs/drain-switch.md has the truth table', () => {
  const lines = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'drain-switch.md'), 'utf8').split('\n').filter(line => line.startsWith('|'));
  const rows = lines.map(line => line.split('|').slice(1, -1).map(cell => cell.trim()));
  const listed = (word: string) => word === '-' ? 'nobody' : [...word].join(', ');
  TRUTH.forEach(([name, , ...inService]) => expect(rows).toContainEqual([name, ...inService.map(listed)]));
});
