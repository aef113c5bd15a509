import { Cors, CorsOptions, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { NOBODY_ASKS, request } from './rest-api';
import { Deployed } from '../../../../../local/cloudformation/deployed';
import { ManualClock } from '../../../../../local/machine/clock';
import { Gateway } from '../../../../../local/services/api-gateway/gateway';
import { SynthesizedApps } from '../../../cloudformation/synthesized-app';
import { HealthCheck, MultiRegionServerlessApi } from 'cdk-multi-region-serverless-api';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

function gatewayOf({ restApis, domainNames }: Deployed, region: string): Gateway {
  return new Gateway({
    region,
    restApis: restApis.filter(restApi => restApi.region === region),
    httpApis: [],
    domainNames: domainNames.filter(domain => domain.region === region),
    clock: new ManualClock(),
    invoke: async () => { throw new Error('no function is behind a mock'); },
    ...NOBODY_ASKS,
  });
}

describe('the CORS preflight that CDK synthesizes', () => {
  async function preflight(options: CorsOptions, origin?: string, url: string = '/prod/orders') {
    const deployed = apps.deploy(stack => new RestApi(stack, 'Api', { defaultCorsPreflightOptions: options }).root.addResource('orders').addMethod('GET'));
    const { statusCode, headers, body } = await gatewayOf(deployed, 'eu-west-1').handle(request(url, {
      method: 'OPTIONS',
      host: `${deployed.restApis[0].id}.execute-api.eu-west-1.amazonaws.com`,
      headers: [...origin ? [['Origin', origin] as [string, string]] : [], ['Access-Control-Request-Method', 'GET']],
    }));
    const cors = Object.entries(headers).filter(([name]) => name.startsWith('access-control-') || name === 'vary');
    return { statusCode, body, cors: Object.fromEntries(cors) };
  }

  const defaults = {
    'access-control-allow-headers': 'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent',
    'access-control-allow-methods': 'OPTIONS,GET,PUT,POST,DELETE,PATCH,HEAD',
  };

  test('allows a single origin, whoever asks', async () => {
    const expected = { ...defaults, 'access-control-allow-origin': 'https://a.example.com', 'vary': 'Origin' };
    expect(await preflight({ allowOrigins: ['https://a.example.com'] }, 'https://z.example.com')).toEqual({ statusCode: 204, body: '', cors: expected });
  });

  test.each([
    ['the first', 'https://a.example.com', 'https://a.example.com'],
    ['the second', 'https://b.example.com', 'https://b.example.com'],
    ['the third', 'https://c.example.com', 'https://c.example.com'],
    ['the first, for another origin', 'https://z.example.com', 'https://a.example.com'],
    ['the first, for no origin', undefined, 'https://a.example.com'],
  ])('of several origins allows %s', async (_name, origin, allowed) => {
    const allowOrigins = ['https://a.example.com', 'https://b.example.com', 'https://c.example.com'];
    const { statusCode, body, cors } = await preflight({ allowOrigins }, origin);
    expect({ statusCode, body, cors }).toEqual({ statusCode: 204, body: '', cors: { ...defaults, 'access-control-allow-origin': allowed, 'vary': 'Origin' } });
  });

  test('allows all origins', async () => {
    const { cors } = await preflight({ allowOrigins: Cors.ALL_ORIGINS }, 'https://a.example.com');
    expect(cors).toEqual({ ...defaults, 'access-control-allow-origin': '*' });
  });

  test('says what else it was given', async () => {
    const { statusCode, cors } = await preflight({
      allowOrigins: ['https://a.example.com'],
      allowMethods: ['GET'],
      allowHeaders: ['X-Shop'],
      allowCredentials: true,
      exposeHeaders: ['X-Count'],
      disableCache: true,
      statusCode: 200,
    });
    expect(statusCode).toBe(200);
    expect(cors).toEqual({
      'access-control-allow-origin': 'https://a.example.com',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'X-Shop',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'X-Count',
      'access-control-max-age': '-1',
      'vary': 'Origin',
    });
  });

  test('is there for the root too', async () => {
    expect(await preflight({ allowOrigins: Cors.ALL_ORIGINS }, undefined, '/prod/')).toMatchObject({ statusCode: 204 });
  });
});

describe('the shallow health check of a multi-Region API', () => {
  const deployed = apps.deployApp(app => new MultiRegionServerlessApi(app, 'Shop', {
    regions: ['us-east-1', 'eu-west-1'],
    domain: { domainName: 'shop.example.com', hostedZoneId: 'Z0123456789', zoneName: 'example.com' },
    health: HealthCheck.shallow(),
  }));

  test.each(['us-east-1', 'eu-west-1'])('is answered by API Gateway alone on the regional name of %s', async region => {
    const response = await gatewayOf(deployed, region).handle(request('/health', { host: `${region}.shop.example.com` }));
    expect(response).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"healthy"}' });
  });

  test('is answered on the shared name', async () => {
    expect(await gatewayOf(deployed, 'eu-west-1').handle(request('/health', { host: 'shop.example.com' }))).toMatchObject({ statusCode: 200 });
  });

  test('is not answered on the execute-api name, which is off', async () => {
    const { id } = deployed.restApis.find(({ region }) => region === 'eu-west-1')!;
    expect(await gatewayOf(deployed, 'eu-west-1').handle(request('/prod/health', { host: `${id}.execute-api.eu-west-1.amazonaws.com` })))
      .toMatchObject({ statusCode: 403, body: '{"message":"Forbidden"}' });
  });
});
