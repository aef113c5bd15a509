import { DrainSwitch } from './drain-switch';

/** Where one looks for the state of Regions: what Route 53's checkers see, and what the replicas hold. */
export interface Observed {
  isGood(url: string): Promise<boolean>;
  drainedIn(replica: string, regions: string[]): Promise<string[]>;
}

export interface RegionState {
  readonly region: string;
  /** Whether its own health is good. */
  readonly healthy: boolean;
  /** The peers that say to Route 53 that it is drained. */
  readonly drainedPer: string[];
  /** The replicas that say so. */
  readonly drainedIn: string[];
  /** Why its replica of the switch could not be read. */
  readonly unreadable?: string;
}

/** Looks at all Regions at once. */
export async function observe({ regions }: DrainSwitch, observed: Observed): Promise<RegionState[]> {
  const names = regions.map(({ region }) => region);
  const [seen, replicas] = await Promise.all([
    Promise.all(regions.map(async ({ healthUrl, peers }) => {
      const [healthy, ...drained] = await Promise.all([healthUrl, ...peers.map(({ url }) => url)].map(url => observed.isGood(url)));
      return { healthy, drainedPer: peers.filter((_, i) => drained[i]).map(({ region }) => region) };
    })),
    Promise.all(names.map(region => readReplica(region, names, observed))),
  ]);
  return names.map((region, i) => ({
    region,
    ...seen[i],
    drainedIn: names.filter((_, at) => replicas[at].drained.includes(region)),
    unreadable: replicas[i].unreadable,
  }));
}

async function readReplica(replica: string, names: string[], observed: Observed): Promise<{ drained: string[]; unreadable?: string }> {
  try {
    return { drained: await observed.drainedIn(replica, names) };
  } catch (error) {
    return { drained: [], unreadable: nameOf(error) };
  }
}

/** Whether callers may be sent to a Region: neither Route 53 nor any replica has it otherwise. */
export function isAvailable({ healthy, drainedPer, drainedIn }: RegionState): boolean {
  return healthy && drainedPer.length === 0 && drainedIn.length === 0;
}

/** One line a Region. */
export function statesText(states: RegionState[]): string {
  const width = Math.max(...states.map(({ region }) => region.length));
  return states.map(state => `${state.region.padEnd(width)}  ${describe(state)}`).join('\n');
}

function describe({ healthy, drainedPer, drainedIn, unreadable }: RegionState): string {
  return [
    healthy ? 'healthy' : 'unhealthy',
    drainedPer.length > 0 && `drained, say ${drainedPer.join(' and ')}`,
    drainedPer.length === 0 && drainedIn.length > 0 && `drained in the replica of ${drainedIn.join(' and ')}, which no peer says`,
    unreadable && `its replica of the switch cannot be read (${unreadable})`,
  ].filter(Boolean).join(', ');
}

/** E.g. "AccessDeniedException" or "connect ECONNREFUSED 127.0.0.1:3100". */
export function nameOf(error: unknown): string {
  const { name, message } = error as Error;
  return name === 'Error' ? message.replace(/^AWS SDK error wrapper for \w*Error: /, '') : name;
}
