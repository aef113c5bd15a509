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
  /** Tells the Region's entries apart. */
  readonly id: string;
  readonly setIdentifier: string;
  readonly region?: string;
  readonly weight?: number;
  readonly geoLocation?: CfnRecordSet.GeoLocationProperty;
}

/**
 * Which Region a caller reaches while all are healthy; whatever the choice, callers of an unhealthy Region reach another.
 *
 * Route 53 refuses different policies under one name: a name that callers use cannot change its routing. Give the API
 * another `domainName` to do that.
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
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html
   */
  static geolocation(options: GeolocationOptions): Routing {
    return new GeolocationRouting(options);
  }

  /**
   * Whether another set of records, by latency, stands in for a Region that is unhealthy.
   *
   * Locations do not overlap, so the set itself has nobody to turn to.
   *
   * @internal
   */
  readonly _fallsBackToNearest: boolean = false;

  /** @internal */
  abstract _validate(regions: RegionSet): void;

  /** @internal */
  abstract _entriesOf(region: string): RoutingEntry[];
}

class LatencyRouting extends Routing {
  _validate() {}

  _entriesOf(region: string) {
    return [{ id: 'Latency', setIdentifier: region, region }];
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

  _entriesOf(region: string) {
    return [{ id: 'Weighted', setIdentifier: region, weight: region === this.options.primary ? 1 : 0 }];
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

  _entriesOf(region: string) {
    return [{ id: 'Weighted', setIdentifier: region, weight: this.weights[region] }];
  }
}

class GeolocationRouting extends Routing {
  readonly _fallsBackToNearest = true;

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

  _entriesOf(region: string) {
    const locations = [...this.options.locations[region] ?? [], ...region === this.options.defaultRegion ? [GeoLocation.default()] : []];
    return locations.map(location => ({
      id: codeOf(location),
      setIdentifier: `${region}-${codeOf(location)}`,
      geoLocation: { continentCode: location.continentCode, countryCode: location.countryCode, subdivisionCode: location.subdivisionCode },
    }));
  }
}

const DEFAULT_LOCATION = 'default';

/** A location in a word, e.g. "continent-EU", "DE", "US-CA"; a country and a continent may have the same code. */
function codeOf({ continentCode, countryCode, subdivisionCode }: GeoLocation): string {
  if (continentCode) return `continent-${continentCode}`;
  if (countryCode === '*') return DEFAULT_LOCATION;
  return [countryCode, subdivisionCode].filter(Boolean).join('-');
}
