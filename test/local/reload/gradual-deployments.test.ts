import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Reloads, WatchedApp } from './watched-app';
import { LocalRegions, ManualClock, start } from '../../../local';
import { GradualDeployment } from '../../../src';
import { aFunction, anApi } from '../../an-api';

const saying = (text: string) => `exports.handler = async (event, { functionVersion }) => ({ statusCode: 200, body: '${text} ' + functionVersion });`;
const FAILING = 'exports.handler = async () => { throw new Error("no"); };';
const canary = () => GradualDeployment.canary({ percent: 10, duration: Duration.minutes(5) });
const MINUTE = 60_000;

function assemblyOf(code: string, deployment: GradualDeployment): string {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'gradual-')) });
  const api = anApi({}, app);
  for (const region of api.regionalApis) {
    region.addRoute('GET', '/hello', aFunction(region, 'Hello', { code: Code.fromInline(code) }), { deployment });
  }
  return app.synth().directory;
}

const clock = new ManualClock();
let regions: LocalRegions;
let deploy: (code: string, deployment?: GradualDeployment) => Promise<void>;

/** With the draws of weights in a row from 0.00 to 0.95. */
async function startApp(code: string) {
  const app = new WatchedApp({ hello: saying('before') });
  app.write('assembly', assemblyOf(code, canary()));
  let draw = 0;
  regions = await start({ directory: app.directory, watch: true, gradualDeployments: true, clock, random: () => draw++ % 20 / 20 });
  const reloads = new Reloads(regions);
  deploy = async (next, deployment = canary()) => {
    app.write('assembly', assemblyOf(next, deployment));
    expect((await reloads.next()).error).toBeUndefined();
  };
}

afterEach(() => regions.stop());

/** What 20 callers near one Region get. */
async function answers(from: string = 'eu-west-1'): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let caller = 0; caller < 20; caller++) {
    const response = await fetch(`${regions.url}/hello`, { headers: { 'x-client-location': from } });
    const answer = response.status === 200 ? await response.text() : String(response.status);
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

const steps = (region: string) => regions.journal.entries('deployment').filter(step => step.region === region)
  .map(({ before, version, percent, status }) => `${before} → ${version}: ${percent} % ${status}`);

test('an edit comes to some callers first, and to all of them after the time of the canary', async () => {
  await startApp(saying('old'));
  await deploy(saying('new'));
  expect(await answers()).toEqual({ 'old 1': 18, 'new 2': 2 });
  await clock.advance(5 * MINUTE);
  expect(await answers()).toEqual({ 'new 2': 20 });
  expect(steps('eu-west-1')).toEqual(['1 → 2: 10 % InProgress', '1 → 2: 100 % Succeeded']);
});

test('an edit that fails is rolled back in its Region by the alarm on its errors, and what mends it is deployed again', async () => {
  await startApp(saying('old'));
  await deploy(FAILING);
  expect(await answers('eu-west-1')).toEqual({ 'old 1': 18, '502': 2 });
  await clock.advance(2 * MINUTE);
  expect(await answers('eu-west-1')).toEqual({ 'old 1': 20 });
  expect(await answers('us-east-1')).toEqual({ 'old 1': 18, '502': 2 });
  expect(regions.journal.entries('deployment').filter(({ status }) => status === 'Stopped')).toEqual([
    expect.objectContaining({ region: 'eu-west-1', before: '1', version: '2', alarm: expect.stringContaining('Errors') }),
  ]);

  await deploy(saying('mended'));
  expect(await answers('eu-west-1')).toEqual({ 'old 1': 18, 'mended 3': 2 });
  await clock.advance(5 * MINUTE);
  expect(await answers('eu-west-1')).toEqual({ 'mended 3': 20 });
});

test('an edit in the middle of a deployment takes its place, and one that all callers are to have at once does so', async () => {
  await startApp(saying('old'));
  await deploy(saying('first'));
  await deploy(saying('second'));
  expect(await answers()).toEqual({ 'old 1': 18, 'second 3': 2 });
  await deploy(saying('urgent'), GradualDeployment.allAtOnce());
  expect(await answers()).toEqual({ 'urgent 4': 20 });
});
