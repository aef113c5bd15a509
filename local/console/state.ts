import { ReplicationMeter } from './replication-meter';
import { TrafficMeter } from './traffic';
import { CallerView, CheckView, RegionStatus, RegionView, StateView } from './wire';
import { placeOf } from '../machine/aws-regions';
import { ScaledClock } from '../machine/clock';
import { LocalRegions } from '../regions/local-regions';
import { HealthState } from '../services/route53/health-checker';

/** Where callers are looked at besides the Regions themselves: a few over the world. */
const PLACES = ['us-east-1', 'us-west-2', 'sa-east-1', 'eu-west-1', 'eu-central-1', 'af-south-1', 'ap-south-1', 'ap-northeast-1', 'ap-southeast-1', 'ap-southeast-2'];
const MOST_HOSTS = 3;

export interface Meters {
  readonly traffic: TrafficMeter;
  readonly replication: ReplicationMeter;
}

/** All of the Regions as they stand now. */
export async function stateOf(regions: LocalRegions, { traffic, replication }: Meters): Promise<StateView> {
  const { seen, clock, awsUrl } = regions;
  const health = seen.health;
  return {
    at: clock.now(),
    scale: clock.scale,
    isScalable: clock instanceof ScaledClock,
    awsUrl,
    regions: await Promise.all(regions.regions.map(region => regionView(regions, region, health, traffic))),
    callers: callerViews(regions),
    replication: seen.replication.map(({ from, to, ...link }) => ({ from, to, ...link, ...replication.of(from, to) })),
    tables: [...regions.tables].sort((one, other) => Number(seen.drain.isSwitch(one)) - Number(seen.drain.isSwitch(other))),
    queues: seen.queues,
    schedules: seen.schedules,
    faults: regions.faults().map(({ id, what, since, until }) => ({ id, what, since, until })),
  };
}

async function regionView(regions: LocalRegions, name: string, health: readonly HealthState[], traffic: TrafficMeter): Promise<RegionView> {
  const { drain } = regions.seen;
  const guards = regions.guardsOf(name).map(({ id }) => health.find(({ definition }) => definition.id === id)!);
  const drainedIn = await drain.drainedIn(name);
  const inverted = guards.find(({ definition }) => definition.disabled && definition.inverted);
  const ill = guards.find(({ healthy }) => !healthy);
  const loss = regions.faults().find(({ fault }) => fault.action === 'local:region:lose' && fault.region === name && fault.how !== 'slow');
  const [status, why]: [RegionStatus, string] = loss ? ['lost', loss.what]
    : inverted ? ['drained', `its health check ${nameOf(inverted)} is inverted by hand`]
      : drainedIn.length > 0 ? ['drained', `the drain switch says so in ${drainedIn.join(', ')}${ill ? '' : '; its health checks have yet to see it'}`]
        : ill ? ['unhealthy', reasonOf(ill, health)]
          : ['healthy', guards.length > 0 ? reasonOf(guards[0], health) : 'no health check guards it'];
  const { latitude, longitude } = placeOf(name) ?? { latitude: 0, longitude: 0 };
  return {
    name,
    latitude,
    longitude,
    status,
    why,
    since: (loss ?? inverted ?? ill ?? guards[0])?.since,
    checks: guards.map(guard => checkView(guard, health)),
    traffic: traffic.of(name),
    inverted: guards.length > 0 ? inverted !== undefined : undefined,
    drained: drain.isFor(name) ? drainedIn.length > 0 : undefined,
    isLost: loss !== undefined,
    isPaused: regions.regions.length > 1 ? regions.seen.isPaused(name) : undefined,
  };
}

/** Of what is calculated, what the first part that is of the same opinion says. */
function reasonOf({ definition: { childHealthChecks = [] }, cause, healthy }: HealthState, health: readonly HealthState[]): string {
  const part = health.find(other => other.healthy === healthy && childHealthChecks.includes(other.definition.id));
  return part ? `${nameOf(part)}: ${reasonOf(part, health)}` : cause;
}

function checkView(state: HealthState, health: readonly HealthState[]): CheckView {
  const { definition, healthy, cause, since, checkers } = state;
  const { id, type, fullyQualifiedDomainName, resourcePath = '/', alarm, disabled = false, inverted = false, childHealthChecks = [] } = definition;
  return {
    id,
    name: nameOf(state),
    healthy,
    watches: fullyQualifiedDomainName !== undefined ? `${type} ${fullyQualifiedDomainName}${resourcePath}${inverted && !disabled ? ', inverted' : ''}`
      : alarm ? `alarm ${alarm.name} in ${alarm.region}` : `${definition.healthThreshold} of ${childHealthChecks.length} others`,
    cause,
    since,
    isInverted: disabled && inverted,
    checkers: checkers.flatMap(({ region, healthy: isWell, last }) =>
      last ? [{ region, healthy: isWell !== inverted, status: last.status, at: last.checkedAt, answer: isWell ? undefined : last.answer }] : []),
    children: health.filter(other => childHealthChecks.includes(other.definition.id)).map(child => checkView(child, health)),
  };
}

function nameOf({ definition: { id, name } }: HealthState): string {
  return name ?? id;
}

function callerViews(regions: LocalRegions): CallerView[] {
  const { seen, defaultHost } = regions;
  const hosts = defaultHost === undefined ? seen.hosts.slice(0, MOST_HOSTS) : [defaultHost];
  const places = [...new Set([...regions.regions, ...PLACES])].filter(placeOf);
  return hosts.flatMap(host => places.map(place => {
    const { latitude, longitude } = placeOf(place)!;
    return { host, place, latitude, longitude, ...seen.leads(host, place) };
  }));
}
