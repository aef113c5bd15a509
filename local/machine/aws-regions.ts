/** A part of AWS that shares nothing with the others: its ARNs and its names are its own. */
export interface Partition {
  /** The second part of its ARNs. */
  readonly name: string;
  readonly dnsSuffix: string;
}

/** Where a Region is: the latitude and longitude of the city, as publicly known, and the codes of its continent and country. */
export interface RegionPlace {
  readonly latitude: number;
  readonly longitude: number;
  readonly continentCode: string;
  readonly countryCode: string;
  /** A state of the United States. */
  readonly subdivisionCode?: string;
}

/**
 * The Regions whose place is known, in the codes of Route 53's geolocation records.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-geo.html
 */
const PLACES: Readonly<Record<string, RegionPlace>> = {
  'af-south-1': at(-33.9, 18.4, 'AF', 'ZA'), // Cape Town
  'ap-east-1': at(22.3, 114.2, 'AS', 'HK'), // Hong Kong
  'ap-east-2': at(25.0, 121.5, 'AS', 'TW'), // Taipei
  'ap-northeast-1': at(35.7, 139.7, 'AS', 'JP'), // Tokyo
  'ap-northeast-2': at(37.6, 127.0, 'AS', 'KR'), // Seoul
  'ap-northeast-3': at(34.7, 135.5, 'AS', 'JP'), // Osaka
  'ap-south-1': at(19.1, 72.9, 'AS', 'IN'), // Mumbai
  'ap-south-2': at(17.4, 78.5, 'AS', 'IN'), // Hyderabad
  'ap-southeast-1': at(1.4, 103.8, 'AS', 'SG'), // Singapore
  'ap-southeast-2': at(-33.9, 151.2, 'OC', 'AU'), // Sydney
  'ap-southeast-3': at(-6.2, 106.8, 'AS', 'ID'), // Jakarta
  'ap-southeast-4': at(-37.8, 145.0, 'OC', 'AU'), // Melbourne
  'ap-southeast-5': at(3.1, 101.7, 'AS', 'MY'), // Kuala Lumpur
  'ap-southeast-6': at(-36.8, 174.8, 'OC', 'NZ'), // Auckland
  'ap-southeast-7': at(13.8, 100.5, 'AS', 'TH'), // Bangkok
  'ca-central-1': at(45.5, -73.6, 'NA', 'CA'), // Montreal
  'ca-west-1': at(51.0, -114.1, 'NA', 'CA'), // Calgary
  'cn-north-1': at(39.9, 116.4, 'AS', 'CN'), // Beijing
  'cn-northwest-1': at(37.5, 105.2, 'AS', 'CN'), // Zhongwei
  'eu-central-1': at(50.1, 8.7, 'EU', 'DE'), // Frankfurt
  'eu-central-2': at(47.4, 8.5, 'EU', 'CH'), // Zurich
  'eu-north-1': at(59.3, 18.1, 'EU', 'SE'), // Stockholm
  'eu-south-1': at(45.5, 9.2, 'EU', 'IT'), // Milan
  'eu-south-2': at(41.6, -0.9, 'EU', 'ES'), // Zaragoza
  'eu-west-1': at(53.3, -6.3, 'EU', 'IE'), // Dublin
  'eu-west-2': at(51.5, -0.1, 'EU', 'GB'), // London
  'eu-west-3': at(48.9, 2.4, 'EU', 'FR'), // Paris
  'eusc-de-east-1': at(52.4, 12.5, 'EU', 'DE'), // Brandenburg
  'il-central-1': at(32.1, 34.8, 'AS', 'IL'), // Tel Aviv
  'me-central-1': at(25.2, 55.3, 'AS', 'AE'), // Dubai
  'me-south-1': at(26.2, 50.6, 'AS', 'BH'), // Bahrain
  'mx-central-1': at(20.6, -100.4, 'NA', 'MX'), // Querétaro
  'sa-east-1': at(-23.6, -46.6, 'SA', 'BR'), // São Paulo
  'us-east-1': at(38.9, -77.5, 'NA', 'US', 'VA'), // Northern Virginia
  'us-east-2': at(40.0, -83.0, 'NA', 'US', 'OH'), // Columbus
  'us-gov-east-1': at(40.0, -83.0, 'NA', 'US', 'OH'), // Columbus
  'us-gov-west-1': at(45.5, -122.7, 'NA', 'US', 'OR'), // Portland
  'us-west-1': at(37.4, -122.0, 'NA', 'US', 'CA'), // San Francisco Bay
  'us-west-2': at(45.8, -119.7, 'NA', 'US', 'OR'), // Boardman
};

/** The Regions whose place is known: those in which a caller can be. */
export function locatedRegions(): string[] {
  return Object.keys(PLACES);
}

/** Where a Region is, if anybody says it. */
export function placeOf(region: string): RegionPlace | undefined {
  return PLACES[region];
}

/** The partition that a Region is in, told by its name, so that one that is new has one. */
export function partition(region: string): Partition {
  switch (true) {
    case region.startsWith('cn-'): return { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' };
    case region.startsWith('us-gov-'): return { name: 'aws-us-gov', dnsSuffix: 'amazonaws.com' };
    case region.startsWith('eusc-'): return { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu' };
    default: return { name: 'aws', dnsSuffix: 'amazonaws.com' };
  }
}

function at(latitude: number, longitude: number, continentCode: string, countryCode: string, subdivisionCode?: string): RegionPlace {
  return { latitude, longitude, continentCode, countryCode, subdivisionCode };
}
