import { execFile } from 'child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import type { App } from 'aws-cdk-lib';
import { Break, broken, faultsOf, play, replaced, resources, withFewCheckers } from './played';
import { drill, DrillReport, LocalRegions, ManualClock, start } from '../../../local';
import { seeded } from '../../../local/faults/chance';

const ROOT = path.join(__dirname, '..', '..', '..');
const EXAMPLE = path.join(ROOT, 'examples', 'hit-counter');
const TUTORIAL = path.join(EXAMPLE, 'drills', 'tutorial.yaml');

let app: string;

beforeAll(() => {
  app = broken((require('../../../examples/hit-counter/app') as { app: App }).app.synth().directory, withFewCheckers);
});

function drillOf(name: string): string {
  return path.join(EXAMPLE, 'drills', `${name}.yaml`);
}

const WITHOUT_CHECK = replaced(/"HealthCheckId": \{[^}]*\},?/, '');
const WRONG_PATH = replaced(/"ResourcePath": "[^"]*"/, '"ResourcePath": "/nowhere"');
const READ_ONLY = replaced(/"dynamodb:UpdateItem"/g, '"dynamodb:Query"');
const HOME = /useast1/;
const NEIGHBOR = /euwest1/;

/** The names of callers lead by records that are kept for ten minutes, as those of a standby's host are. */
const LONG_TTL = resources('AWS::Route53::RecordSet', ({ AliasTarget, ...record }) =>
  record.SetIdentifier && record.Type === 'A' ? { ...record, Type: 'CNAME', TTL: '600', ResourceRecords: [AliasTarget.DNSName] } : { AliasTarget, ...record });

describe('in the hit counter passes the drill', () => {
  let regions: LocalRegions;
  const clock = new ManualClock();

  beforeAll(async () => { regions = await start({ app, directory: EXAMPLE, clock, random: seeded(1), onOutput: () => {} }); });
  afterAll(() => regions.stop());

  test.each(['home-region-lost', 'replication-paused', 'gray-failure', 'every-region-unhealthy', 'bad-deployment', 'two-writers'])('%s', async name => {
    const report = await drill(regions, drillOf(name));
    expect(faultsOf(report)).toEqual([]);
    if (name === 'two-writers') expect(report.measured.lostUpdates[0].lost).toBeGreaterThan(40); // of 102
    await regions.reset();
    await clock.advance(120_000); // resolvers forget, and all is healthy
  });
});

describe('a drill fails where', () => {
  test.each<[string, string, Break, RegExp, string[]]>([
    ['tutorial', 'the health check asks for another path', WRONG_PATH, /./, ['line 12: visitor must be served by eu-west-1']],
    ['tutorial', 'the neighbor may not write', READ_ONLY, NEIGHBOR, ['line 13: visitor\'s request 4', 'errorShare']],
    ['tutorial', 'names are kept for long', LONG_TTL, /./, ['line 12: visitor must be served by eu-west-1']],
    ['home-region-lost', 'nobody checks the home Region', WITHOUT_CHECK, HOME, ['line 13: visitor must be served by eu-west-1', 'errorShare']],
    ['home-region-lost', 'more failures are waited for', replaced(/"FailureThreshold": 1/, '"FailureThreshold": 5'), /./, ['failover', 'failback']],
    ['gray-failure', 'nobody checks the home Region', WITHOUT_CHECK, HOME, ['line 14: visitor must be served by eu-west-1', 'errorShare']],
    ['every-region-unhealthy', 'the neighbor may not write', READ_ONLY, NEIGHBOR, ['line 8: american must be served by eu-west-1', 'errorShare']],
    ['bad-deployment', 'nobody checks the home Region', WITHOUT_CHECK, HOME, ['line 12: visitor must be served by eu-west-1', 'errorShare']],
  ])('of %s, %s', async (name, _, wrong, where, faults) => {
    expect(faultsOf(await play(drillOf(name), broken(app, wrong, where)))).toEqual(expect.arrayContaining(faults));
  });

  test('of tutorial, the Region has no health check', async () => {
    await expect(play(TUTORIAL, broken(app, WITHOUT_CHECK, HOME))).rejects.toThrow(/tutorial.yaml:11: There is no record with a health check in us-east-1/);
  });

  test.each([
    ['tutorial', ['line 13: visitor\'s request 4', 'lostUpdates', 'staleReads']],
    ['replication-paused', ['line 15: The items of HitCounter-Hits must be [{"hits"', 'lostUpdates']],
  ])('of %s, nothing is replicated', async (name, faults) => {
    expect(faultsOf(await play(drillOf(name), app, regions => regions.partition(['us-east-1'])))).toEqual(expect.arrayContaining(faults));
  });
});

test('what the app does not have is told with its lines, before anything happens', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'drill-')), 'wrong.yaml');
  writeFileSync(file, 'name: wrong\nclients:\n  a: { from: us-east-1, request: GET /hello }\nsteps:\n  - lose: eu-north-1\n  - drain: us-east-1\n  - items: { table: Hits }\n');
  const told = await play(file, app).catch((error: Error) => error.message.replaceAll(file, 'wrong.yaml').split('\n'));
  expect(told).toEqual([
    'wrong.yaml:5: `lose` must be a Region of the app (us-east-1, eu-west-1, ap-southeast-1), got: eu-north-1',
    'wrong.yaml:6: The app has no drain switch: give its API `drain: Drain.byPeers()`, or use `invert` and `revert`',
    'wrong.yaml:7: `table` must be one of the app (HitCounter-Hits), got: Hits',
  ]);
});

describe('`multi-region drill`', () => {
  const multiRegion = (...args: string[]) => promisify(execFile)(process.execPath, [path.join(ROOT, 'bin', 'multi-region'), 'drill', ...args]);

  test('prints what happens and the verdict, and writes reports, which are equal each time', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'reports-'));
    const { stdout } = await multiRegion(TUTORIAL, '--app', app, '--report', folder);
    expect(stdout).toMatch(/\n +60\.0 s +[\d.]+ s {2}DNS: near us-east-1, the name leads to eu-west-1\n/);
    expect(stdout).toMatch(/\nFailover +60 s +90 s +90 s +kept\n/);
    expect(stdout).toMatch(/\n\nThe drill passed\.\n$/);
    const report = (extension: string) => readFileSync(path.join(folder, `tutorial.${extension}`), 'utf8');
    const { events, requests, ...told }: DrillReport = JSON.parse(report('json'));
    expect(told).toMatchObject({
      passed: true,
      seed: 1,
      failures: [],
      measured: {
        switches: [{ kind: 'failover', detection: 0, took: 60, promised: 90 }, { kind: 'failback', detection: 0, took: 60, promised: 90 }],
        requests: 9,
        errors: {},
        lostUpdates: [{ acknowledged: 9, lost: 0 }],
        lag: { count: 18 },
        detection: { count: 2, max: 0, promised: 30 },
        firstGoodAnswer: { count: 2, max: 60, promised: 90 },
      },
    });
    expect(events).toHaveLength(16);
    expect(requests).toHaveLength(9);
    expect(requests[3]).toEqual({ at: 60, client: 'visitor', servedBy: 'eu-west-1' });
    const { stdout: json } = await multiRegion(TUTORIAL, '--app', app, '--json');
    expect(JSON.parse(json)).toEqual({ ...told, events, requests });
    expect(report('md')).toContain('\n| Failover | 60 s | 90 s | 90 s | kept |\n');
    expect(report('xml')).toContain('tests="7" failures="0">');
    expect(report('html')).toMatch(/<p class="verdict good">The drill passed\.<.*name: A Region is taken out of service, and comes back/s);
  });

  test('ends with exit code 1 where the drill fails', async () => {
    const failed = multiRegion(TUTORIAL, '--app', broken(app, replaced(/"FailureThreshold": 1/, '"FailureThreshold": 3')));
    const { code, stdout } = await failed.catch(error => error);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nFailover +60 s +90 s +150 s +the settings promise no better\n.*\nThe drill failed\.\n$/s);
  });
});
