/** @cdk-validation */
import * as path from 'path';
import type { App, Stack } from 'aws-cdk-lib';
import { check, PLANTED } from './checked-app';
import { drill, LocalRegions, ManualClock, start } from '../../local';
import { giveContext } from '../context';

const [VIRGINIA, IRELAND] = ['us-east-1', 'eu-west-1'];

let findings: string[];
let exact: App;
let naive: App;

/** The example as a consumer's app, with CDK's offline validator and cdk-nag, findings as errors; and the hit counter beside it. */
beforeAll(() => {
  giveContext({ '@aws-cdk/core:validateAgainstDefaultRules': true });
  process.env.npm_config_loglevel = 'silent'; // of npx, by which CDK runs esbuild
  exact = require('../../examples/exact-counter/app').app;
  naive = require('../../examples/hit-counter/app').app;
  ({ findings } = check(exact, exact.node.findChild('ExactCounter').node.findChild(IRELAND) as Stack));
  naive.synth();
}, 120_000);

/** Two Regions count one visitor at once, each 50 times a second, while their replication is paused now and then. */
async function countAtOnce(app: App, table: string): Promise<{ written: number; counted: number; lost: number }> {
  const clock = new ManualClock();
  const random = drawsFrom(42);
  const regions = await start({ app: app.outdir, directory: __dirname, clock, random });
  try {
    let written = 0;
    for (let step = 0; step < STEPS; step++) {
      if (random() < 0.1) regions.pauseReplication(VIRGINIA);
      if (random() < 0.1) regions.resumeReplication(VIRGINIA);
      const answers = await Promise.all([VIRGINIA, IRELAND].map(from => fetch(`${regions.url}/hello`, { headers: { 'x-client-location': from } })));
      written += answers.filter(({ ok, headers }, i) => ok && headers.get('x-served-by') === [VIRGINIA, IRELAND][i]).length;
      await clock.advance(20);
    }
    regions.resumeReplication(VIRGINIA);
    await clock.advance(2_000);
    const lost = regions.journal.entries('conflict').reduce((all, { writes }) => all + writes, 0);
    return { written, counted: await sumIn(regions, table), lost };
  } finally {
    await regions.stop();
  }
}
const STEPS = 60;

/** What both Regions say, which must be the same. */
async function sumIn(regions: LocalRegions, table: string): Promise<number> {
  const [one, other] = await Promise.all([VIRGINIA, IRELAND].map(async region =>
    (await regions.items(table, region)).reduce((sum, { hits }) => sum + Number((hits as { N: string }).N), 0)));
  expect(one).toBe(other);
  return one;
}

function drawsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

test('the templates of the exact counter pass the offline validator and the AwsSolutions pack', () => {
  expect(findings).toEqual(PLANTED);
});

test('of what two Regions count at once, the exact counter loses nothing, and the hit counter about half', async () => {
  expect(await countAtOnce(exact, 'ExactCounter-Hits')).toEqual({ written: 2 * STEPS, counted: 2 * STEPS, lost: 0 });

  const { written, counted, lost } = await countAtOnce(naive, 'HitCounter-Hits');
  expect(written).toBe(2 * STEPS);
  expect(counted).toBeGreaterThanOrEqual(STEPS); // a Region's own are all there
  expect(counted).toBeLessThan(1.5 * STEPS);
  expect(lost).toBe(written - counted); // and told
}, 120_000);

test('its drill keeps its budgets: Regions that are cut off from each other count on, and sum up when they are not', async () => {
  const regions = await start({ app: exact.outdir, directory: __dirname, clock: new ManualClock() });
  try {
    const file = path.join(__dirname, '..', '..', 'examples', 'exact-counter', 'drills', 'cut-off.yaml');
    expect(await drill(regions, file)).toMatchObject({ failures: [], passed: true });
  } finally {
    await regions.stop();
  }
});
