import { distanceKm } from './latency';
import { GeoProximityLocation, RecordSet } from './record-set';
import { placeOf } from '../../machine/aws-regions';

/** Who asks, and what Route 53 takes into account besides the records. */
export interface Caller {
  /** The Region that the caller is in. */
  readonly from: string;
  /** The latency from the caller's Region to another, in milliseconds. */
  readonly latency: (to: string) => number;
  /** A number from 0 up to 1, without 1. */
  readonly random: () => number;
}

/**
 * How one record of a set is chosen: by what is set in its records.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
 */
export interface RoutingPolicy {
  /** How Route 53 calls it. */
  readonly name: string;
  /** The record that is chosen, of one or more, or those that are answered together; none where none of them is for the caller. */
  readonly choose: (records: readonly RecordSet[], caller: Caller) => RecordSet[];
  /** Whether a record is for the caller. Without it: every record is for every caller. */
  readonly isFor?: (record: RecordSet, from: string) => boolean;
}

const SIMPLE: RoutingPolicy = { name: 'simple', choose: ([record]) => [record] };

const LATENCY: RoutingPolicy = {
  name: 'latency',
  choose: (records, { latency }) => lowest(records, ({ region }) => latency(region!)),
};

const WEIGHTED: RoutingPolicy = {
  name: 'weighted',
  choose: (records, { random }) => {
    const nonzero = records.filter(({ weight }) => weight! > 0);
    const eligible = nonzero.length > 0 ? nonzero : records;
    const share = ({ weight }: RecordSet) => weight || 1; // where all weights are zero, all are alike
    let rest = random() * eligible.reduce((sum, record) => sum + share(record), 0);
    return [eligible.find(record => (rest -= share(record)) < 0) ?? eligible.at(-1)!];
  },
};

const FAILOVER: RoutingPolicy = {
  name: 'failover',
  choose: records => lowest(records, ({ failover }) => failover === 'PRIMARY' ? 0 : 1),
};

const GEOLOCATION: RoutingPolicy = {
  name: 'geolocation',
  choose: records => lowest(records, size),
  isFor: ({ geoLocation = {} }, from) => {
    if (geoLocation.countryCode === '*') return true;
    const caller = placeOf(from);
    return caller !== undefined && (['continentCode', 'countryCode', 'subdivisionCode'] as const).every(code =>
      geoLocation[code] === undefined || geoLocation[code] === caller[code]);
  },
};

/** Route 53 answers up to so many values at once. */
const MAX_VALUES = 8;

const MULTIVALUE: RoutingPolicy = {
  name: 'multivalue answer',
  choose: (records, { random }) => {
    const rest = [...records];
    return Array.from({ length: Math.min(MAX_VALUES, rest.length) }, () => rest.splice(Math.floor(random() * rest.length), 1)[0]);
  },
};

const GEOPROXIMITY: RoutingPolicy = {
  name: 'geoproximity',
  choose: (records, { from }) => lowest(records, ({ geoProximity }) => biasedDistance(from, geoProximity!)),
};

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geoproximity.html */
function biasedDistance(from: string, { bias = 0, ...location }: GeoProximityLocation): number {
  const place = location.coordinates ?? placeOf(location.region!);
  const distance = place ? distanceKm(placeOf(from)!, place) : Infinity;
  return bias > 0 ? distance * (1 - bias / 100) : distance / (1 + bias / 100);
}

/** From a state to everywhere. */
function size({ geoLocation = {} }: RecordSet): number {
  if (geoLocation.subdivisionCode !== undefined) return 0;
  if (geoLocation.continentCode !== undefined) return 2;
  return geoLocation.countryCode === '*' ? 3 : 1;
}

export function routingPolicyOf(record: RecordSet): RoutingPolicy {
  if (record.region !== undefined) return LATENCY;
  if (record.weight !== undefined) return WEIGHTED;
  if (record.failover !== undefined) return FAILOVER;
  if (record.multiValueAnswer) return MULTIVALUE;
  if (record.geoProximity !== undefined) return GEOPROXIMITY;
  return record.geoLocation === undefined ? SIMPLE : GEOLOCATION;
}

/** The first of those with the lowest number. */
function lowest(records: readonly RecordSet[], numberOf: (record: RecordSet) => number): RecordSet[] {
  let best: { record: RecordSet; number: number } | undefined;
  for (const record of records) {
    const number = numberOf(record);
    if (!best || number < best.number) best = { record, number };
  }
  return best ? [best.record] : [];
}
