import { AWAY, HOME } from './broken-app';
import { Fault, JournalEntry, LocalRegions, ManualClock } from '../../../local';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** As long as what happens at once may take on this machine. */
const PATIENCE_MS = 2_000;

/** What is seen of a fault, in a few words each. */
export interface Seen {
  readonly fault: Fault;
  readonly checks: string;
  readonly callers: string;
  readonly replication: string;
  readonly background: string;
}

type Send = (region: string, body: string, delaySeconds: number) => Promise<unknown>;

/** One of each kind of fault, of those that lose a Region one of each way. All are about a Region that others replicate to. */
export const SHOWN: readonly Fault[] = [
  { action: 'local:region:lose', region: AWAY },
  { action: 'local:region:lose', region: AWAY, how: 'hang' },
  { action: 'local:region:lose', region: AWAY, how: 'slow' },
  { action: 'aws:lambda:invocation-error', region: AWAY, preventExecution: true },
  { action: 'aws:lambda:invocation-add-delay', region: AWAY, startupDelayMilliseconds: 2_500 },
  { action: 'aws:lambda:invocation-http-integration-response', region: AWAY, statusCode: 503, contentTypeHeader: 'text/plain', preventExecution: true },
  { action: 'aws:fis:inject-api-throttle-error', service: 'dynamodb', region: AWAY },
  { action: 'aws:fis:inject-api-internal-error', service: 'dynamodb', region: AWAY },
  { action: 'aws:fis:inject-api-unavailable-error', service: 'dynamodb', region: AWAY },
  { action: 'aws:network:disrupt-connectivity', region: AWAY, scope: 'dynamodb' },
  { action: 'aws:dynamodb:global-table-pause-replication', region: AWAY },
  { action: 'local:dynamodb:partition', regions: [AWAY] },
  { action: 'local:dynamodb:replication-lag', to: AWAY, lagMilliseconds: 30 * SECOND },
  { action: 'local:dynamodb:clock-skew', region: HOME, milliseconds: -10 * MINUTE },
  { action: 'local:sqs:stop-queue', queue: 'orders', region: AWAY },
  { action: 'local:scheduler:stop-schedule', schedule: 'hourly', region: AWAY },
  { action: 'local:endpoint:fail', service: 's3' },
  { action: 'local:route53:checker-outage', region: 'sa-east-1' },
];

/** What each fault does, by having it happen. */
export async function seeFaults(regions: LocalRegions, clock: ManualClock, send: Send, shown = SHOWN): Promise<Seen[]> {
  const all: Seen[] = [];
  for (const [at, fault] of shown.entries()) {
    all.push({ fault, ...await see(regions, clock, fault, send, String(at)) });
    regions.clearFaults();
    await clock.advance(10 * MINUTE);
  }
  return all;
}

async function see(regions: LocalRegions, clock: ManualClock, fault: Fault, send: Send, id: string) {
  const { journal } = regions;
  const invocations: JournalEntry<'invocation'>[] = [];
  await clock.advance(HOUR - MINUTE / 2 - clock.now() % HOUR); // the schedule is due soon
  await send(AWAY, `message ${id}`, 10);
  const lines: string[] = [];
  const ends = [
    journal.on('output', ({ region, line }) => { if (region === AWAY) lines.push(line); }),
    journal.on('invocation', invocation => { if (invocation.region === AWAY) invocations.push(invocation); }),
    journal.on('replication', write => { lost ||= write.to === AWAY && !write.applied; }),
  ];
  let lost = false;
  regions.fault(fault);
  const first = await ask(regions);
  await regions.putItem('Shop-Items', AWAY, { id, by: AWAY });
  await clock.advance(10);
  await regions.putItem('Shop-Items', HOME, { id, by: HOME });
  await clock.advance(2 * SECOND);
  const soon = await hasArrived(regions, id);
  await clock.advance(regions.failoverTime(AWAY) * SECOND);
  const [check] = regions.health().find(({ region }) => region === AWAY)!.checks;
  const then = await ask(regions);
  await settled(() => ['Work', 'Tick'].every(name => of(invocations, name).length > 0));
  ends.forEach(end => end());
  return {
    checks: check.healthy ? 'healthy' : `unhealthy: ${check.cause.replace(/ from \/ready$/, '').split('. ')[0]}`,
    callers: first === then ? first : `${first}; then ${then}`,
    replication: soon ? 'arrives' : await hasArrived(regions, id) ? 'arrives late' : lost ? 'is lost to an earlier write' : 'waits',
    background: `message ${outcome(of(invocations, 'Work'), lines.includes(`worked on message ${id}`))}, schedule ${outcome(of(invocations, 'Tick'), lines.some(line => line.startsWith('tick')))}`,
  };
}

/** What a caller near the Region gets, who waits no longer than it takes to see that nobody answers. */
async function ask(regions: LocalRegions): Promise<string> {
  const begin = performance.now();
  try {
    const response = await fetch(`${regions.url}/write`, { headers: { 'x-client-location': AWAY }, signal: AbortSignal.timeout(PATIENCE_MS * 4) });
    const late = performance.now() - begin > PATIENCE_MS ? ', late' : '';
    return `${response.status}${late}${response.headers.get('x-served-by') === AWAY ? '' : ' from elsewhere'}`;
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'silence' : 'connection ends';
  }
}

async function hasArrived(regions: LocalRegions, id: string): Promise<boolean> {
  return (await regions.items('Shop-Items', AWAY)).some(item => (item.id as { S: string }).S === id && (item.by as { S: string }).S === HOME);
}

async function settled(isSettled: () => boolean): Promise<void> {
  const end = performance.now() + 2 * PATIENCE_MS;
  while (!isSettled() && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 20));
}

function of(invocations: readonly JournalEntry<'invocation'>[], name: string) {
  return invocations.filter(({ functionName }) => functionName.startsWith(`${name}-`));
}

function outcome(invocations: readonly JournalEntry<'invocation'>[], hasRun: boolean): string {
  if (invocations.length === 0) return 'waits';
  return invocations.some(({ error }) => error) ? 'fails' : hasRun ? 'runs' : 'counts as done, and is not';
}

/** As `npx multi-region fault` takes it. */
export function commandOf({ action, ...parameters }: Fault): string {
  const texts = Object.entries(parameters).map(([name, value]) => `${name}=${[value].flat().join(',')}`);
  return [action, ...texts].join(' ');
}
