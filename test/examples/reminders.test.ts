/** @cdk-validation */
import * as path from 'path';
import { ListHealthChecksCommand, Route53Client, UpdateHealthCheckCommand } from '@aws-sdk/client-route-53';
import type { App, Stack } from 'aws-cdk-lib';
import { check, PLANTED } from './checked-app';
import { LocalRegions, ManualClock, start } from '../../local';
import { giveContext } from '../context';
import { Break, broken, faultsOf, play, replaced, resources, withFewCheckers } from '../local/drill/played';

const [VIRGINIA, IRELAND, SINGAPORE] = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

const clock = new ManualClock(Date.UTC(2026, 11, 1, 6, 58, 50));
let findings: string[];
let regions: LocalRegions;
let assembly: string;

/** The example as a consumer's app, with CDK's offline validator and cdk-nag, findings as errors; and all of it on this machine. */
beforeAll(async () => {
  giveContext({ '@aws-cdk/core:validateAgainstDefaultRules': true, 'aws:cdk:enable-path-metadata': true });
  process.env.npm_config_loglevel = 'silent'; // of npx, by which CDK runs esbuild
  const { app } = require('../../examples/reminders/app') as { app: App };
  ({ findings } = check(app, app.node.findChild('Reminders').node.findChild(SINGAPORE) as Stack));
  assembly = broken(app.outdir, withFewCheckers);
  regions = await start({ app: assembly, directory: __dirname, clock, replicationLag: 20, onOutput: () => {} });
  await withoutCheckers();
}, 120_000);
afterAll(() => regions?.stop());

/** Hours have many checks. */
async function withoutCheckers() {
  const route53 = new Route53Client({ endpoint: regions.awsUrl, region: VIRGINIA, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const { HealthChecks = [] } = await route53.send(new ListHealthChecksCommand());
  for (const { Id: HealthCheckId } of HealthChecks) await route53.send(new UpdateHealthCheckCommand({ HealthCheckId, Disabled: true }));
}

async function ask(user: string, method: string, often: string, { body, from = VIRGINIA }: { body?: string; from?: string } = {}) {
  const authorization = await regions.token({ user, claims: { email: `${user}@example.com` } });
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded', 'x-client-location': from }; // curl's
  const response = await fetch(`${regions.url}/reminders/${often}`, { method, body, headers });
  return [response.status, await response.text()];
}

/** Lets time pass up to a time of the day, and stand still then until so many more functions of the schedules have ended. */
async function until(time: string, invocations: number) {
  const ended = () => regions.journal.entries('invocation').filter(({ functionName }) => !functionName.includes('Subscribe')).length;
  expected += invocations;
  await clock.advance(Math.max(0, Date.parse(`2026-12-01T${time}Z`) - clock.now()));
  await new Promise<void>(resolve => {
    const look = () => { if (ended() >= expected) resolve(); };
    regions.journal.on('invocation', look);
    look();
  });
  expect(ended()).toBe(expected);
}
let expected = 0;

/** What an hour has sent. */
function mails(hour: number): string[] {
  return regions.sent().filter(({ at, subject }) => subject!.startsWith('Your') && new Date(at).getUTCHours() === hour)
    .map(({ subject, to, body, region }) => `${subject}, ${to}: ${body}, from ${region}`).sort();
}

test('the templates of the reminders pass the offline validator and the AwsSolutions pack, and all of it runs here', () => {
  expect(findings).toEqual(PLANTED);
  expect(regions.unsupported).toEqual([]);
});

test('who subscribes in one Region is on the list in the others, until taken off', async () => {
  expect(await ask('ada', 'GET', 'hourly')).toEqual([404, '']);
  expect(await ask('ada', 'PUT', 'hourly', { body: 'stand up' })).toEqual([204, '']);
  await clock.advance(1_000);
  expect(await ask('ada', 'GET', 'hourly', { from: IRELAND })).toEqual([200, 'stand up']);
  expect(await ask('grace', 'GET', 'hourly')).toEqual([404, '']);
  expect(await ask('ada', 'DELETE', 'hourly')).toEqual([204, '']);
  expect(await ask('ada', 'GET', 'hourly')).toEqual([404, '']);
  expect(await ask('ada', 'PUT', 'yearly', { body: 'stand up' })).toEqual([404, '']);
});

describe('one mail comes to everybody', () => {
  beforeAll(async () => {
    await until('06:58:50', 6); // the rehearsals
    expect(await ask('ada', 'PUT', 'hourly', { body: 'stand up' })).toEqual([204, '']);
    expect(await ask('grace', 'PUT', 'hourly', { body: 'sit down' })).toEqual([204, '']);
    expect(await ask('mary', 'PUT', 'daily', { body: 'write home' })).toEqual([204, '']);
  });

  test('with all Regions up, from the first', async () => {
    await until('07:00:00', 4);
    await until('07:02:00', 2);
    await until('07:04:00', 2);
    expect(mails(7)).toEqual([
      `Your daily reminder, mary@example.com: write home, from ${VIRGINIA}`,
      `Your hourly reminder, ada@example.com: stand up, from ${VIRGINIA}`,
      `Your hourly reminder, grace@example.com: sit down, from ${VIRGINIA}`,
    ]);
  });

  test('with the first Region lost, from the next', async () => {
    await until('07:58:50', 6);
    regions.lose(VIRGINIA);
    await until('08:02:00', 2);
    await until('08:04:00', 1);
    regions.restore(VIRGINIA);
    await until('08:05:00', 1);
    expect(mails(8)).toEqual([
      `Your hourly reminder, ada@example.com: stand up, from ${IRELAND}`,
      `Your hourly reminder, grace@example.com: sit down, from ${IRELAND}`,
    ]);
  });

  test('with the first Region lost between the two mails, one from each', async () => {
    await until('08:58:50', 6);
    const end = regions.journal.on('sent', () => {
      regions.fault({ action: 'aws:fis:inject-api-unavailable-error', service: 'ses', region: VIRGINIA, percentage: 100 });
      end();
    });
    await until('09:00:00', 2);
    await until('09:00:30', 0); // the others know whom it has mailed
    regions.lose(VIRGINIA);
    await until('09:02:00', 1);
    await until('09:04:00', 1);
    await until('09:06:31', 2); // nobody knows that it is lost: a takeover after the longest that an attempt may take
    await until('09:10:31', 1);
    expect(mails(9)).toEqual([
      `Your hourly reminder, ada@example.com: stand up, from ${VIRGINIA}`,
      `Your hourly reminder, grace@example.com: sit down, from ${IRELAND}`,
    ]);
  });
});

test('each Region rehearses, every hour', () => {
  const rehearsals = regions.sent().filter(({ subject }) => subject === 'Rehearsal').map(({ region }) => region);
  expect(rehearsals.sort()).toEqual([VIRGINIA, IRELAND, SINGAPORE].flatMap(region => [region, region, region]).sort());
});

describe('the drill in which the home Region is lost when schedules are due', () => {
  const DRILL = path.join(__dirname, '..', '..', 'examples', 'reminders', 'drills', 'home-region-lost.yaml');

  test('is passed', async () => {
    const report = await play(DRILL, assembly);
    expect(faultsOf(report)).toEqual([]);
    expect(report.measured.work.map(({ due }) => due)).toEqual([1, 1]);
  }, 120_000);

  test.each<[string, Break, RegExp, string[]]>([
    ['each Region runs them', replaced(/"runs\\":\\"once/g, '"runs\\":\\"inEveryRegion'), /./, ['repeatedWork']],
    ['no other Region has them', resources('AWS::Scheduler::Schedule', properties => ({ ...properties, State: 'DISABLED' })), /euwest1|apsoutheast1/, ['lostWork']],
  ])('fails where %s', async (_, wrong, where, faults) => {
    expect(faultsOf(await play(DRILL, broken(assembly, wrong, where)))).toEqual(faults);
  }, 120_000);
});
