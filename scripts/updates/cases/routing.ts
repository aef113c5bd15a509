import { Continent, GeoLocation } from 'aws-cdk-lib/aws-route53';
import { ApiDomain, Routing, Standby } from '../../../src';
import { IRELAND, shop, VIRGINIA } from '../shop';
import { around, walk, walkOptional } from '../walk';

const EUROPE = GeoLocation.continent(Continent.EUROPE);
const AFRICA = GeoLocation.continent(Continent.AFRICA);
const GERMANY = GeoLocation.country('DE');

const ROUTING = {
  'latency()': Routing.latency(),
  'activePassive(), Virginia': Routing.activePassive({ primary: VIRGINIA }),
  'activePassive(), Ireland': Routing.activePassive({ primary: IRELAND }),
  'weighted(), 90 : 10': Routing.weighted({ [VIRGINIA]: 90, [IRELAND]: 10 }),
  'weighted(), 0 : 1': Routing.weighted({ [VIRGINIA]: 0, [IRELAND]: 1 }),
  'geolocation()': Routing.geolocation({ locations: { [IRELAND]: [EUROPE] }, defaultRegion: VIRGINIA }),
};

/** Where the places are: those of Virginia, those of Ireland, and the default. */
function places(virginia: GeoLocation[], ireland: GeoLocation[], defaultRegion: string = VIRGINIA): Routing {
  return Routing.geolocation({ locations: { [VIRGINIA]: virginia, [IRELAND]: ireland }, defaultRegion });
}

const PLACES = {
  'nowhere else': places([], []),
  'Europe in Ireland': places([], [EUROPE]),
  'Europe in Virginia': places([EUROPE], []),
  'Europe, Africa in Ireland': places([], [EUROPE, AFRICA]),
  'Africa, Europe in Ireland': places([], [AFRICA, EUROPE]),
  'Africa in Ireland': places([], [AFRICA]),
  'Germany in Ireland': places([], [GERMANY]),
  'Europe in Virginia, Africa in Ireland': places([EUROPE], [AFRICA]),
  'Africa in Virginia, Europe in Ireland': places([AFRICA], [EUROPE]),
};
const DEFAULTS = { Virginia: places([], [EUROPE]), Ireland: places([], [EUROPE], IRELAND) };
const PLACES_CHANGES = [
  'nowhere else → Europe in Ireland', 'Europe in Ireland → nowhere else',
  'Europe in Ireland → Europe, Africa in Ireland', 'Europe, Africa in Ireland → Africa, Europe in Ireland', 'Europe, Africa in Ireland → Africa in Ireland',
  'Europe in Ireland → Africa in Ireland', 'Europe in Ireland → Germany in Ireland',
  'Europe in Ireland → nowhere else → Europe in Virginia', 'Europe in Virginia → nowhere else → Europe in Ireland',
  'Europe in Virginia, Africa in Ireland → nowhere else → Africa in Virginia, Europe in Ireland',
];
const DELEGATED: Partial<ApiDomain> = { hostedZoneRoleArn: 'arn:aws:iam::210987654321:role/records' };

const ALIAS = Standby.alias({ dnsName: 'd111.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' });
const OTHER_ALIAS = Standby.alias({ dnsName: 'd222.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' });
const HOST = Standby.host('fallback.example.net');
const STANDBY = { 'none': undefined, 'alias(), d111': ALIAS, 'alias(), d222': OTHER_ALIAS, 'host(), fallback': HOST, 'host(), other': Standby.host('other.example.net') };
const STANDBY_CHANGES = [
  'none → alias(), d111', 'alias(), d111 → alias(), d222', 'alias(), d111 → none',
  'none → host(), fallback', 'host(), fallback → host(), other', 'host(), fallback → none',
  'alias(), d111 → host(), fallback', 'host(), fallback → alias(), d111',
];

export const ROUTING_CASES = [
  ...walk('routing', routing => shop({ routing }), ROUTING, ...around(ROUTING), 'weighted(), 90 : 10 → latency()', 'geolocation() → activePassive(), Virginia'),
  ...walk('routing.locations', routing => shop({ routing }), PLACES, ...PLACES_CHANGES),
  ...walk('routing.defaultRegion', routing => shop({ routing }), DEFAULTS, 'Virginia → Ireland', 'Ireland → Virginia'),
  ...walk('routing, in a zone of another account', routing => shop({ routing, domain: DELEGATED }), ROUTING,
    'latency() → weighted(), 90 : 10', 'activePassive(), Virginia → activePassive(), Ireland', 'latency() → geolocation()'),
  ...walk('routing.locations, in a zone of another account', routing => shop({ routing, domain: DELEGATED }), PLACES, ...PLACES_CHANGES),
  ...walk('routing.defaultRegion, in a zone of another account', routing => shop({ routing, domain: DELEGATED }), DEFAULTS, 'Virginia → Ireland', 'Ireland → Virginia'),
  ...walk<Standby | undefined>('standby', standby => shop({ standby }), STANDBY, ...STANDBY_CHANGES),
  ...walk<Standby | undefined>('standby, in a zone of another account', standby => shop({ standby, domain: DELEGATED }), STANDBY, ...STANDBY_CHANGES),
  ...walkOptional('standby, with `Routing.geolocation()`', standby => shop({ standby, routing: ROUTING['geolocation()'] }), ['alias(), d111', ALIAS], ['alias(), d222', OTHER_ALIAS]),
];
