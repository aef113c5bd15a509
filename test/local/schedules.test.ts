import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { App, Duration } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { CfnHealthCheck } from 'aws-cdk-lib/aws-route53';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { APP_DIRECTORY } from './visits-app';
import { JournalEntry, LocalRegions, ManualClock, start } from '../../local';
import { Drain, Runs } from '../../src';
import { aFunction, addRouteEverywhere, anApi } from '../an-api';

const [IRELAND, LONDON, FRANKFURT] = ['eu-west-1', 'eu-west-2', 'eu-central-1'];
const REGIONS = [IRELAND, LONDON, FRANKFURT];
const takeover = Duration.minutes(3);

/** Says what it gets, and fails as often as the minute of its time says, or takes too long at the first attempt. */
const HANDLER = `
  exports.handler = async event => {
    console.log(JSON.stringify(event));
    if (/T(12:10|13:15)/.test(event.time) && event.attempt === 1) await new Promise(resolve => setTimeout(resolve, 60_000));
    const fails = { '08:30': 2, '08:40': 3, '09:35': 9 }[event.time.slice(11, 16)] ?? 0;
    if (event.attempt <= fails) throw new Error('as told');
  };`;

const clock = new ManualClock(Date.UTC(2026, 0, 1, 7, 59, 59));
let regions: LocalRegions;
let ran: { schedule: string; time: string; slot: string; region: string; attempt: number }[];

beforeAll(async () => {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'schedules-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const api = anApi({ regions: REGIONS, drain: Drain.byPeers() }, app);
  addRouteEverywhere(api, 'GET', '/');
  const at = (hour: string, minute: string) => ScheduleExpression.cron({ hour, minute });
  const schedules = [
    api.addSchedule('Once', { schedule: at('8,12', '0/10'), runs: Runs.once({ takeover }) }),
    api.addSchedule('AtMost', { schedule: at('9,13', '5,15,35,45,55'), runs: Runs.onceAtMost({ takeover }) }),
    api.addSchedule('Each', { schedule: at('11', '0'), runs: Runs.inEveryRegion() }),
  ];
  for (const region of api.regionalApis) {
    region.node.findAll().filter((part): part is CfnHealthCheck => part instanceof CfnHealthCheck).forEach(check => check.addPropertyOverride('HealthCheckConfig.Disabled', true)); // nobody calls
    schedules.forEach(schedule => schedule.invoke(aFunction(region, `Run${schedule.node.id}`, { code: Code.fromInline(HANDLER) })));
  }
  const onOutput = ({ path: from, line }: JournalEntry<'output'>) => {
    if (/\/Run\w+$/.test(from) && line.startsWith('{')) ran.push(JSON.parse(line));
  };
  regions = await start({ app: app.synth().directory, directory: APP_DIRECTORY, clock, replicationLag: 20, onOutput });
}, 60_000);
afterAll(() => regions?.stop());
beforeEach(() => { ran = []; });
afterEach(() => { regions.clearFaults(); });

/** Lets time pass up to a minute and second of the hour, and then the little that as many functions of a schedule take. */
async function until(minute: number, invocations: number, { second = 0, of = 'Once' } = {}) {
  let left = invocations;
  const end = regions.journal.on('invocation', ({ functionName }) => {
    if (new RegExp(`Shop(${of}Schedule|Run${of})`).test(functionName)) left--;
  });
  await clock.advance(Math.max(0, Date.UTC(2026, 0, 1, 8, minute, second) - clock.now()));
  while (left > 0) {
    await clock.advance(1);
    await new Promise(setImmediate);
  }
  end();
  expect(left).toBe(0);
}
const drain = (drained: boolean, ...names: string[]) => Promise.all(names.map(region => regions.putItem('Shop-DrainSwitch', region, { region, drained })));
const runs = (of = 'Once') => ran.filter(({ schedule }) => schedule === `Shop-${of}`).map(({ region, attempt }) => `${region} ${attempt}`);
const sqs = (region = IRELAND) => new SQSClient({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
async function failedOf(schedule: string, region = IRELAND) {
  const { QueueUrl } = await sqs(region).send(new GetQueueUrlCommand({ QueueName: `Shop-${schedule}-Failed` }));
  const { Attributes } = await sqs(region).send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return { count: Number(Attributes!.ApproximateNumberOfMessages), arn: Attributes!.QueueArn };
}

test('all of it runs here', () => {
  expect(regions.unsupported).toEqual([]);
});

describe('once', () => {
  test('with all Regions up the first one runs, and gets the time, the slot and the attempt', async () => {
    await until(0, 2);
    await until(3, 1);
    await until(6, 1);
    expect(ran[0]).toEqual({ schedule: 'Shop-Once', time: '2026-01-01T08:00:00Z', slot: 'Shop-Once 2026-01-01T08:00:00Z', region: IRELAND, attempt: 1 });
    expect(runs()).toHaveLength(1);
  });

  test('with a Region drained the next one runs', async () => {
    await drain(true, IRELAND);
    await until(10, 1);
    await until(13, 2);
    await until(16, 1);
    expect(runs()).toEqual([`${LONDON} 1`]);
  });

  test('with all Regions drained the first one runs', async () => {
    await drain(true, ...REGIONS);
    await until(20, 2);
    await until(23, 1);
    await until(26, 1);
    expect(runs()).toEqual([`${IRELAND} 1`]);
    await drain(false, ...REGIONS);
  });

  test('a handler that fails is tried again in its Region', async () => {
    await until(30, 2);
    await until(31, 2, { second: 1 });
    await until(32, 2, { second: 2 });
    await until(33, 1);
    await until(36, 1);
    expect(runs()).toEqual([`${IRELAND} 1`, `${IRELAND} 2`, `${IRELAND} 3`]);
  });

  test('one that fails each time is in the dead-letter queue of its Region, runs nowhere else, and runs once it is moved back', async () => {
    await until(40, 2);
    await until(41, 2, { second: 1 });
    await until(42, 2, { second: 2 });
    await until(43, 1, { second: 3 });
    await until(46, 1, { second: 3 });
    expect(runs()).toEqual([`${IRELAND} 1`, `${IRELAND} 2`, `${IRELAND} 3`]);
    const { count, arn } = await failedOf('Once');
    expect(count).toBe(1);
    await sqs().send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
    await until(46, 2, { second: 4 });
    expect(runs().slice(3)).toEqual([`${IRELAND} 4`]);
  });

  test('what a function left after its claim is taken over', async () => {
    await regions.putItem('Shop-Claims', IRELAND, { slot: 'Shop-Once 2026-01-01T08:50:00Z', region: IRELAND, message: 'of a function that crashed', attempt: 1, state: 'running' });
    await until(50, 1);
    await until(51, 2, { second: 33 });
    await until(53, 1);
    await until(56, 1);
    expect(runs()).toEqual([`${IRELAND} 2`]);
  });
});

describe('once at most', () => {
  const once = { of: 'AtMost' };

  test('with all Regions up, and with one drained, one runs', async () => {
    await until(65, 2, once);
    await until(68, 1, once);
    await until(71, 1, once);
    expect(runs('AtMost')).toEqual([`${IRELAND} 1`]);
    await drain(true, IRELAND);
    await until(75, 1, once);
    await until(78, 2, once);
    await until(81, 1, once);
    expect(runs('AtMost')).toEqual([`${IRELAND} 1`, `${LONDON} 1`]);
    await drain(false, IRELAND);
  });

  test('a handler that fails runs no more, and the dead-letter queue tells', async () => {
    await until(95, 2, once);
    await until(96, 1, { ...once, second: 3 });
    await until(97, 1, { ...once, second: 6 });
    await until(98, 1, { ...once, second: 9 });
    await until(101, 1, once);
    expect(runs('AtMost')).toEqual([`${IRELAND} 1`]);
    expect((await failedOf('AtMost')).count).toBe(1);
  });

  test('what a function left after its claim is not run, and the dead-letter queue tells', async () => {
    await regions.putItem('Shop-StrictClaims', IRELAND, { slot: 'Shop-AtMost 2026-01-01T09:45:00Z', region: IRELAND, message: 'of a function that crashed', attempt: 1, state: 'running' });
    await until(105, 1, once);
    await until(106, 1, { ...once, second: 36 });
    await until(107, 1, { ...once, second: 39 });
    await until(108, 1, once);
    await until(108, 1, { ...once, second: 42 });
    await until(111, 1, once);
    expect(runs('AtMost')).toEqual([]);
    expect((await failedOf('AtMost')).count).toBe(2);
  });

  test('with all Regions drained the first one runs', async () => {
    await drain(true, ...REGIONS);
    await until(115, 2, once);
    await until(118, 1, once);
    await until(121, 1, once);
    expect(runs('AtMost')).toEqual([`${IRELAND} 1`]);
    await drain(false, ...REGIONS);
  });
});

test('in every Region, each runs', async () => {
  await drain(true, LONDON);
  await until(180, 6, { of: 'Each' });
  expect(runs('Each').sort()).toEqual(REGIONS.map(region => `${region} 1`).sort());
  await drain(false, LONDON);
});

/** Waits for a handler to begin. */
async function begun(of?: string) {
  while (runs(of).length === 0) {
    await clock.advance(1);
    await new Promise(setImmediate);
  }
  await clock.advance(1_000); // the others know
}

describe('once, when Regions are lost or cut off', () => {
  test('a lost Region does not run, the next does, and the first one finds it done when it is back', async () => {
    regions.lose(IRELAND);
    await until(240, 0);
    await until(243, 2);
    await until(246, 1);
    regions.restore(IRELAND);
    await until(247, 1);
    expect(runs()).toEqual([`${LONDON} 1`]);
  });

  test('what a Region did not end when it was lost is taken over', async () => {
    await until(250, 0);
    await begun();
    regions.lose(IRELAND);
    await until(253, 1);
    await until(256, 1);
    await until(257, 2, { second: 34 }); // a takeover after the longest that an attempt may take
    expect(runs()).toEqual([`${IRELAND} 1`, `${LONDON} 2`]);
    regions.restore(IRELAND);
    await until(259, 1);
    expect(runs()).toHaveLength(2);
  });

  test('where a claim takes longer than the takeover, each Region runs', async () => {
    regions.fault({ action: 'local:dynamodb:replication-lag', lagMilliseconds: 8 * 60_000 });
    await until(260, 2);
    await until(263, 2);
    await until(264, 1); // the last Region has waited to see what became of the run before
    await until(266, 2);
    expect(runs()).toEqual(REGIONS.map(region => `${region} 1`));
  });

  test('a Region that is cut off runs, and so does one of the others', async () => {
    regions.partition([IRELAND]);
    await until(270, 2);
    await until(273, 2);
    await until(276, 1);
    expect(runs()).toEqual([`${IRELAND} 1`, `${LONDON} 1`]);
  });
});

describe('once at most, when Regions are lost or cut off', () => {
  const once = { of: 'AtMost' };

  test('a lost Region does not run, and the next does', async () => {
    regions.lose(IRELAND);
    await until(308, 2, once);
    await until(311, 1, once);
    regions.restore(IRELAND);
    await until(312, 1, once);
    expect(runs('AtMost')).toEqual([`${LONDON} 1`]);
  });

  test('what a Region did not end when it was lost is not begun again, and another one\'s dead-letter queue tells', async () => {
    await until(315, 0, once);
    await begun('AtMost');
    regions.lose(IRELAND);
    await until(318, 1, once);
    await until(321, 1, once);
    await until(322, 1, { ...once, second: 34 });
    await until(323, 1, { ...once, second: 37 });
    await until(324, 1, { ...once, second: 40 });
    await until(328, 1, { ...once, second: 35 }); // and the last Region finds that it failed
    expect(runs('AtMost')).toEqual([`${IRELAND} 1`]);
    expect((await failedOf('AtMost', LONDON)).count).toBe(1);
    regions.restore(IRELAND);
    await until(330, 1, once);
    expect(runs('AtMost')).toHaveLength(1);
  });

  test('a Region that is cut off does not run, and the next does', async () => {
    regions.partition([IRELAND]);
    await until(335, 1, once);
    await until(338, 2, once);
    regions.clearFaults();
    await until(339, 1, once);
    await until(341, 1, once);
    expect(runs('AtMost')).toEqual([`${LONDON} 1`]);
  });

  test('where writes take longer than the takeover, one Region runs: claims do not wait for them', async () => {
    regions.fault({ action: 'local:dynamodb:replication-lag', lagMilliseconds: 8 * 60_000 });
    await until(345, 2, once);
    await until(348, 1, once);
    await until(351, 1, once);
    expect(runs('AtMost')).toEqual([`${IRELAND} 1`]);
  });
});
