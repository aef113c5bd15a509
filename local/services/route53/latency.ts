import { placeOf, RegionPlace } from '../../machine/aws-regions';

const EARTH_RADIUS_KM = 6371;
const FIRST_HOP_MS = 2;
/** Light in fiber goes 100 km there and back in a millisecond; cables are about half as long again as the great circle. */
const ROUND_TRIP_MS_PER_KM = 1.5 / 100;

type Coordinates = Pick<RegionPlace, 'latitude' | 'longitude'>;

/** Milliseconds by the caller's Region, then by the Region called. */
export type LatencyOverrides = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * The round trip between two Regions in milliseconds: approximate, as it knows only the great circle between them.
 *
 * It picks the right nearest Region in most cases, not in all: where it matters, override it with measured latencies.
 */
export function latencyEstimate(from: string, to: string, overrides: LatencyOverrides = {}): number {
  return overrides[from]?.[to] ?? FIRST_HOP_MS + ROUND_TRIP_MS_PER_KM * distanceKm(locationOf(from), locationOf(to));
}

function locationOf(region: string): RegionPlace {
  const location = placeOf(region);
  if (!location) {
    throw new Error(`\`region\` must be an AWS Region whose location is known, got: "${region}"; give its latencies as overrides`);
  }
  return location;
}

/** The haversine formula. */
export function distanceKm(from: Coordinates, to: Coordinates): number {
  const radians = (degrees: number) => degrees * Math.PI / 180;
  const haversine = (angle: number) => Math.sin(angle / 2) ** 2;
  const a = haversine(radians(to.latitude - from.latitude))
    + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * haversine(radians(to.longitude - from.longitude));
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a)));
}
