import * as fc from 'fast-check';
import { checkerOf, ENDPOINT, THREE_REGIONS } from './endpoint';
import { naiveVerdict } from './naive-verdict';
import { CHECKER_REGIONS, HealthCheckDefinition } from '../../../../local/services/route53/health-check-definition';

describe('probing', () => {
  test('two checkers in each of the eight Regions probe once in an interval', async () => {
    const { checker, clock, requests } = checkerOf([{ ...ENDPOINT, regions: undefined }]);
    checker.start();
    await clock.advance(9_999);
    expect(requests.map(({ checkerRegion }) => checkerRegion).sort()).toEqual([...CHECKER_REGIONS, ...CHECKER_REGIONS].sort());
  });

  test('the probes of the checkers are spread evenly over the interval', async () => {
    const { checker, clock, requests } = checkerOf([{ ...ENDPOINT, requestInterval: 30 }]);
    const start = clock.now();
    checker.start();
    await clock.advance(29_999);
    expect(requests.map(({ at }) => at - start)).toEqual([0, 5_000, 10_000, 15_000, 20_000, 25_000]);
  });

  test('the regional name is asked for the path of the health check', async () => {
    const { checker, clock, requests } = checkerOf([ENDPOINT]);
    checker.start();
    await clock.advance(0);
    expect(requests[0]).toMatchObject({
      checkerRegion: 'us-east-1', protocol: 'https', host: 'eu-west-1.hello.example.com', port: 443, path: '/health',
    });
  });

  test('after stop nothing is probed, until the next start', async () => {
    const { checker, clock, requests } = checkerOf([ENDPOINT]);
    checker.start();
    checker.stop();
    await clock.advance(60_000);
    expect(requests).toEqual([]);
    checker.start();
    await clock.advance(9_999);
    expect(requests).toHaveLength(6);
  });

  test('an answer that comes after stop counts for nothing', async () => {
    const { checker, clock } = checkerOf([ENDPOINT], () => {
      checker.stop();
      return 503;
    });
    checker.start();
    await clock.advance(60_000);
    expect(checker.observations('hc-1')).toEqual([]);
  });

  test('a disabled health check is not probed', async () => {
    const { checker, clock, requests } = checkerOf([{ ...ENDPOINT, disabled: true }]);
    checker.start();
    await clock.advance(60_000);
    expect(requests).toEqual([]);
  });
});

describe('the verdict', () => {
  test('a new health check is healthy before its first probe', () => {
    expect(checkerOf([ENDPOINT]).checker.isHealthy('hc-1')).toBe(true);
  });

  // Of 6 checkers, 18 % is 1.08; of 16, 2.88; of 50, 9 exactly.
  test.each([
    { regions: THREE_REGIONS, checkersPerRegion: 2, healthyCheckers: 1, healthy: false },
    { regions: THREE_REGIONS, checkersPerRegion: 2, healthyCheckers: 2, healthy: true },
    { regions: undefined, checkersPerRegion: 2, healthyCheckers: 2, healthy: false },
    { regions: undefined, checkersPerRegion: 2, healthyCheckers: 3, healthy: true },
    { regions: CHECKER_REGIONS.slice(0, 5), checkersPerRegion: 10, healthyCheckers: 9, healthy: false },
    { regions: CHECKER_REGIONS.slice(0, 5), checkersPerRegion: 10, healthyCheckers: 10, healthy: true },
  ])('an endpoint that $healthyCheckers of its checkers call healthy is healthy: $healthy (more than 18 %)',
    async ({ regions, checkersPerRegion, healthyCheckers, healthy }) => {
      let probes = 0;
      const answer = () => probes++ < healthyCheckers ? 200 : 503;
      const { checker, clock } = checkerOf([{ ...ENDPOINT, failureThreshold: 1, regions }], answer, checkersPerRegion);
      checker.start();
      await clock.advance(9_999);
      expect(checker.isHealthy('hc-1')).toBe(healthy);
    });

  test.each([
    { requestInterval: 10, failureThreshold: 1 },
    { requestInterval: 10, failureThreshold: 3 },
    { requestInterval: 30, failureThreshold: 1 },
    { requestInterval: 30, failureThreshold: 3 },
  ] as const)('an endpoint that fails is unhealthy after about $requestInterval s × $failureThreshold', async ({ requestInterval, failureThreshold }) => {
    const { checker, clock, changes } = checkerOf([{ ...ENDPOINT, requestInterval, failureThreshold, regions: undefined }], () => 503);
    const start = clock.now();
    checker.start();
    await clock.advance(requestInterval * failureThreshold * 1000);
    expect(changes).toHaveLength(1);
    const seconds = (changes[0].at - start) / 1000;
    expect(seconds).toBeLessThanOrEqual(requestInterval * failureThreshold);
    expect(seconds).toBeGreaterThan(requestInterval * (failureThreshold - 1));
  });

  test('an endpoint that recovers is healthy again after as many successes', async () => {
    let statusCode = 503;
    const { checker, clock, changes } = checkerOf([ENDPOINT], () => statusCode);
    checker.start();
    await clock.advance(29_999);
    statusCode = 200;
    await clock.advance(20_000);
    expect(checker.isHealthy('hc-1')).toBe(false);
    await clock.advance(10_000);
    expect(changes.map(({ healthy }) => healthy)).toEqual([false, true]);
  });

  test('a change tells the health check, its name, the cause and the AWS time', async () => {
    const { checker, clock, changes } = checkerOf([{ ...ENDPOINT, failureThreshold: 1 }], () => 503);
    const start = clock.now();
    checker.start();
    await clock.advance(9_999);
    // The fifth of six checkers is the one that leaves no more than 18 % healthy.
    const cause = 'HTTP Status Code 503, Service Unavailable from /health';
    expect(changes).toEqual([{ healthCheckId: 'hc-1', name: 'HitCounter-eu-west-1', healthy: false, cause, at: start + 10_000 * 4 / 6 }]);
  });

  test('a health check that is not known counts as healthy', () => {
    expect(checkerOf([]).checker.isHealthy('unknown')).toBe(true);
  });

  test.each(['CLOUDWATCH_METRIC', 'RECOVERY_CONTROL'] as const)('what a %s check watches is not here and counts as healthy, and can be inverted', async type => {
    const { checker, clock, requests } = checkerOf([{ id: 'alarm', type, requestInterval: 30, failureThreshold: 3 }]);
    checker.start();
    await clock.advance(30_000);
    expect(requests).toEqual([]);
    expect(checker.observations('alarm')).toEqual([]);
    expect(checker.isHealthy('alarm')).toBe(true);
    checker.update('alarm', { inverted: true });
    expect(checker.isHealthy('alarm')).toBe(false);
  });

  test('after any answers, it equals what the last answers of each checker say', async () => {
    const answers = fc.array(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), { maxLength: 12 });
    await fc.assert(fc.asyncProperty(answers, fc.integer({ min: 1, max: 4 }), async (rounds, failureThreshold) => {
      const pending = rounds.flat();
      const { checker, clock } = checkerOf([{ ...ENDPOINT, failureThreshold }], () => pending.shift() ? 200 : 503);
      checker.start();
      if (rounds.length > 0) await clock.advance(rounds.length * 10_000 - 1);
      checker.stop();
      const saysHealthy = Array.from({ length: 6 }, (_, index) => naiveVerdict(rounds.map(round => round[index]), failureThreshold));
      expect(checker.isHealthy('hc-1')).toBe(saysHealthy.filter(Boolean).length / 6 > 0.18);
    }), { numRuns: 50 });
  });
});

test('an inverted health check is healthy at first, as any other, until its endpoint has answered well often enough', async () => {
  const { checker, clock } = checkerOf([{ ...ENDPOINT, inverted: true }]);
  expect(checker.isHealthy('hc-1')).toBe(true);
  checker.start();
  await clock.advance(9_999);
  expect(checker.isHealthy('hc-1')).toBe(true);
  await clock.advance(20_001);
  expect(checker.isHealthy('hc-1')).toBe(false);
});

describe('an update', () => {
  test('that inverts a health check swaps healthy and unhealthy at once', () => {
    const { checker, clock, changes } = checkerOf([ENDPOINT]);
    checker.update('hc-1', { inverted: true });
    expect(checker.isHealthy('hc-1')).toBe(false);
    checker.update('hc-1', { inverted: false });
    expect(checker.isHealthy('hc-1')).toBe(true);
    expect(changes.map(({ healthy, at }) => ({ healthy, at }))).toEqual([{ healthy: false, at: clock.now() }, { healthy: true, at: clock.now() }]);
  });

  test('that disables a health check makes it healthy, and unhealthy if it is inverted', async () => {
    const { checker, clock } = checkerOf([ENDPOINT, { ...ENDPOINT, id: 'hc-2', inverted: true }], () => 503);
    checker.start();
    await clock.advance(30_000);
    expect([checker.isHealthy('hc-1'), checker.isHealthy('hc-2')]).toEqual([false, true]);
    checker.update('hc-1', { disabled: true });
    checker.update('hc-2', { disabled: true });
    expect([checker.isHealthy('hc-1'), checker.isHealthy('hc-2')]).toEqual([true, false]);
  });

  test('counts the version and answers with the new definition', () => {
    const { checker } = checkerOf([ENDPOINT]);
    expect(checker.update('hc-1', { resourcePath: '/deep' })).toMatchObject({ version: 2, definition: { ...ENDPOINT, resourcePath: '/deep' } });
    expect(checker.update('hc-1', { failureThreshold: 5 })).toMatchObject({ version: 3, definition: { resourcePath: '/deep', failureThreshold: 5 } });
  });

  test('takes effect on the next probes', async () => {
    const { checker, clock, requests } = checkerOf([ENDPOINT], () => 503);
    checker.update('hc-1', { resourcePath: '/deep', failureThreshold: 1 });
    checker.start();
    await clock.advance(9_999);
    expect(new Set(requests.map(({ path }) => path))).toEqual(new Set(['/deep']));
    expect(checker.isHealthy('hc-1')).toBe(false);
  });

  test('of the Regions moves the checkers, and they begin with the verdict so far', async () => {
    const { checker, clock, requests } = checkerOf([ENDPOINT], () => 503);
    checker.start();
    await clock.advance(30_000);
    const regions = ['us-west-1', 'us-west-2', 'sa-east-1'];
    checker.update('hc-1', { regions });
    expect(checker.isHealthy('hc-1')).toBe(false);
    requests.length = 0;
    await clock.advance(9_999);
    expect(requests.map(({ checkerRegion }) => checkerRegion)).toEqual([...regions, ...regions]);
  });

  test('that expects another version is refused and changes nothing', () => {
    const { checker } = checkerOf([ENDPOINT]);
    expect(() => checker.update('hc-1', { inverted: true }, 2)).toThrow(expect.objectContaining({ code: 'HealthCheckVersionMismatch' }));
    expect(checker.get('hc-1').version).toBe(1);
    expect(checker.isHealthy('hc-1')).toBe(true);
  });

  test('that Route 53 refuses changes nothing', () => {
    const { checker } = checkerOf([ENDPOINT]);
    expect(() => checker.update('hc-1', { failureThreshold: 11, inverted: true })).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
    expect(checker.get('hc-1')).toMatchObject({ version: 1, definition: ENDPOINT });
  });

  test('of a health check that does not exist is refused', () => {
    const { checker } = checkerOf([]);
    expect(() => checker.update('hc-9', {})).toThrow(expect.objectContaining({ code: 'NoSuchHealthCheck' }));
  });
});

describe('a calculated health check', () => {
  const CHILDREN = ['hc-1', 'hc-2', 'hc-3'].map(id => ({ ...ENDPOINT, id }));

  function calculated(healthThreshold: number, more: Partial<HealthCheckDefinition> = {}): HealthCheckDefinition {
    return {
      id: 'calc',
      type: 'CALCULATED',
      requestInterval: 30,
      failureThreshold: 3,
      childHealthChecks: CHILDREN.map(({ id }) => id),
      healthThreshold,
      ...more,
    };
  }

  test.each([
    { threshold: 0, unhealthy: 3, healthy: true },
    { threshold: 2, unhealthy: 1, healthy: true },
    { threshold: 2, unhealthy: 2, healthy: false },
    { threshold: 3, unhealthy: 0, healthy: true },
    { threshold: 3, unhealthy: 1, healthy: false },
    { threshold: 4, unhealthy: 0, healthy: false },
  ])('with a threshold of $threshold and $unhealthy of 3 children unhealthy is healthy: $healthy', ({ threshold, unhealthy, healthy }) => {
    const { checker } = checkerOf([calculated(threshold), ...CHILDREN]);
    CHILDREN.slice(0, unhealthy).forEach(({ id }) => checker.update(id, { inverted: true }));
    expect(checker.isHealthy('calc')).toBe(healthy);
  });

  test('tells of its own change when a child changes', () => {
    const { checker, changes } = checkerOf([calculated(3), ...CHILDREN]);
    checker.update('hc-2', { inverted: true });
    expect(changes.map(({ healthCheckId, healthy }) => [healthCheckId, healthy])).toEqual([['calc', false], ['hc-2', false]]);
  });

  test('counts a child that watches an alarm as healthy', () => {
    const alarm: HealthCheckDefinition = { id: 'alarm', type: 'CLOUDWATCH_METRIC', requestInterval: 30, failureThreshold: 3 };
    const { checker } = checkerOf([alarm, ENDPOINT, calculated(2, { childHealthChecks: ['alarm', 'hc-1'] })]);
    expect(checker.isHealthy('calc')).toBe(true);
    checker.update('hc-1', { inverted: true });
    expect(checker.isHealthy('calc')).toBe(false);
  });

  test('can be inverted and disabled as any other', () => {
    const { checker } = checkerOf([calculated(4, { inverted: true }), ...CHILDREN]);
    expect(checker.isHealthy('calc')).toBe(true);
    checker.update('calc', { inverted: false, disabled: true });
    expect(checker.isHealthy('calc')).toBe(true);
  });

  test('of a Region\'s own check and the drain switch that its neighbor hosts is unhealthy when either says so', async () => {
    const paths = new Map([['us-east-1.hello.example.com/health', 200], ['eu-west-1.hello.example.com/drained/us-east-1', 404]]);
    const own = { ...ENDPOINT, id: 'own', fullyQualifiedDomainName: 'us-east-1.hello.example.com' };
    const drain = { ...ENDPOINT, id: 'drain', resourcePath: '/drained/us-east-1', inverted: true };
    const { checker, clock } = checkerOf([own, drain, calculated(2, { childHealthChecks: ['own', 'drain'] })], ({ host, path }) => paths.get(host + path)!);
    const after = async (endpoint: string, status: number) => {
      paths.set(endpoint, status);
      await clock.advance(ENDPOINT.requestInterval * 3 * 1000);
      return checker.isHealthy('calc');
    };
    expect(checker.isHealthy('calc')).toBe(true);
    checker.start();
    expect(await after('eu-west-1.hello.example.com/drained/us-east-1', 404)).toBe(true);
    expect(await after('eu-west-1.hello.example.com/drained/us-east-1', 200)).toBe(false);
    expect(await after('eu-west-1.hello.example.com/drained/us-east-1', 500)).toBe(true); // its host's own outage drains nobody
    expect(await after('us-east-1.hello.example.com/health', 500)).toBe(false);
  });

  test('may not contain another', () => {
    expect(() => checkerOf([...CHILDREN, calculated(1), calculated(1, { id: 'outer', childHealthChecks: ['calc'] })]))
      .toThrow('Health check outer: Invalid parameter : Child health check calc must not be a calculated health check.');
  });
});

describe('the observations', () => {
  test('are those of the checkers that have probed, in Route 53\'s words', async () => {
    const { checker, clock } = checkerOf([{ ...ENDPOINT, requestInterval: 30 }], ({ checkerRegion }) => checkerRegion === 'eu-west-1' ? 503 : 200);
    const start = clock.now();
    checker.start();
    await clock.advance(5_000);
    const failure = { status: 'Failure: HTTP Status Code 503, Service Unavailable', checkedAt: start + 5_000 };
    expect(checker.observations('hc-1')).toEqual([
      { region: 'us-east-1', ipAddress: '192.0.2.1', last: { status: 'Success: HTTP Status Code 200, OK', checkedAt: start }, lastFailure: undefined },
      { region: 'eu-west-1', ipAddress: '192.0.2.2', last: failure, lastFailure: failure },
    ]);
  });

  test('are what was seen, even when the health check is inverted', async () => {
    const { checker, clock } = checkerOf([ENDPOINT]);
    checker.update('hc-1', { inverted: true });
    checker.start();
    await clock.advance(0);
    expect(checker.observations('hc-1')[0].last.status).toBe('Success: HTTP Status Code 200, OK');
    expect(checker.isHealthy('hc-1')).toBe(false);
  });
});

describe('other templates', () => {
  const other = { ...ENDPOINT, id: 'hc-2', name: 'HitCounter-us-east-1', fullyQualifiedDomainName: 'us-east-1.hello.example.com' };

  test('leave a health check as it is that they do not change, with what calls have changed', async () => {
    const { checker, clock, changes } = checkerOf([ENDPOINT, other], ({ host }) => host.startsWith('eu') ? 503 : 200);
    checker.start();
    await clock.advance(40_000);
    checker.update('hc-2', { disabled: true, inverted: true });
    checker.define([{ ...ENDPOINT }, { ...other }]);
    expect([checker.isHealthy('hc-1'), checker.isHealthy('hc-2')]).toEqual([false, false]);
    expect(changes).toHaveLength(2);
  });

  test('change a health check, which goes on from where it is', async () => {
    const { checker, clock, requests } = checkerOf([ENDPOINT], () => 503);
    checker.start();
    await clock.advance(40_000);
    checker.define([{ ...ENDPOINT, resourcePath: '/ready' }]);
    expect(checker.isHealthy('hc-1')).toBe(false);
    requests.splice(0);
    await clock.advance(10_000);
    expect(requests.map(({ path }) => path)).toEqual(Array(6).fill('/ready'));
  });

  test('bring one that is healthy at first and probed, and take one away', async () => {
    const { checker, clock, requests } = checkerOf([ENDPOINT]);
    checker.start();
    checker.define([other]);
    expect(checker.list().map(({ definition }) => definition.id)).toEqual(['hc-2']);
    await clock.advance(9_999);
    expect(new Set(requests.map(({ host }) => host))).toEqual(new Set(['us-east-1.hello.example.com']));
  });

  test('with another interval or type make it another one', async () => {
    const { checker, clock, requests } = checkerOf([ENDPOINT], () => 503);
    checker.start();
    await clock.advance(40_000);
    checker.define([{ ...ENDPOINT, requestInterval: 30 }]);
    expect(checker.isHealthy('hc-1')).toBe(true);
    requests.splice(0);
    await clock.advance(29_999);
    expect(requests).toHaveLength(6);
  });

  test('that Route 53 would refuse change nothing', () => {
    const { checker } = checkerOf([ENDPOINT]);
    expect(() => checker.define([other, { ...ENDPOINT, failureThreshold: 0 }])).toThrow(/^Health check HitCounter-eu-west-1: /);
    expect(checker.list().map(({ definition }) => definition.id)).toEqual(['hc-1']);
  });
});
