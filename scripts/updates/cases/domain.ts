import { App, Stack } from 'aws-cdk-lib';
import { IpAddressType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { ApiDomain, HealthAlarm, HealthCheck } from '../../../src';
import { IRELAND, makeShop, sharingTheDefault, shop, shopWithRoutes, VIRGINIA } from '../shop';
import { walk, walkOptional } from '../walk';

const ROLE = { roles: 'arn:aws:iam::210987654321:role/records', others: 'arn:aws:iam::210987654321:role/others' };

const withDomain = sharingTheDefault((domain: Partial<ApiDomain>) => shop({ domain }));

function inEachRegion(value: (region: string) => string): { [region: string]: string } {
  return Object.fromEntries([VIRGINIA, IRELAND].map(region => [region, value(region)]));
}

function withMutualTls(mutualTls: ApiDomain['mutualTls']) {
  return shopWithRoutes([['GET', '/orders']], { domain: { mutualTls }, health: HealthCheck.alarms() }, region => region.addHealthAlarm(HealthAlarm.serverErrors(region)));
}

const trust = (name: string) => ({ truststoreUris: inEachRegion(region => `s3://trust-${region}/${name}.pem`) });

export const DOMAIN = [
  ...walk('domain.domainName', domainName => withDomain({ domainName }), { 'shop.example.com': 'shop.example.com', 'store.example.com': 'store.example.com' },
    'shop.example.com → store.example.com'),
  ...walk('domain.hostedZoneId', hostedZoneId => withDomain({ hostedZoneId }), { Z0123: 'Z0123', Z0456: 'Z0456' }, 'Z0123 → Z0456'),
  ...walk('domain.zoneName', zoneName => withDomain({ zoneName, domainName: 'shop.eu.example.com' }), { 'example.com': 'example.com', 'eu.example.com': 'eu.example.com' },
    'example.com → eu.example.com'),
  ...walk<Partial<ApiDomain>>('domain.hostedZoneId and domain.zoneName', domain => withDomain({ domainName: 'shop.eu.example.com', ...domain }), {
    'example.com': { zoneName: 'example.com', hostedZoneId: 'Z0123' }, 'eu.example.com': { zoneName: 'eu.example.com', hostedZoneId: 'Z0456' },
  }, 'example.com → eu.example.com'),
  ...walk('domain.hostedZone', build => build, {
    'id and name': withDomain({ hostedZoneId: 'Z0123' }),
    'hostedZone': (app: App) => {
      const attributes = { hostedZoneId: 'Z0123', zoneName: 'example.com' };
      const hostedZone = HostedZone.fromHostedZoneAttributes(new Stack(app, 'Zones', { env: { region: VIRGINIA } }), 'Zone', attributes);
      makeShop(app, 'Shop', { domain: { hostedZone, hostedZoneId: undefined, zoneName: undefined } });
    },
  }, 'id and name → hostedZone', 'hostedZone → id and name'),
  ...walkOptional('domain.hostedZoneRoleArn', hostedZoneRoleArn => withDomain({ hostedZoneRoleArn }), ['role/records', ROLE.roles], ['role/others', ROLE.others]),
  ...walk<Partial<ApiDomain>>('domain.hostedZoneRoleArn and domain.hostedZoneId', withDomain, {
    'own zone': { hostedZoneId: 'Z0123' }, 'zone of another account': { hostedZoneId: 'Z0456', hostedZoneRoleArn: ROLE.roles }, 'zone of a third account': { hostedZoneId: 'Z0789', hostedZoneRoleArn: ROLE.others },
  }, 'own zone → zone of another account', 'zone of another account → zone of a third account', 'zone of another account → own zone'),
  ...walkOptional('domain.basePath', basePath => withDomain({ basePath }), ['shop', 'shop'], ['store', 'store']),
  ...walk<string | undefined>('domain.basePath', basePath => withDomain({ basePath }), { 'none': undefined, 'shop': 'shop', 'shop/v1': 'shop/v1', 'shop/v2': 'shop/v2' },
    'none → shop/v1', 'shop → shop/v1', 'shop/v1 → shop/v2', 'shop/v1 → none'),
  ...walkOptional('domain.certificateArns', certificateArns => withDomain({ certificateArns }),
    ['one', inEachRegion(region => `arn:aws:acm:${region}:111122223333:certificate/one`)], ['another', inEachRegion(region => `arn:aws:acm:${region}:111122223333:certificate/another`)]),
  ...walkOptional('domain.securityPolicy', securityPolicy => withDomain({ securityPolicy }), ['TLS13_1_2_PQ_2025_09', SecurityPolicy.TLS13_1_2_PQ_2025_09], ['TLS_1_2', SecurityPolicy.TLS_1_2]),
  ...walkOptional('domain.mutualTls', withMutualTls, ['one', trust('one')], ['another', trust('another')]),
  ...walkOptional('domain.mutualTls.truststoreVersions', truststoreVersions => withMutualTls({ ...trust('one'), truststoreVersions }), ['1', inEachRegion(() => '1')], ['2', inEachRegion(() => '2')]),
  ...walkOptional('domain.ipAddressType', ipAddressType => withDomain({ ipAddressType }), ['IPV4', IpAddressType.IPV4], ['DUAL_STACK', IpAddressType.DUAL_STACK]),
];
