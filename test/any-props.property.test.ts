import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import * as fc from 'fast-check';
import { aFunction } from './an-api';
import { HealthCheck, MultiRegionServerlessApi } from '../src';

/** A valid value most of the time, else one that is near it. */
const mostly = <T>(valid: fc.Arbitrary<T>, ...strange: T[]) =>
  fc.oneof({ weight: 9, arbitrary: valid }, { weight: 1, arbitrary: fc.constantFrom(...strange) });

const regions = mostly(
  fc.uniqueArray(fc.constantFrom('us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1', 'sa-east-1'), { minLength: 2, maxLength: 4 }),
  [], ['eu-west-1'], ['eu-west-1', 'eu-west-1'], ['us-east-1', 'eu-west-11'], ['us-east-1', 'cn-north-1'],
);
const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const domainName = mostly(label.map(name => `${name}.example.com`), 'example.com', 'Example.com', 'https://a.example.com', '*.example.com', 'a.example.org', 'a.example.com.');
const path = mostly(
  fc.array(fc.oneof(label, fc.constant('{id}')), { maxLength: 3 }).map(parts => `/${parts.join('/')}`),
  '', 'orders', '/orders/', '/{proxy+}/x', '/health', '/a b',
);
const route = fc.record({ method: mostly(fc.constantFrom('GET', 'POST', 'ANY', 'DELETE'), 'get', 'FETCH'), path });
const health = fc.record({
  kind: fc.constantFrom('shallow' as const, 'deep' as const),
  path: mostly(fc.constantFrom('/health', '/alive', '/a/b'), 'alive', '/{id}'),
  interval: mostly(fc.constantFrom(10, 30), 0, 20),
  failureThreshold: mostly(fc.integer({ min: 1, max: 10 }), 0, 11, 2.5),
});
const table = fc.record({
  id: mostly(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{2,20}$/), 'a b', 'x/y'),
  index: fc.option(mostly(fc.stringMatching(/^[a-z]{3,10}$/), 'ab', 'by day')),
});
const anything = fc.record({
  id: mostly(fc.stringMatching(/^[A-Z][A-Za-z0-9-]{0,20}$/), '1st', 'a_b'),
  regions,
  domainName,
  health,
  routes: fc.array(route, { maxLength: 4 }),
  tables: fc.array(table, { maxLength: 3 }),
});

function build(app: App, { id, health: { kind, interval, ...settings }, routes, tables, ...props }: ReturnType<typeof sample>) {
  const api = new MultiRegionServerlessApi(app, id, {
    regions: props.regions,
    domain: { domainName: props.domainName, hostedZoneId: 'Z0123', zoneName: 'example.com' },
    health: HealthCheck[kind]({ ...settings, interval: Duration.seconds(interval) }),
  });
  tables.forEach(({ id: tableId, index }) => api.addGlobalTable(tableId, {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    globalSecondaryIndexes: index ? [{ indexName: index, partitionKey: { name: 'other', type: AttributeType.NUMBER } }] : undefined,
  }));
  for (const region of api.regionalApis) {
    const handler = aFunction(region);
    routes.forEach(({ method, path: at }) => region.addRoute(method, at, handler));
  }
}

const sample = () => fc.sample(anything, 1)[0];

/** One sentence of this library: the prop or thing, the rule, what it got. */
const REFUSAL = /^(`[\w.]+`|A route|Tables of one \w+|Indexes of \S+|A table name|An index name|A table and its index)[^\n]* got: [^\n]+$/;

test('any props either synthesize or give one clear error', () => {
  const outcomes = { synthesized: 0, refused: 0 };
  fc.assert(fc.property(anything, props => {
    const app = new App({ analyticsReporting: false });
    try {
      build(app, props);
    } catch (error) {
      expect((error as Error).message).toMatch(REFUSAL);
      outcomes.refused++;
      return;
    }
    const { stacks } = app.synth();
    expect(stacks).toHaveLength(props.regions.length + (props.tables.length > 0 ? 1 : 0));
    outcomes.synthesized++;
  }), { numRuns: 60 });
  expect(outcomes).toEqual({ synthesized: expect.any(Number), refused: expect.any(Number) });
  expect(Math.min(outcomes.synthesized, outcomes.refused)).toBeGreaterThan(5); // both sides are tried
});
