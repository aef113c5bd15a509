import * as fc from 'fast-check';
import { LatencyRouter, unsupportedReason } from '../../../local/route53/latency-router';
import { RecordSet } from '../../../local/route53/record-set';
import { latencyEstimate, locatedRegions } from '../../../local/route53/region-locations';

const NAME = 'hello.example.com';

function latencyRecord(region: string, more: Partial<RecordSet> = {}): RecordSet {
  return {
    name: NAME,
    type: 'A',
    hostedZoneId: 'Z1',
    region,
    setIdentifier: region,
    aliasTarget: `d-${region}.execute-api.${region}.amazonaws.com`,
    healthCheckId: `hc-${region}`,
    ...more,
  };
}

function routerOf(recordSets: RecordSet[], unhealthy: string[] = [], latency = latencyEstimate) {
  return new LatencyRouter({ recordSets, latency: (from, to) => latency(from, to), isHealthy: id => !unhealthy.includes(id) });
}

const THREE = ['us-east-1', 'eu-west-1', 'ap-southeast-1'].map(region => latencyRecord(region));

test('a caller is answered with the nearest Region', () => {
  const router = routerOf(THREE);
  expect(router.answer(NAME, 'A', 'eu-central-1')?.region).toBe('eu-west-1');
  expect(router.answer(NAME, 'A', 'ap-south-1')?.region).toBe('ap-southeast-1');
  expect(router.answer(NAME, 'A', 'sa-east-1')?.region).toBe('us-east-1');
});

test('a Region that fails its health check receives no traffic', () => {
  expect(routerOf(THREE, ['hc-eu-west-1']).answer(NAME, 'A', 'eu-west-1')?.region).toBe('us-east-1');
});

test('a record without a health check is always healthy', () => {
  const records = [latencyRecord('eu-west-1', { healthCheckId: undefined }), latencyRecord('us-east-1')];
  expect(routerOf(records, ['hc-us-east-1']).answer(NAME, 'A', 'us-east-1')?.region).toBe('eu-west-1');
});

test('when all Regions are unhealthy, all count as healthy', () => {
  const router = routerOf(THREE, THREE.map(({ healthCheckId }) => healthCheckId!));
  expect(router.answer(NAME, 'A', 'eu-central-1')?.region).toBe('eu-west-1');
});

test('Regions that are equally far are told apart by name', () => {
  const records = [latencyRecord('us-west-2'), latencyRecord('us-east-1')];
  expect(routerOf(records, [], () => 5).answer(NAME, 'A', 'eu-west-1')?.region).toBe('us-east-1');
});

test('a simple record is answered as it is, from everywhere', () => {
  const simple: RecordSet = { name: 'www.example.com', type: 'TXT', hostedZoneId: 'Z1', values: ['"hi"'], ttlSeconds: 300 };
  expect(routerOf([simple]).answer('www.example.com', 'TXT', 'us-iso-east-1')).toBe(simple);
});

test('a name is the same in upper case and with a trailing dot', () => {
  expect(routerOf(THREE).answer('Hello.Example.COM.', 'A', 'eu-west-1')?.region).toBe('eu-west-1');
});

test('a name or a type without records has no answer', () => {
  expect(routerOf(THREE).answer('other.example.com', 'A', 'eu-west-1')).toBeUndefined();
  expect(routerOf(THREE).answer(NAME, 'AAAA', 'eu-west-1')).toBeUndefined();
});

describe('routing policies that are not supported', () => {
  const weighted = latencyRecord('us-east-1', { region: undefined, unsupportedRouting: 'Weight' });
  const wildcard = latencyRecord('us-east-1', { name: '*.example.com' });

  test('are called by the reason', () => {
    expect([THREE[0], weighted, wildcard].map(unsupportedReason)).toEqual([undefined, 'Weight', 'wildcard']);
  });

  test('are not answered', () => {
    expect(routerOf([weighted]).answer(NAME, 'A', 'us-east-1')).toBeUndefined();
  });
});

describe('for any set of Regions, any health and any caller', () => {
  const situation = fc.record({
    records: fc.uniqueArray(fc.constantFrom(...locatedRegions()), { minLength: 1, maxLength: 8 }).chain(regions =>
      fc.tuple(...regions.map(region => fc.boolean().map(checked =>
        latencyRecord(region, checked ? {} : { healthCheckId: undefined }))))),
    unhealthyRegions: fc.subarray(locatedRegions()),
    from: fc.constantFrom(...locatedRegions()),
    latencies: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: locatedRegions().length, maxLength: locatedRegions().length }),
  }).map(({ records, unhealthyRegions, from, latencies }) => {
    const unhealthy = unhealthyRegions.map(region => `hc-${region}`);
    const isHealthy = ({ healthCheckId }: RecordSet) => healthCheckId === undefined || !unhealthy.includes(healthCheckId);
    // Few different latencies, so that ties are common.
    const latency = (_: string, to: string) => latencies[locatedRegions().indexOf(to)];
    return { records: records as RecordSet[], unhealthy, isHealthy, from, latency };
  });

  test('the router never picks an unhealthy Region while a healthy one exists', () => {
    fc.assert(fc.property(situation, ({ records, unhealthy, isHealthy, from, latency }) => {
      const answer = routerOf(records, unhealthy, latency).answer(NAME, 'A', from)!;
      expect(isHealthy(answer)).toBe(records.some(isHealthy));
    }));
  });

  test('the router always answers, and with one of the records', () => {
    fc.assert(fc.property(situation, ({ records, unhealthy, from, latency }) => {
      expect(records).toContain(routerOf(records, unhealthy, latency).answer(NAME, 'A', from));
    }));
  });

  test('the router picks the lowest latency among those that may be picked', () => {
    fc.assert(fc.property(situation, ({ records, unhealthy, isHealthy, from, latency }) => {
      const answer = routerOf(records, unhealthy, latency).answer(NAME, 'A', from)!;
      const eligible = records.some(isHealthy) ? records.filter(isHealthy) : records;
      expect(latency(from, answer.region!)).toBe(Math.min(...eligible.map(({ region }) => latency(from, region!))));
    }));
  });

  test('the answer does not depend on the order of the records', () => {
    fc.assert(fc.property(situation, ({ records, unhealthy, from, latency }) => {
      const forward = routerOf(records, unhealthy, latency).answer(NAME, 'A', from);
      expect(routerOf([...records].reverse(), unhealthy, latency).answer(NAME, 'A', from)).toBe(forward);
    }));
  });
});
