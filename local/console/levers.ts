import { CLEAR, FAULT_LEVERS } from './fault-levers';
import { Given, Lever } from './lever';
import { LeverView, ParameterView } from './wire';
import { FAULT_KINDS } from '../faults/fault-kinds';
import { ScaledClock } from '../machine/clock';
import { LocalRegions } from '../regions/local-regions';
import { OPTION_RULES } from '../regions/local-regions-options';

const INVERT: Lever = {
  view: regions => ({
    name: 'invert',
    label: 'Invert health check',
    does: 'makes a Region unhealthy, whatever answers its health check, or ends that',
    onAws: 'aws route53 update-health-check --health-check-id … --disabled --inverted',
    page: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html',
    parameters: [regionOf(regions), ON],
  }),
  pull: (regions, given) => {
    const region = readRegion(regions, given);
    const isOn = given.on !== 'off';
    regions.invert(region, isOn);
    return isOn ? `the health check of ${region} is inverted` : `the health check of ${region} sees what there is`;
  },
};

const DRAIN: Lever = {
  view: regions => ({
    name: 'drain',
    label: 'Drain',
    does: 'takes a Region out of service by its drain switch, or ends that',
    onAws: 'npx multi-region drain <region>',
    page: 'https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/aws-services-with-regional-control-planes.html',
    parameters: [regionOf(regions), ON],
  }),
  pull: async (regions, given) => {
    const region = readRegion(regions, given);
    const { drain } = regions.seen;
    if (!drain.isFor(region)) throw new Error('The app has no drain switch: give its API `drain: Drain.byPeers()`');
    if (given.on === 'off') {
      await drain.set(region, false);
      return `${region} is not drained any more`;
    }
    const others = regions.regions.filter(other => other !== region);
    const drained = await Promise.all(others.map(other => drain.drainedIn(other)));
    const isServing = (other: string, at: number) => drained[at].length === 0 && isHealthy(regions, other);
    if (!others.some(isServing)) throw new Error(`${region} must not be drained, for no other Region would serve its callers`);
    await drain.set(region, true);
    return `${region} is drained in the replicas of ${others.join(', ')}`;
  },
};

const LOSE: Lever = {
  view: regions => ({
    name: 'lose',
    label: 'Lose',
    does: 'loses a Region, whose endpoints refuse connections, or restores it',
    onAws: 'nothing that anybody could do: the Region fails',
    page: FAULT_KINDS['local:region:lose'].page,
    parameters: [regionOf(regions), ON],
  }),
  pull: (regions, given) => {
    const region = readRegion(regions, given);
    if (given.on !== 'off') return regions.lose(region).what;
    regions.restore(region);
    return `${region} is there again`;
  },
};

const PAUSE_REPLICATION: Lever = {
  view: regions => ({
    name: 'pause-replication',
    label: 'Pause replication',
    does: 'holds the replication of all tables from and to a Region, or ends that',
    onAws: 'the action aws:dynamodb:global-table-pause-replication of AWS FIS',
    page: 'https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#dynamodb-actions-reference',
    parameters: [regionOf(regions), ON],
  }),
  pull: (regions, given) => {
    const region = readRegion(regions, given);
    const isOn = given.on !== 'off';
    if (isOn) regions.pauseReplication(region);
    else regions.resumeReplication(region);
    return `replication from and to ${region} ${isOn ? 'is paused' : 'goes on'}`;
  },
};

const CLOCK: Lever = {
  view: () => ({
    name: 'clock',
    label: 'Clock',
    does: 'sets how many seconds of AWS time pass in one second; at 0, time stands still',
    onAws: 'nothing: time there takes its time',
    parameters: [{ name: 'scale', kind: 'number', isRequired: true }],
  }),
  pull: ({ clock }, { scale }) => {
    if (!(clock instanceof ScaledClock)) throw new Error('The clock is a test\'s: it goes as the test says');
    const { rule, holds } = OPTION_RULES.timeScale;
    if (scale !== 0 && !(typeof scale === 'number' && holds(scale))) throw new Error(`\`scale\` must be 0 or ${rule}, got: ${JSON.stringify(scale)}`);
    clock.scale = scale as number;
    return scale === 0 ? 'time stands still' : `${scale} seconds of AWS time pass in one second`;
  },
};

const RESET: Lever = {
  view: () => ({
    name: 'reset',
    label: 'Reset tables',
    does: 'empties all tables to the seed, and ends pauses of replication',
    onAws: 'nothing: there it would be a restore from a backup',
    parameters: [],
  }),
  pull: async regions => {
    await regions.reset();
    return 'all tables are as they began';
  },
};

const LEVERS: readonly Lever[] = [DRAIN, INVERT, LOSE, PAUSE_REPLICATION, ...FAULT_LEVERS, CLEAR, CLOCK, RESET];

export function leverViews(regions: LocalRegions): LeverView[] {
  return LEVERS.map(lever => lever.view(regions));
}

/** Does what a lever of that name does, and says what has been done. */
export async function pull(regions: LocalRegions, name: unknown, given: Given): Promise<string> {
  const lever = LEVERS.find(candidate => candidate.view(regions).name === name);
  if (!lever) throw new Error(`\`lever\` must be one of ${leverViews(regions).map(view => view.name).join(', ')}, got: ${JSON.stringify(name)}`);
  return lever.pull(regions, given);
}

const ON: ParameterView = { name: 'on', kind: 'choice', options: ['on', 'off'], isRequired: true };

function regionOf({ regions }: LocalRegions): ParameterView {
  return { name: 'region', kind: 'choice', options: regions, isRequired: true };
}

function readRegion({ regions }: LocalRegions, { region }: Given): string {
  if (!regions.includes(region as string)) throw new Error(`\`region\` must be one of ${regions.join(', ')}, got: ${JSON.stringify(region)}`);
  return region as string;
}

function isHealthy(regions: LocalRegions, region: string): boolean {
  const guards = regions.guardsOf(region).map(({ id }) => id);
  return regions.seen.health.every(({ definition, healthy }) => healthy || !guards.includes(definition.id));
}
