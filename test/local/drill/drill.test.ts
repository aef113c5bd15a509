import { execFile } from 'child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import type { App } from 'aws-cdk-lib';
import { drill, DrillReport, LocalRegions, ManualClock, start } from '../../../local';

const ROOT = path.join(__dirname, '..', '..', '..');
const EXAMPLE = path.join(ROOT, 'examples', 'hit-counter');
const TUTORIAL = path.join(EXAMPLE, 'drills', 'tutorial.yaml');

let app: string;

beforeAll(() => {
  app = (require('../../../examples/hit-counter/app') as { app: App }).app.synth().directory;
});

/** The templates of the hit counter with something else in those of some Regions. */
function broken(text: RegExp, by: string, where: RegExp = /./): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'broken-'));
  cpSync(app, copy, { recursive: true });
  const templates = readdirSync(copy).filter(file => file.endsWith('.template.json') && where.test(file));
  const changed = templates.filter(file => {
    const before = readFileSync(path.join(copy, file), 'utf8');
    writeFileSync(path.join(copy, file), before.replace(text, by));
    return text.test(before);
  });
  expect(changed).not.toEqual([]);
  return copy;
}

async function play(file: string, assembly: string, before: (regions: LocalRegions) => void = () => {}): Promise<DrillReport> {
  const regions = await start({ app: assembly, directory: EXAMPLE, clock: new ManualClock(), onOutput: () => {} });
  try {
    before(regions);
    return await drill(regions, file);
  } finally {
    await regions.stop();
  }
}

/** What of a drill is not as it must be, in a few words. */
function faultsOf({ budgets, failures }: DrillReport): string[] {
  return [...failures.map(failure => failure.replace(/^.*?:(\d+): ([^:(]*?)( within| is not|:|,| \().*/s, 'line $1: $2')), ...budgets.filter(({ isKept }) => !isKept).map(({ name }) => name)];
}

test.each(['home-region-lost', 'replication-paused'])('the hit counter passes the drill %s', async name => {
  expect(faultsOf(await play(path.join(EXAMPLE, 'drills', `${name}.yaml`), app))).toEqual([]);
});

describe('the drill of the tutorial fails where', () => {
  test('the health check asks for another path', async () => {
    expect(faultsOf(await play(TUTORIAL, broken(/"ResourcePath": "[^"]*"/, '"ResourcePath": "/nowhere"')))).toContain('line 12: visitor must be served by eu-west-1');
  });

  test('the neighbor may not write', async () => {
    const faults = faultsOf(await play(TUTORIAL, broken(/"dynamodb:UpdateItem"/g, '"dynamodb:Query"', /euwest1/)));
    expect(faults).toContain('line 13: visitor\'s request 4');
    expect(faults).toContain('errorShare');
  });

  test('the Region has no health check', async () => {
    await expect(play(TUTORIAL, broken(/"HealthCheckId": \{[^}]*\},?/, '', /useast1/))).rejects.toThrow(/tutorial.yaml:11: There is no record with a health check in us-east-1/);
  });

  test('nothing is replicated', async () => {
    const faults = faultsOf(await play(TUTORIAL, app, regions => regions.pauseReplication('us-east-1')));
    expect(faults).toEqual(expect.arrayContaining(['line 13: visitor\'s request 4', 'lostUpdates', 'staleReads']));
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
    const failed = multiRegion(TUTORIAL, '--app', broken(/"FailureThreshold": 1/, '"FailureThreshold": 3'));
    const { code, stdout } = await failed.catch(error => error);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nFailover +60 s +90 s +150 s +the settings promise no better\n.*\nThe drill failed\.\n$/s);
  });
});
