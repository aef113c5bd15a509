import { DrainSwitch } from './drain-switch';
import { Answer, isGood } from './health-question';

/** Where one looks for the state of Regions: what Route 53's checkers see, and what the replicas hold. */
export interface Observed {
  ask(url: string): Promise<Answer>;
  drainedIn(replica: string, regions: string[]): Promise<string[]>;
}

export interface RegionState {
  readonly region: string;
  /** What answered about its own health. */
  readonly health: Answer;
  /** The peers that say to Route 53 that it is drained. */
  readonly drainedPer: string[];
  /** Whether a peer did not answer, which may be of either opinion. */
  readonly unheard: boolean;
  /** The replicas that say so. */
  readonly drainedIn: string[];
  /** Why its replica of the switch could not be read. */
  readonly unreadable?: Error;
}

/** The states of all Regions, and what kept one from seeing them. */
export interface Observation {
  readonly states: RegionState[];
  /** Why nobody at all could be asked: then it is not the Regions that are ill. */
  readonly unasked?: string;
  /** Why the switch could not be read, where that is not one ill Region's doing. */
  readonly unread?: string;
}

/** Looks at all Regions at once. */
export async function observe({ regions }: DrainSwitch, observed: Observed): Promise<Observation> {
  const names = regions.map(({ region }) => region);
  const [answers, replicas] = await Promise.all([
    Promise.all(regions.map(({ healthUrl, peers }) => Promise.all([healthUrl, ...peers.map(({ url }) => url)].map(url => observed.ask(url))))),
    Promise.all(names.map(region => readReplica(region, names, observed))),
  ]);
  return {
    states: regions.map(({ region, peers }, i) => {
      const [health, ...drained] = answers[i];
      return {
        region,
        health,
        drainedPer: peers.filter((_, at) => isGood(drained[at])).map(peer => peer.region),
        unheard: drained.some(answer => 'unanswered' in answer),
        drainedIn: names.filter((_, at) => replicas[at].drained.includes(region)),
        unreadable: replicas[i].unreadable,
      };
    }),
    unasked: whyAllFailed(answers.flat().map(answer => 'unanswered' in answer ? answer.unanswered : undefined)),
    unread: whyAllFailed(replicas.map(({ unreadable }) => unreadable && textOf(unreadable)))
      ?? replicas.flatMap(({ unreadable }) => unreadable && isRefusal(unreadable) ? [textOf(unreadable)] : [])[0],
  };
}

async function readReplica(replica: string, names: string[], observed: Observed): Promise<{ drained: string[]; unreadable?: Error }> {
  try {
    return { drained: await observed.drainedIn(replica, names) };
  } catch (error) {
    return { drained: [], unreadable: error as Error };
  }
}

/** The different reasons, if there is one for each. */
function whyAllFailed(reasons: (string | undefined)[]): string | undefined {
  return reasons.every(reason => reason !== undefined) ? [...new Set(reasons)].join('; ') : undefined;
}

/** Whether it is the caller who may not, or cannot, ask: AWS says so, or there are no credentials. */
function isRefusal(error: Error): boolean {
  return (error as { $fault?: string }).$fault === 'client' || error.name.endsWith('ProviderError');
}

/** Whether callers may be sent to a Region: it is known to be healthy, and no peer and no replica has it drained. */
export function isAvailable({ health, drainedPer, drainedIn }: RegionState): boolean {
  return isGood(health) && drainedPer.length === 0 && drainedIn.length === 0;
}

/** Why nobody would serve callers, if that is so. */
export function whyNobodyServes({ states }: Observation): string | undefined {
  if (states.some(isAvailable)) return undefined;
  return states.some(({ health }) => 'unanswered' in health) ? 'no other Region is known to serve its callers' : 'no other Region would serve its callers';
}

/** One line a Region. */
export function statesText({ states, unasked }: Observation): string {
  const width = Math.max(...states.map(({ region }) => region.length));
  return states.map(state => `${state.region.padEnd(width)}  ${describe(state, unasked !== undefined)}`).join('\n');
}

function describe({ health, drainedPer, unheard, drainedIn, unreadable }: RegionState, isUnasked: boolean): string {
  return [
    isUnasked ? 'health unknown' : healthText(health),
    drainedPer.length > 0 && `drained, say ${drainedPer.join(' and ')}`,
    drainedPer.length === 0 && drainedIn.length > 0
      && `drained in the replica of ${drainedIn.join(' and ')}, ${unheard ? 'whatever its peers say' : 'which no peer says'}`,
    unreadable && `its replica of the switch cannot be read (${nameOf(unreadable)})`,
  ].filter(Boolean).join(', ');
}

/** Who got no answer knows nothing of a Region's health: the machine that asks may be what is cut off. */
function healthText(health: Answer): string {
  if ('unanswered' in health) return `health unknown (${health.unanswered})`;
  return isGood(health) ? 'healthy' : `unhealthy (answers ${health.statusCode})`;
}

/** E.g. "AccessDeniedException" or "connect ECONNREFUSED 127.0.0.1:3100". */
export function nameOf(error: unknown): string {
  const { name, message } = error as Error;
  return name === 'Error' ? message.replace(/^AWS SDK error wrapper for \w*Error: /, '') : name;
}

/** The same with what AWS says about it. */
function textOf(error: Error): string {
  return error.name === 'Error' ? nameOf(error) : `${error.name}: ${error.message}`;
}
