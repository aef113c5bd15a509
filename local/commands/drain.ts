import { AssembledStack, readCompleteAssembly } from '../cloudformation/assembly';
import { synthesize } from '../cloudformation/synthesize';
import { ControlTable } from '../drain/control-table';
import { DrainSwitch, findCheckedRegions, findDrainSwitch, NoDrainSwitch, SwitchedRegion } from '../drain/drain-switch';
import { Answer, ask, isGood } from '../drain/health-question';
import { nameOf, Observation, observe, Observed, statesText, whyNobodyServes } from '../drain/region-states';

export interface DrainOptions {
  readonly directory: string;
  readonly app?: string;
  /** Which switch is meant, in an app of several APIs. */
  readonly table?: string;
  /** Where DynamoDB is, e.g. the local Regions' http://localhost:3100; AWS without it. */
  readonly endpoint?: string;
  /** Where all names are answered, e.g. the local Regions' http://localhost:3000; by DNS without it. */
  readonly via?: string;
  readonly signal?: AbortSignal;
}

/** Takes a Region out of service, unless it is the last one; says what has been done. */
export async function drain(region: string, options: DrainOptions): Promise<string> {
  return withSwitch(options, async (drainSwitch, observed, table) => {
    const target = findRegion(drainSwitch, region);
    validateOthersServe(region, await observe(drainSwitch, observed), options);
    const written = await writeEach(target, peer => table.drain(peer, region));
    const confirmed = await peersThatSaySo(target, observed);
    if (confirmed.length === 0) {
      throw new Error(`${region} is not drained yet: ${written.failures.join('; ') || 'written, but no peer says so'}. `
        + `Its peers are ${names(target)}; the item is in the replicas of ${written.done.join(' and ') || 'none of them'}`);
    }
    const nobodyServes = whyNobodyServes(othersThan(region, await observe(drainSwitch, observed)));
    return report(`${region} is drained, say ${confirmed.join(' and ')}: callers are elsewhere within ${target.failoverTime} seconds`, [
      ...written.failures,
      // Somebody else may have drained another Region at the same time.
      ...nobodyServes === undefined ? [] : [`by now ${nobodyServes}. Undrain one`],
    ]);
  });
}

/** Brings a Region back into service; says what has been done. */
export async function undrain(region: string, options: DrainOptions): Promise<string> {
  return withSwitch(options, async (drainSwitch, observed, table) => {
    const target = findRegion(drainSwitch, region);
    const written = await writeEach(target, peer => table.undrain(peer, region));
    if (written.done.length === 0) {
      throw new Error(`${region} is not undrained: ${written.failures.join('; ')}`);
    }
    const health = await observed.ask(target.healthUrl);
    return report(`${region} is not drained any more: ${returnText(health, target)}`, written.failures);
  });
}

function returnText(health: Answer, { failoverTime }: SwitchedRegion): string {
  if ('unanswered' in health) {
    return `callers are back within ${failoverTime} seconds if it is healthy, which is unknown, for nobody answered (${health.unanswered})`;
  }
  return isGood(health) ? `callers are back within ${failoverTime} seconds` : `but it is unhealthy (answers ${health.statusCode}), and stays out of service`;
}

/** Says which Regions are healthy, and which are drained; rejects where it could not ask, which is no Region's fault. */
export async function drainStatus(options: DrainOptions): Promise<string> {
  const { observation, failures, hasSwitch } = await look(options);
  const text = [...failures, ...hasSwitch ? [] : ['The app has no drain switch. What its health checks ask is answered:'], statesText(observation)].join('\n');
  if (failures.length > 0) throw new Error(text);
  return text;
}

/** The same for programs: what could not be asked is among the `problems`. */
export async function drainStatusJson(options: DrainOptions) {
  const { observation: { states }, failures: problems, hasSwitch } = await look(options);
  return {
    target: { endpoint: options.endpoint ?? null, via: options.via ?? null },
    hasDrainSwitch: hasSwitch,
    regions: states.map(({ region, health, drainedPer, drainedIn, unreadable }) => ({
      region,
      health: 'unanswered' in health ? 'unknown' : isGood(health) ? 'healthy' : 'unhealthy',
      ...'unanswered' in health ? { reason: health.unanswered } : { statusCode: health.statusCode },
      drainedPer,
      drainedIn,
      ...unreadable && { unreadable: nameOf(unreadable) },
    })),
    problems,
  };
}

interface Look {
  readonly observation: Observation;
  /** What could not be asked. */
  readonly failures: string[];
  readonly hasSwitch: boolean;
}

async function look(options: DrainOptions): Promise<Look> {
  return withSwitch<Look>(options, async (drainSwitch, observed) => lookAt(await observe(drainSwitch, observed), true), async stacks => {
    const regions = findCheckedRegions(stacks);
    if (regions.length === 0) throw new Error('The app has no health checks, and no drain switch: give its API a domain, and `drain: Drain.byPeers()`');
    const observed = { ask: (url: string) => ask(url, options.via), drainedIn: async () => [] };
    return lookAt(await observe({ tableName: '', regions }, observed), false);
  });

  function lookAt(observation: Observation, hasSwitch: boolean): Look {
    const { unasked, unread } = observation;
    const failures = [
      ...unasked === undefined ? [] : [unaskedText(unasked, options)],
      ...unread === undefined ? [] : [`The drain switch could not be read: ${unread}`],
    ];
    return { observation, failures, hasSwitch };
  }
}

function unaskedText(unasked: string, { via }: DrainOptions): string {
  return `The Regions could not be asked for their health: ${unasked}. ${via === undefined
    ? 'Is the app deployed, and does this machine reach its names?'
    : 'Do the local Regions run this app, and is `--via` where they answer?'}`;
}

type Act<T> = (drainSwitch: DrainSwitch, observed: Observed, table: ControlTable) => Promise<T>;

async function withSwitch<T>(options: DrainOptions, act: Act<T>, withoutSwitch?: (stacks: AssembledStack[]) => Promise<T>): Promise<T> {
  const stacks = readCompleteAssembly(await synthesize(options.directory, options.app, options.signal));
  let drainSwitch: DrainSwitch;
  try {
    drainSwitch = findDrainSwitch(stacks, options.table);
  } catch (error) {
    if (withoutSwitch && error instanceof NoDrainSwitch) return withoutSwitch(stacks);
    throw error;
  }
  const table = new ControlTable(drainSwitch.tableName, options.endpoint);
  try {
    const observed = {
      ask: (url: string) => ask(url, options.via),
      drainedIn: (replica: string, regions: string[]) => table.drainedIn(replica, regions),
    };
    return await act(drainSwitch, observed, table);
  } finally {
    table.close();
  }
}

function findRegion({ regions }: DrainSwitch, region: string): SwitchedRegion {
  const found = regions.find(candidate => candidate.region === region);
  if (!found) {
    throw new Error(`The Region must be one of ${regions.map(candidate => candidate.region).join(', ')}, got: ${region}`);
  }
  return found;
}

/** Route 53 would answer as if all were healthy if none were: nothing would be drained. */
function validateOthersServe(region: string, observation: Observation, options: DrainOptions) {
  if (observation.unasked !== undefined) {
    throw new Error(`${region} is not drained. ${unaskedText(observation.unasked, options)}`);
  }
  const others = othersThan(region, observation);
  const nobodyServes = whyNobodyServes(others);
  if (nobodyServes !== undefined) {
    throw new Error(`${region} must not be drained, for ${nobodyServes}:\n${statesText(others)}`);
  }
}

function othersThan(region: string, observation: Observation): Observation {
  return { ...observation, states: observation.states.filter(state => state.region !== region) };
}

interface Written {
  /** The peers whose replica has the change. */
  readonly done: string[];
  readonly failures: string[];
}

/** Writes to the replicas of the peers themselves: replication may be what is wrong. */
async function writeEach({ peers }: SwitchedRegion, write: (peer: string) => Promise<void>): Promise<Written> {
  const results = await Promise.allSettled(peers.map(({ region }) => write(region)));
  const failures = results.flatMap((result, i) => result.status === 'rejected' ? [`writing to ${peers[i].region} failed (${nameOf(result.reason)})`] : []);
  return { done: peers.map(({ region }) => region).filter((_, i) => results[i].status === 'fulfilled'), failures };
}

/** A health function may not see at once what is written, for its reads are eventually consistent. */
const QUESTIONS = 5;
const PAUSE_MS = 300;

/** The peers that tell Route 53 by now that a Region is drained. */
async function peersThatSaySo({ peers }: SwitchedRegion, observed: Observed): Promise<string[]> {
  for (let i = 0; i < QUESTIONS; i++) {
    const answers = (await Promise.all(peers.map(({ url }) => observed.ask(url)))).map(isGood);
    if (answers.includes(true)) {
      return peers.map(({ region }) => region).filter((_, at) => answers[at]);
    }
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
  return [];
}

function names({ peers }: SwitchedRegion): string {
  return peers.map(({ region }) => region).join(' and ');
}

function report(done: string, failures: string[]): string {
  return [done, ...failures.map(failure => `Beware: ${failure}`)].join('\n');
}
