import { App } from 'aws-cdk-lib';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { ApiGateway, Drain, HealthCheck, MultiRegionServerlessApiProps, Standby } from '../src';
import { anApi, DOMAIN } from './an-api';

type Props = Partial<MultiRegionServerlessApiProps>;

const mutualTls = { truststoreUris: { 'us-east-1': 's3://trust-us/ca.pem', 'eu-west-1': 's3://trust-eu/ca.pem' } };
const ENHANCED = SecurityPolicy.TLS13_1_2_PQ_2025_09;
const TLS_1_3 = SecurityPolicy.TLS13_1_3_2025_09;
const CUSTOM = HealthCheck.custom({ path: '/ready' });
const domain = (part: object) => ({ ...DOMAIN, ...part });
const apex = domain({ domainName: DOMAIN.zoneName });
const CHINA = ['cn-north-1', 'cn-northwest-1'];
const CHECKERS = ['us-east-1', 'eu-west-1', 'sa-east-1'];
/** 200 characters of the path that checkers request. */
const longPath = domain({ basePath: 'b'.repeat(199) });
const healthPath = (length: number) => HealthCheck.deep({ path: `/${'h'.repeat(length - 1)}` });
const tooLong = (max: number, length: number) => `\`domain.basePath\` and the \`path\` of \`health\` must have at most ${max} characters together, `
  + `got: "/${'b'.repeat(199)}/${'h'.repeat(length - 1)}"`;

test.each<[string, Props]>([
  ['the defaults', {}],
  ['an HTTP API with the deep health check', { gateway: ApiGateway.http(), health: HealthCheck.deep() }],
  ['an HTTP API with a custom health check', { gateway: ApiGateway.http(), health: CUSTOM }],
  ['an HTTP API with alarms', { gateway: ApiGateway.http(), health: HealthCheck.alarms() }],
  ['an HTTP API with TLS 1.2', { gateway: ApiGateway.http(), domain: domain({ securityPolicy: SecurityPolicy.TLS_1_2 }) }],
  ['a REST API with the shallow health check', { gateway: ApiGateway.rest(), health: HealthCheck.shallow() }],
  ['a REST API with an enhanced security policy', { domain: domain({ securityPolicy: ENHANCED }) }],
  ['TLS 1.3 alone with alarms', { domain: domain({ securityPolicy: TLS_1_3 }), health: HealthCheck.alarms() }],
  ['mutual TLS with alarms', { domain: domain({ mutualTls }), health: HealthCheck.alarms() }],
  ['mutual TLS with alarms, TLS 1.2 and an HTTP API',
    { domain: domain({ mutualTls, securityPolicy: SecurityPolicy.TLS_1_2 }), health: HealthCheck.alarms(), gateway: ApiGateway.http() }],
  ['a base path and a health path that checkers can just request', { domain: longPath, health: healthPath(55) }],
  ['a base path and a health path that peers can just answer below', { domain: longPath, health: healthPath(30), drain: Drain.byPeers() }],
  ['a long base path that no checker requests', { domain: domain({ basePath: 'b'.repeat(300) }), health: HealthCheck.alarms() }],
  ['a drain switch with the deep health check', { drain: Drain.byPeers() }],
  ['a drain switch with an HTTP API', { drain: Drain.byPeers(), gateway: ApiGateway.http() }],
  ['Regions of another partition and the checkers that it has', { regions: CHINA, health: HealthCheck.deep() }],
  ['a host standing by for a name below the zone\'s', { standby: Standby.host('fallback.example.net') }],
  ['an alias standing by for the zone\'s own name', { standby: Standby.alias({ dnsName: 'd1.cloudfront.net', hostedZoneId: 'Z2' }), domain: apex }],
])('%s go together', (_, props) => {
  expect(() => anApi(props)).not.toThrow();
});

const noCheckers = (kind: string) => `\`domain.mutualTls\` leaves Route 53's checkers out, for they have no client certificate, got: "HealthCheck.${kind}()". `
  + 'Choose `HealthCheck.alarms()`, with an `addHealthAlarm()` in every Region';
const noShallow = '`HealthCheck.shallow()` needs `ApiGateway.rest()`, because an HTTP API cannot answer by itself, got: "ApiGateway.http()". '
  + 'Choose `HealthCheck.deep()` or `HealthCheck.custom()`';
const noDrain = (kind: string) => '`drain` needs `HealthCheck.deep()`, whose function answers for its peers; so it cannot be had with `domain.mutualTls`, '
  + `got: "HealthCheck.${kind}()"`;
const legacyOnly = `\`domain.securityPolicy\` must be \`SecurityPolicy.TLS_1_2\` with \`ApiGateway.http()\` and with \`domain.mutualTls\`, got: "${ENHANCED}". `
  + 'That takes TLS 1.3 as well';

test.each<[string, Props, string]>([
  ['mutual TLS and the default health check', { domain: domain({ mutualTls }) }, noCheckers('deep')],
  ['mutual TLS and the shallow health check', { domain: domain({ mutualTls }), health: HealthCheck.shallow() }, noCheckers('shallow')],
  ['mutual TLS and a custom health check', { domain: domain({ mutualTls }), health: CUSTOM }, noCheckers('custom')],
  ['TLS 1.3 alone and checkers', { domain: domain({ securityPolicy: TLS_1_3 }) }, '`domain.securityPolicy` must take TLS 1.2, which is the newest that Route 53\'s '
    + `checkers speak, got: "${TLS_1_3}". Choose one of the policies that begin with \`TLS13_1_2\`, or \`HealthCheck.alarms()\``],
  ['a base path and a health path that are too long for checkers', { domain: longPath, health: healthPath(56) }, tooLong(255, 56)],
  ['a base path and a health path that are too long for a drain switch', { domain: longPath, health: healthPath(31), drain: Drain.byPeers() }, tooLong(230, 31)],
  ['an HTTP API and the shallow health check', { gateway: ApiGateway.http(), health: HealthCheck.shallow() }, noShallow],
  ['a drain switch and the shallow health check', { drain: Drain.byPeers(), health: HealthCheck.shallow() }, noDrain('shallow')],
  ['a drain switch and a custom health check', { drain: Drain.byPeers(), health: CUSTOM }, noDrain('custom')],
  ['a drain switch and alarms', { drain: Drain.byPeers(), health: HealthCheck.alarms() }, noDrain('alarms')],
  ['an enhanced security policy and an HTTP API', { domain: domain({ securityPolicy: ENHANCED }), gateway: ApiGateway.http() }, legacyOnly],
  ['TLS 1.3 alone, an HTTP API and checkers', { domain: domain({ securityPolicy: TLS_1_3 }), gateway: ApiGateway.http() }, `${legacyOnly.replace(ENHANCED, TLS_1_3)}`
    + '. TLS 1.3 alone also leaves out Route 53\'s checkers, which speak TLS 1.2 at most'],
  ['TLS 1.3 alone and an HTTP API without checkers', { domain: domain({ securityPolicy: TLS_1_3 }), gateway: ApiGateway.http(), health: HealthCheck.alarms() },
    legacyOnly.replace(ENHANCED, TLS_1_3)],
  ['an enhanced security policy and mutual TLS', { domain: domain({ securityPolicy: ENHANCED, mutualTls }), health: HealthCheck.alarms() }, legacyOnly],
  ['Regions of another partition and checkers of this one', { regions: CHINA, health: HealthCheck.deep({ checkerRegions: CHECKERS }) },
    '`checkerRegions` must be left out in the partition aws-cn: those that can be chosen are of the partition aws, got: ["us-east-1","eu-west-1","sa-east-1"]'],
  ['a host standing by and the zone\'s own name', { standby: Standby.host('fallback.example.net'), domain: apex },
    '`standby` must be `Standby.alias()` where `domain.domainName` is the zone\'s own name, which cannot have a CNAME record, got: "Standby.host()"'],
  ['a standby and the same name', { standby: Standby.host(DOMAIN.domainName) }, '`standby` must lead away from the API\'s own names, got: "hello.example.com"'],
])('%s do not, and are refused before anything is made', (_, props, message) => {
  const app = new App();
  expect(() => anApi(props, app)).toThrow(message);
  expect(app.node.findChild('Shop').node.children).toEqual([]);
});
