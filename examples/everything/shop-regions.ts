import { Continent, GeoLocation } from 'aws-cdk-lib/aws-route53';
import { Rollout, Routing } from 'cdk-multi-region-serverless-api';

/** The first one holds the definitions of the tables. */
export const SHOP_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1', 'ap-northeast-1'];

/** Each Region serves a part of the world, and us-east-1 what is left. */
export const SHOP_ROUTING = Routing.geolocation({
  locations: {
    'us-east-1': [GeoLocation.continent(Continent.NORTH_AMERICA)],
    'us-west-2': [GeoLocation.subdivision('CA'), GeoLocation.subdivision('WA')],
    'eu-west-1': [GeoLocation.continent(Continent.EUROPE)],
    'eu-central-1': [GeoLocation.country('DE'), GeoLocation.country('AT')],
    'ap-southeast-1': [GeoLocation.continent(Continent.ASIA), GeoLocation.continent(Continent.OCEANIA)],
    'ap-northeast-1': [GeoLocation.country('JP')],
  },
  defaultRegion: 'us-east-1',
});

/** The Region with the fewest callers first, and the one that serves what is left last. */
export const SHOP_ROLLOUT = Rollout.oneRegionAtATime(['ap-northeast-1', 'eu-central-1', 'us-west-2', 'ap-southeast-1', 'eu-west-1', 'us-east-1']);
