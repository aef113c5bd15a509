import { Duration, SecretValue, Size } from 'aws-cdk-lib';
import { Period, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AccessLogs, ApiDomain, ApiGateway, ApiGatewayOptions, ApiKeySettings, CorsSettings, RestApiGatewayOptions, UsagePlanSettings } from '../../../src';
import { sharingTheDefault, shop, shopWithRoutes } from '../shop';
import { walk, walkOptional } from '../walk';

const GATEWAYS = { 'rest()': ApiGateway.rest(), 'http()': ApiGateway.http() };

const rest = sharingTheDefault((options: RestApiGatewayOptions) => shopWithRoutes([['GET', '/orders']], { gateway: ApiGateway.rest(options) }));
const http = sharingTheDefault((options: ApiGatewayOptions) => shopWithRoutes([['GET', '/orders']], { gateway: ApiGateway.http(options) }));

const CORS: CorsSettings = { allowOrigins: ['https://www.example.com'] };
const [ONE, OTHER] = ['a', 'b'].map(letter => SecretValue.unsafePlainText(letter.repeat(20)));
const acme: ApiKeySettings = { name: 'acme', value: ONE };
const bolt: ApiKeySettings = { name: 'bolt', value: OTHER };
const plan = (name: string, ...apiKeys: ApiKeySettings[]): UsagePlanSettings => ({ name, apiKeys });

function shared(kind: string, build: (options: ApiGatewayOptions) => ReturnType<typeof rest>) {
  return [
    ...walkOptional(`${kind}.throttle`, throttle => build({ throttle }), ['100', { rateLimit: 100, burstLimit: 200 }], ['50', { rateLimit: 50, burstLimit: 80 }]),
    ...walkOptional(`${kind}.cors`, cors => build({ cors }), ['one origin', CORS], ['another origin', { allowOrigins: ['https://shop.example.com'] }]),
    ...walkOptional(`${kind}.cors.allowMethods`, allowMethods => build({ cors: { ...CORS, allowMethods } }), ['GET', ['GET']], ['GET, POST', ['GET', 'POST']]),
    ...walkOptional(`${kind}.cors.allowHeaders`, allowHeaders => build({ cors: { ...CORS, allowHeaders } }), ['X-A', ['X-A']], ['X-B', ['X-B']]),
    ...walkOptional(`${kind}.cors.exposeHeaders`, exposeHeaders => build({ cors: { ...CORS, exposeHeaders } }), ['X-A', ['X-A']], ['X-B', ['X-B']]),
    ...walkOptional(`${kind}.cors.allowCredentials`, allowCredentials => build({ cors: { ...CORS, allowCredentials } }), ['true', true]),
    ...walkOptional(`${kind}.cors.maxAge`, maxAge => build({ cors: { ...CORS, maxAge } }), ['an hour', Duration.hours(1)], ['2 hours', Duration.hours(2)]),
    ...walkOptional(`${kind}.accessLogs`, accessLogs => build({ accessLogs }), ['cloudWatch()', AccessLogs.cloudWatch()]),
    ...walkOptional(`${kind}.accessLogs.retention`, retention => build({ accessLogs: AccessLogs.cloudWatch({ retention }) }), ['a week', RetentionDays.ONE_WEEK], ['a year', RetentionDays.ONE_YEAR]),
    ...walkOptional(`${kind}.accessLogs.setAccountRole`, setAccountRole => build({ accessLogs: AccessLogs.cloudWatch({ setAccountRole }) }), ['true', true]),
    ...walkOptional(`${kind}.detailedMetrics`, detailedMetrics => build({ detailedMetrics }), ['true', true]),
  ];
}

export const GATEWAY = [
  ...walk('gateway', gateway => shopWithRoutes([['GET', '/orders']], { gateway }), GATEWAYS, 'rest() → http()', 'http() → rest()'),
  ...walk<{ gateway: ApiGateway; domain: Partial<ApiDomain> }>('gateway and domain.basePath', shop, {
    'rest(), none': { gateway: GATEWAYS['rest()'], domain: {} }, 'http(), v2': { gateway: GATEWAYS['http()'], domain: { basePath: 'v2' } },
  }, 'rest(), none → http(), v2', 'http(), v2 → rest(), none'),
  ...shared('rest()', rest),
  ...walkOptional('rest().tracing', tracing => rest({ tracing }), ['true', true]),
  ...walkOptional('rest().minCompressionSize', minCompressionSize => rest({ minCompressionSize }), ['1 KiB', Size.kibibytes(1)], ['2 KiB', Size.kibibytes(2)]),
  ...walkOptional('rest().binaryMediaTypes', binaryMediaTypes => rest({ binaryMediaTypes }), ['image/png', ['image/png']], ['image/gif', ['image/gif']]),
  ...walk('rest().binaryMediaTypes', binaryMediaTypes => rest({ binaryMediaTypes }), { 'png, gif': ['image/png', 'image/gif'], 'gif, png': ['image/gif', 'image/png'] }, 'png, gif → gif, png'),
  ...walkOptional('rest().gatewayResponses', gatewayResponses => rest({ gatewayResponses }), ['THROTTLED', [{ type: ResponseType.THROTTLED, responseHeaders: { 'Retry-After': "'1'" } }]],
    ['DEFAULT_4XX', [{ type: ResponseType.DEFAULT_4XX, statusCode: '400' }]]),
  ...walk('rest().gatewayResponses', gatewayResponses => rest({ gatewayResponses }), {
    one: [{ type: ResponseType.THROTTLED, responseHeaders: { 'Retry-After': "'1'" } }], changed: [{ type: ResponseType.THROTTLED, responseHeaders: { 'Retry-After': "'2'" } }],
  }, 'one → changed'),
  ...walkOptional('rest().usagePlans', usagePlans => rest({ usagePlans }), ['gold', [plan('gold', acme)]], ['platinum', [plan('platinum', acme)]]),
  ...walk<UsagePlanSettings[]>('rest().usagePlans', usagePlans => rest({ usagePlans }), {
    'gold, silver': [plan('gold', acme), plan('silver', bolt)], 'silver, gold': [plan('silver', bolt), plan('gold', acme)], 'gold': [plan('gold', acme)],
  }, 'gold → gold, silver', 'gold, silver → silver, gold', 'gold, silver → gold'),
  ...walkOptional('rest().usagePlans.throttle', throttle => rest({ usagePlans: [{ ...plan('gold', acme), throttle }] }), ['5', { rateLimit: 5, burstLimit: 9 }], ['7', { rateLimit: 7, burstLimit: 9 }]),
  ...walkOptional('rest().usagePlans.quota', quota => rest({ usagePlans: [{ ...plan('gold', acme), quota }] }), ['5 a day', { limit: 5, period: Period.DAY }], ['7 a week', { limit: 7, period: Period.WEEK }]),
  ...walk<UsagePlanSettings[]>('rest().usagePlans.apiKeys', usagePlans => rest({ usagePlans }), {
    'acme': [plan('gold', acme)],
    'acme, bolt': [plan('gold', acme, bolt)],
    'bolt, acme': [plan('gold', bolt, acme)],
    'acme renamed': [plan('gold', { ...acme, name: 'acme-corp' })],
    'acme with a new value': [plan('gold', { ...acme, value: OTHER })],
    'acme and bolt with each other\'s value': [plan('gold', { ...acme, value: OTHER }, { ...bolt, value: ONE })],
    'acme in gold, bolt in silver': [plan('gold', acme), plan('silver', bolt)],
    'acme, bolt in silver': [plan('gold', { name: 'corp', value: SecretValue.unsafePlainText('c'.repeat(20)) }), plan('silver', acme, bolt)],
    'corp in gold': [plan('gold', { name: 'corp', value: SecretValue.unsafePlainText('c'.repeat(20)) }), plan('silver', bolt)],
  }, 'acme → acme, bolt', 'acme, bolt → bolt, acme', 'acme, bolt → acme', 'acme → acme renamed', 'acme → acme with a new value',
  'acme, bolt → acme and bolt with each other\'s value', 'acme in gold, bolt in silver → corp in gold → acme, bolt in silver'),
  ...shared('http()', http),
];
