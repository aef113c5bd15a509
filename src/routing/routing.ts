import { Token } from 'aws-cdk-lib';
import { CfnRecordSet, GeoLocation } from 'aws-cdk-lib/aws-route53';
import { RegionSet } from '../regions/region-set';
import { refusal } from '../synthesis/refusal';

/** Settings of `Routing.activePassive()`. */
export interface ActivePassiveOptions {
  /** The Region that all callers reach while it is healthy: one of the API's `regions`. */
  readonly primary: string;
}

/** Settings of `Routing.geolocation()`. */
export interface GeolocationOptions {
  /**
   * The locations that each Region serves, by the Region's name, e.g.
   * `{ 'eu-west-1': [GeoLocation.continent(Continent.EUROPE)] }`. The smallest location that fits a caller counts.
   *
   * A Region without locations stands by.
   */
  readonly locations: { [region: string]: GeoLocation[] };

  /** The Region that serves callers from everywhere else: one of the API's `regions`. */
  readonly defaultRegion: string;
}

/** A Region's entry under the shared name: what its record sets have besides name, type and target. */
export interface RoutingEntry {
  /** Names the record in the Region's stack. */
  readonly id: string;
  readonly setIdentifier: string;
  readonly region?: string;
  readonly weight?: number;
}

/** A location, and the Region that serves its callers. */
export interface ServedLocation {
  /** E.g. "continent-EU", "DE", "US-CA", "default". */
  readonly code: string;
  readonly geoLocation: CfnRecordSet.GeoLocationProperty;
  readonly server: string;
}

/**
 * Which Region a caller reaches while all are healthy; whatever the choice, callers of an unhealthy Region reach another.
 *
 * Weights, locations, and which Region is the default or `primary`, may change at any time. Route 53 refuses different policies
 * under one name: a name that callers use can change from `activePassive()` to `weighted()`, from `latency()` to
 * `geolocation()`, whereby callers of an unhealthy Region may stay there until all stacks are deployed, and back. For any other
 * change give the API another `domainName`.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
 * @example
 * new MultiRegionServerlessApi(app, 'Shop', {
 *   regions: ['us-east-1', 'eu-west-1'],
 *   domain,
 *   routing: Routing.geolocation({
 *     locations: { 'eu-west-1': [GeoLocation.continent(Continent.EUROPE), GeoLocation.continent(Continent.AFRICA)] },
 *     defaultRegion: 'us-east-1',
 *   }),
 * });
 */
export abstract class Routing {
  /** Callers reach the Region with the lowest latency. */
  static latency(): Routing {
    return new LatencyRouting();
  }

  /**
   * Callers reach one Region, and while it is unhealthy the others, in equal shares.
   *
   * Made of weighted records, the passive Regions with weight 0: each Region has its own record, so that none depends on another.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html
   * @example
   * Routing.activePassive({ primary: 'eu-west-1' });
   */
  static activePassive(options: ActivePassiveOptions): Routing {
    return new ActivePassiveRouting(options);
  }

  /**
   * Callers reach Regions in proportion to their weights, 0 to 255; a Region with weight 0 serves while all that have
   * a weight are unhealthy. At least one weight must be over 0.
   *
   * @param weights the weight of every Region, by its name
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html
   * @example
   * Routing.weighted({ 'us-east-1': 90, 'eu-west-1': 10, 'ap-southeast-1': 0 });
   */
  static weighted(weights: { [region: string]: number }): Routing {
    return new WeightedRouting(weights);
  }

  /**
   * Callers reach the Region that serves their location, and while it is unhealthy the nearest healthy one.
   *
   * Nearest is by latency, as is the Region that they reach while none is healthy and no `standby` is there.
   *
   * A location, or the default, can move from Region to Region in one deployment: each Region has its own copy of the map.
   * Over IPv4 and IPv6 each Region's stack makes 2 records for every location, the default included, 2 for every Region that
   * serves one, and at most 12 others. A stack has room for 500 resources, a hosted zone for 10,000 records.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html
   */
  static geolocation(options: GeolocationOptions): Routing {
    return new GeolocationRouting(options);
  }

  /** @internal */
  abstract _validate(regions: RegionSet): void;

  /** @internal */
  abstract _entryOf(region: string): RoutingEntry;

  /** @internal The map of all Regions, where callers are told apart by their location. */
  get _locations(): ServedLocation[] {
    return [];
  }
}

class LatencyRouting extends Routing {
  _validate(_regions: RegionSet) {}

  _entryOf(region: string) {
    return { id: 'Latency', setIdentifier: region, region };
  }
}

class ActivePassiveRouting extends Routing {
  constructor(private readonly options: ActivePassiveOptions) {
    super();
  }

  _validate(regions: RegionSet) {
    if (!regions.includes(this.options.primary)) {
      throw refusal('`routing.primary` must be one of `regions`', String(this.options.primary), `\`regions\` are: ${regions.names.join(', ')}`);
    }
  }

  _entryOf(region: string) {
    return { id: 'Weighted', setIdentifier: region, weight: region === this.options.primary ? 1 : 0 };
  }
}

const MAX_WEIGHT = 255;

class WeightedRouting extends Routing {
  constructor(private readonly weights: { [region: string]: number }) {
    super();
  }

  _validate(regions: RegionSet) {
    const weighted = Object.keys(this.weights);
    if (weighted.length !== regions.names.length || weighted.some(region => !regions.includes(region))) {
      throw refusal(`\`routing\` must have a weight for each of ${regions.names.join(', ')} and for no other Region`, weighted);
    }
    const weights = Object.values(this.weights);
    if (weights.some(weight => Token.isUnresolved(weight) || !Number.isInteger(weight) || weight < 0 || weight > MAX_WEIGHT)) {
      throw refusal(`The weights of \`routing\` must be whole numbers from 0 to ${MAX_WEIGHT}`, this.weights);
    }
    if (weights.every(weight => weight === 0)) {
      throw refusal('`routing` must have a weight over 0', this.weights);
    }
  }

  _entryOf(region: string) {
    return { id: 'Weighted', setIdentifier: region, weight: this.weights[region] };
  }
}

/** Each Region's entry, by latency, leads to the Region's own copy of the map. */
class GeolocationRouting extends LatencyRouting {
  constructor(private readonly options: GeolocationOptions) {
    super();
  }

  _validate(regions: RegionSet) {
    const { locations, defaultRegion } = this.options;
    for (const region of [...Object.keys(locations), defaultRegion]) {
      if (!regions.includes(region)) {
        throw refusal('`routing` must name locations and a `defaultRegion` of the API\'s own Regions', String(region),
          `\`regions\` are: ${regions.names.join(', ')}`);
      }
    }
    const codes = Object.values(locations).flat().map(codeOf);
    if (codes.includes(DEFAULT_LOCATION)) {
      throw refusal('`routing.locations` must not hold the default location', DEFAULT_LOCATION, 'Name the Region as `defaultRegion`');
    }
    const twice = codes.find((code, i) => codes.indexOf(code) !== i);
    if (twice) {
      throw refusal('`routing.locations` must give each location to one Region', twice);
    }
  }

  get _locations() {
    const { locations, defaultRegion } = this.options;
    const served = Object.entries(locations).flatMap(([server, places]) => places.map(place => servedBy(server, place)));
    return [...served, servedBy(defaultRegion, GeoLocation.default())];
  }
}

const DEFAULT_LOCATION = 'default';

/** A location in a word, e.g. "continent-EU", "DE", "US-CA"; a country and a continent may have the same code. */
function codeOf({ continentCode, countryCode, subdivisionCode }: GeoLocation): string {
  if (continentCode) return `continent-${continentCode}`;
  if (countryCode === '*') return DEFAULT_LOCATION;
  return [countryCode, subdivisionCode].filter(Boolean).join('-');
}

function servedBy(server: string, location: GeoLocation): ServedLocation {
  const { continentCode, countryCode, subdivisionCode } = location;
  return { code: codeOf(location), geoLocation: { continentCode, countryCode, subdivisionCode }, server };
}
