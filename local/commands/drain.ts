import { readAssembly } from '../cloudformation/assembly';
import { synthesize } from '../cloudformation/synthesize';
import { ControlTable } from '../drain/control-table';
import { DrainSwitch, findDrainSwitch, SwitchedRegion } from '../drain/drain-switch';
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
  return withSwitch(options, async (drainSwitch, observed) => {
    const observation = await observe(drainSwitch, observed);
    const { unasked, unread } = observation;
    const failures = [
      ...unasked === undefined ? [] : [unaskedText(unasked, options)],
      ...unread === undefined ? [] : [`The drain switch could not be read: ${unread}`],
    ];
    if (failures.length > 0) {
      throw new Error([...failures, statesText(observation)].join('\n'));
    }
    return statesText(observation);
  });
}

function unaskedText(unasked: string, { via }: DrainOptions): string {
  return `The Regions could not be asked for their health: ${unasked}. ${via === undefined
    ? 'Is the app deployed, and does this machine reach its names?'
    : 'Do the local Regions run this app, and is `--via` where they answer?'}`;
}

type Act = (drainSwitch: DrainSwitch, observed: Observed, table: ControlTable) => Promise<string>;

async function withSwitch(options: DrainOptions, act: Act): Promise<string> {
  const assembly = await synthesize(options.directory, options.app, options.signal);
  const drainSwitch = findDrainSwitch(readAssembly(assembly), options.table);
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
