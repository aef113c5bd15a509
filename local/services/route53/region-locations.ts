/** Where the AWS Regions are: latitude and longitude of the city, as publicly known. */
const REGION_LOCATIONS: Readonly<Record<string, readonly [number, number]>> = {
  'af-south-1': [-33.9, 18.4], // Cape Town
  'ap-east-1': [22.3, 114.2], // Hong Kong
  'ap-east-2': [25.0, 121.5], // Taipei
  'ap-northeast-1': [35.7, 139.7], // Tokyo
  'ap-northeast-2': [37.6, 127.0], // Seoul
  'ap-northeast-3': [34.7, 135.5], // Osaka
  'ap-south-1': [19.1, 72.9], // Mumbai
  'ap-south-2': [17.4, 78.5], // Hyderabad
  'ap-southeast-1': [1.4, 103.8], // Singapore
  'ap-southeast-2': [-33.9, 151.2], // Sydney
  'ap-southeast-3': [-6.2, 106.8], // Jakarta
  'ap-southeast-4': [-37.8, 145.0], // Melbourne
  'ap-southeast-5': [3.1, 101.7], // Kuala Lumpur
  'ap-southeast-6': [-36.8, 174.8], // Auckland
  'ap-southeast-7': [13.8, 100.5], // Bangkok
  'ca-central-1': [45.5, -73.6], // Montreal
  'ca-west-1': [51.0, -114.1], // Calgary
  'cn-north-1': [39.9, 116.4], // Beijing
  'cn-northwest-1': [37.5, 105.2], // Zhongwei
  'eu-central-1': [50.1, 8.7], // Frankfurt
  'eu-central-2': [47.4, 8.5], // Zurich
  'eu-north-1': [59.3, 18.1], // Stockholm
  'eu-south-1': [45.5, 9.2], // Milan
  'eu-south-2': [41.6, -0.9], // Zaragoza
  'eu-west-1': [53.3, -6.3], // Dublin
  'eu-west-2': [51.5, -0.1], // London
  'eu-west-3': [48.9, 2.4], // Paris
  'eusc-de-east-1': [52.4, 12.5], // Brandenburg
  'il-central-1': [32.1, 34.8], // Tel Aviv
  'me-central-1': [25.2, 55.3], // Dubai
  'me-south-1': [26.2, 50.6], // Bahrain
  'mx-central-1': [20.6, -100.4], // Querétaro
  'sa-east-1': [-23.6, -46.6], // São Paulo
  'us-east-1': [38.9, -77.5], // Northern Virginia
  'us-east-2': [40.0, -83.0], // Columbus
  'us-gov-east-1': [40.0, -83.0], // Columbus
  'us-gov-west-1': [45.5, -122.7], // Portland
  'us-west-1': [37.4, -122.0], // San Francisco Bay
  'us-west-2': [45.8, -119.7], // Boardman
};

const EARTH_RADIUS_KM = 6371;
const FIRST_HOP_MS = 2;
/** Light in fiber goes 100 km there and back in a millisecond; cables are about half as long again as the great circle. */
const ROUND_TRIP_MS_PER_KM = 1.5 / 100;

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

/** The Regions whose location is known. */
export function locatedRegions(): string[] {
  return Object.keys(REGION_LOCATIONS);
}

function locationOf(region: string) {
  const location = REGION_LOCATIONS[region];
  if (!location) {
    throw new Error(`\`region\` must be an AWS Region whose location is known, got: "${region}"; give its latencies as overrides`);
  }
  return location;
}

/** The haversine formula. */
function distanceKm([latitude1, longitude1]: readonly [number, number], [latitude2, longitude2]: readonly [number, number]): number {
  const radians = (degrees: number) => degrees * Math.PI / 180;
  const haversine = (angle: number) => Math.sin(angle / 2) ** 2;
  const a = haversine(radians(latitude2 - latitude1))
    + Math.cos(radians(latitude1)) * Math.cos(radians(latitude2)) * haversine(radians(longitude2 - longitude1));
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a)));
}
