import { App, Aws, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Alias, Architecture, Function, FunctionProps, IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { RegionalApi, RouteOptions } from '../../src';
import { aFunction, anApi } from '../an-api';
import { messagesAtSynth } from './messages';

const SUFFIX: Record<string, string> = { 'us-east-1': 'AbCdEf', 'eu-west-1': 'GhIjKl', 'ap-southeast-1': 'MnOpQr' };
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

/** What differs when each Region's handler is made in this way. */
function difference(handlerOf: (region: RegionalApi) => IFunction, options?: RouteOptions): string {
  const app = new App();
  for (const region of anApi({ regions: REGIONS }, app).regionalApis) {
    region.addRoute('GET', '/orders', handlerOf(region), options);
  }
  const messages = messagesAtSynth(app);
  expect(messages.length).toBeLessThan(2);
  return /^The handlers of (.*?): a Region/.exec(messages[0] ?? '')?.[1] ?? messages.join();
}

const made = (propsOf: (region: RegionalApi) => Partial<FunctionProps>) => (region: RegionalApi) => aFunction(region, 'Orders', propsOf(region));
const isEurope = ({ region }: RegionalApi) => region === 'eu-west-1';

test.each<[string, (region: RegionalApi) => Partial<FunctionProps>, string]>([
  ['memory', region => ({ memorySize: isEurope(region) ? 1024 : undefined }), 'MemorySize (128 in us-east-1, ap-southeast-1; 1024 in eu-west-1)'],
  ['timeout', region => ({ timeout: isEurope(region) ? Duration.seconds(9) : undefined }), 'Timeout (3 in us-east-1, ap-southeast-1; 9 in eu-west-1)'],
  ['runtime', region => ({ runtime: isEurope(region) ? Runtime.NODEJS_24_X : Runtime.NODEJS_22_X }),
    'Runtime (nodejs22.x in us-east-1, ap-southeast-1; nodejs24.x in eu-west-1)'],
  ['architecture', region => ({ architecture: isEurope(region) ? Architecture.ARM_64 : undefined }),
    'Architectures (x86_64 in us-east-1, ap-southeast-1; arm64 in eu-west-1)'],
  ['a variable, which may be a secret', region => ({ environment: { API_TOKEN: isEurope(region) ? 'old-secret' : 'new-secret' } }),
    'the variable API_TOKEN (us-east-1, ap-southeast-1; eu-west-1)'],
  ['a variable that is missing', region => ({ environment: isEurope(region) ? { MODE: 'slow' } : undefined }),
    'the variable MODE (us-east-1, ap-southeast-1; eu-west-1)'],
  ['an ARN where others have none', region => ({ environment: { TOPIC: isEurope(region) ? 'none' : `arn:aws:sns:${region.region}:111122223333:orders` } }),
    'the variable TOPIC (us-east-1, ap-southeast-1; eu-west-1)'],
  ['the service of an ARN', region => ({ environment: { SINK: `arn:aws:${isEurope(region) ? 'sns' : 'sqs'}:${region.region}:111122223333:orders` } }),
    'the variable SINK (us-east-1, ap-southeast-1; eu-west-1)'],
  ['everything', ({ region }) => ({ memorySize: 128 + REGIONS.indexOf(region), environment: { MODE: `${REGIONS.indexOf(region)}` } }),
    'MemorySize (128 in us-east-1; 129 in eu-west-1; 130 in ap-southeast-1), the variable MODE (us-east-1; eu-west-1; ap-southeast-1)'],
])('handlers may not differ in %s', (_, propsOf, found) => {
  expect(difference(made(propsOf))).toBe(`GET /orders differ in ${found}`);
});

test.each<[string, (region: RegionalApi) => Partial<FunctionProps>]>([
  ['the name of their own Region', ({ region }) => ({ environment: { HOME_REGION: region, BUCKET: `assets-${region}-1` } })],
  ['the pseudo parameter of their Region', () => ({ environment: { HOME_REGION: Aws.REGION, BUCKET: `assets-${Aws.REGION}` } })],
  ['the name of the next Region', ({ region }) => ({ environment: { NEXT_REGION: REGIONS[(REGIONS.indexOf(region) + 1) % 3] } })],
  ['one and the same Region', () => ({ environment: { MAIN_REGION: 'us-east-1' } })],
  ['resources of their Region', region => ({ environment: { QUEUE_URL: new Queue(region, `Queue${region.region}`).queueUrl } })],
  ['ARNs in their Region', region => ({ environment: { TOPIC: Stack.of(region).formatArn({ service: 'sns', resource: 'orders' }) } })],
  ['secrets and keys of their Region', ({ region }) => ({
    environment: {
      SECRET: `arn:aws:secretsmanager:${region}:111122223333:secret:orders-${SUFFIX[region]}`,
      KEYS: `["arn:aws:kms:${region}:111122223333:key/${SUFFIX[region]}", "more"]`,
      PASSWORD: `{{resolve:secretsmanager:arn:aws:secretsmanager:${region}:111122223333:secret:orders-${SUFFIX[region]}:SecretString:password}}`,
      BUS: Fn.join('', ['arn:', Aws.PARTITION, `:events:${region}:`, Aws.ACCOUNT_ID, `:event-bus/${SUFFIX[region]}`]),
    },
  })],
  ['texts around resources', region => ({ environment: { QUEUE: `queue ${new Queue(region, 'Queue').queueName} of ${region.region}` } })],
  ['what another stack exports', ({ region }) => ({ environment: { TABLE: Fn.importValue(`${region}-table`) } })],
  ['code', ({ region }) => ({ description: `in ${region}` })],
])('handlers may differ in %s', (_, propsOf) => {
  expect(difference(made(propsOf))).toBe('');
});

test('an override counts as what it makes of a handler', () => {
  const handlerOf = (region: RegionalApi) => {
    const handler = aFunction(region, 'Orders', { memorySize: 256 });
    if (isEurope(region)) (handler.node.defaultChild as any).addPropertyOverride('MemorySize', 2048);
    return handler;
  };
  expect(difference(handlerOf)).toBe('GET /orders differ in MemorySize (256 in us-east-1, ap-southeast-1; 2048 in eu-west-1)');
});

test('behind an alias it is the function that counts', () => {
  const aliasOf = (region: RegionalApi) => {
    const handler = aFunction(region, 'Orders', { timeout: Duration.seconds(isEurope(region) ? 5 : 4) });
    return new Alias(region, 'Alias', { aliasName: 'now', version: handler.currentVersion });
  };
  expect(difference(aliasOf)).toBe('GET /orders differ in Timeout (4 in us-east-1, ap-southeast-1; 5 in eu-west-1)');
});

test('nothing is said of functions from elsewhere, nor of a route that is regional', () => {
  const either = (region: RegionalApi) => isEurope(region)
    ? Function.fromFunctionArn(region, 'Orders', 'arn:aws:lambda:eu-west-1:111122223333:function:orders') : aFunction(region, 'Orders');
  expect(difference(either)).toBe('');
  expect(difference(made(region => ({ memorySize: isEurope(region) ? 1024 : 256 })), { regional: true })).toBe('');
});

test('functions of many routes are compared once', () => {
  const app = new App();
  for (const region of anApi({}, app).regionalApis) {
    const handler = aFunction(region, 'Orders', { memorySize: isEurope(region) ? 256 : 512 });
    ['GET', 'PUT', 'DELETE'].forEach(method => region.addRoute(method, '/orders', handler));
  }
  expect(messagesAtSynth(app)).toEqual([expect.stringMatching(/^The handlers of GET \/orders and 2 more differ in MemorySize/)]);
});
