import { App, DefaultStackSynthesizer, PermissionsBoundary, Stack } from 'aws-cdk-lib';
import { Continent, GeoLocation } from 'aws-cdk-lib/aws-route53';
import { Drain, HealthCheck, MultiRegionServerlessApi, Rollout, Routing } from '../../../src';
import { IRELAND, KEY, makeShop, shop, Shop, SINGAPORE, VIRGINIA } from '../shop';
import { Build } from '../synthesis';
import { walk, walkOptional } from '../walk';

const REGIONS = {
  'Virginia, Ireland': [VIRGINIA, IRELAND],
  'Ireland, Virginia': [IRELAND, VIRGINIA],
  'Virginia, Singapore': [VIRGINIA, SINGAPORE],
  'Virginia, Ireland, Singapore': [VIRGINIA, IRELAND, SINGAPORE],
  'Virginia, Singapore, Ireland': [VIRGINIA, SINGAPORE, IRELAND],
};
const CHANGES = [
  'Virginia, Ireland → Virginia, Ireland, Singapore',
  'Virginia, Ireland, Singapore → Virginia, Ireland',
  'Virginia, Ireland → Ireland, Virginia',
  'Virginia, Ireland, Singapore → Virginia, Singapore, Ireland',
];
const EXCHANGED = 'Virginia, Ireland → Virginia, Singapore';
const EXCHANGED_BY_STEPS = 'Virginia, Ireland → Virginia, Ireland, Singapore → Virginia, Singapore';

function europeIn(region: string, defaultRegion: string) {
  return Routing.geolocation({ locations: { [region]: [GeoLocation.continent(Continent.EUROPE)] }, defaultRegion });
}

function ownStacks(prefix: string, props: Shop = {}): Build {
  return (app: App) => {
    const stacks = [VIRGINIA, IRELAND].map(region => new Stack(app, `${prefix}-${region}`, { env: { region } }));
    makeShop(app, 'Shop', { stacks, ...props });
  };
}

const addOrders = (api: MultiRegionServerlessApi) => api.addGlobalTable('Orders', KEY);

export const API = [
  ...walk('id', id => shop({ id }), { Shop: 'Shop', Store: 'Store' }, 'Shop → Store'),
  ...walk('regions', regions => shop({ regions }), REGIONS, ...CHANGES, EXCHANGED),
  ...walk('regions, with a table', regions => shop({ regions }, addOrders), REGIONS, ...CHANGES, EXCHANGED_BY_STEPS),
  ...walk('regions, with `drain`', regions => shop({ regions, drain: Drain.byPeers(), health: HealthCheck.deep() }), REGIONS, ...CHANGES, EXCHANGED_BY_STEPS),
  ...walk('regions, with operations and a table', regions => shop({ regions }, api => {
    api.addOperations();
    api.addGlobalTable('Orders', KEY);
  }), REGIONS, ...CHANGES, EXCHANGED_BY_STEPS),
  ...walk<Shop>('regions, with `Routing.geolocation()`', props => shop(props), {
    'Europe in Singapore': { regions: [VIRGINIA, IRELAND, SINGAPORE], routing: europeIn(SINGAPORE, VIRGINIA) },
    'Europe in Ireland, without Singapore': { routing: europeIn(IRELAND, VIRGINIA) },
    'Europe nowhere': { regions: [VIRGINIA, IRELAND, SINGAPORE], routing: Routing.geolocation({ locations: {}, defaultRegion: VIRGINIA }) },
    'the default in Singapore': { regions: [VIRGINIA, IRELAND, SINGAPORE], routing: europeIn(IRELAND, SINGAPORE) },
  }, 'Europe in Singapore → Europe in Ireland, without Singapore', 'the default in Singapore → Europe in Ireland, without Singapore'),
  ...walk<string | undefined>('primaryRegion', primaryRegion => shop({ primaryRegion }), { none: undefined, Ireland: IRELAND }, 'none → Ireland', 'Ireland → none'),
  ...walk<string | undefined>('primaryRegion, with a table', primaryRegion => shop({ primaryRegion }, addOrders), { none: undefined, Ireland: IRELAND }, 'none → Ireland', 'Ireland → none'),
  ...walk('rollout', rollout => shop({ rollout }), {
    'together()': Rollout.together(), 'oneRegionAtATime()': Rollout.oneRegionAtATime(), 'oneRegionAtATime(), Ireland first': Rollout.oneRegionAtATime([IRELAND, VIRGINIA]),
  }, 'together() → oneRegionAtATime()', 'oneRegionAtATime() → oneRegionAtATime(), Ireland first', 'oneRegionAtATime() → together()'),
  ...walk('stacks', build => build, { none: shop(), A: ownStacks('A'), B: ownStacks('B') }, 'none → A', 'A → B', 'A → none'),
  ...walkOptional('description', description => shop({ description }), ['Orders', 'Orders'], ['Orders of all shops', 'Orders of all shops']),
  ...walkOptional('synthesizer', synthesizer => shop({ synthesizer }), ['acme', new DefaultStackSynthesizer({ qualifier: 'acme' })]),
  ...walkOptional('terminationProtection', terminationProtection => shop({ terminationProtection }), ['true', true]),
  ...walkOptional('permissionsBoundary', permissionsBoundary => shop({ permissionsBoundary }, addOrders),
    ['developers', PermissionsBoundary.fromName('developers')], ['operators', PermissionsBoundary.fromName('operators')]),
  ...walkOptional('tags', tags => shop({ tags }, addOrders), ['team: orders', { team: 'orders' }], ['team: shop', { team: 'shop' }]),
];
