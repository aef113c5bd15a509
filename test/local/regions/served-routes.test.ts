import { Deployed } from '../../../local/cloudformation/deployed';
import { routesText } from '../../../local/regions/served-routes';

const PROXY = { type: 'AWS_PROXY', functionName: 'f' };
const method = (httpMethod: string, resourcePath: string, integration: object = PROXY) => ({ httpMethod, resourcePath, integration });
const rest = (region: string) => ({
  id: `rest-${region}`,
  name: 'Shop',
  region,
  stages: [{ name: 'prod' }],
  methods: [method('GET', '/orders'), method('OPTIONS', '/orders', { type: 'MOCK' }), method('POST', '/orders', { type: 'UNSUPPORTED', what: 'SQS' }), method('ANY', '/o/{id}')],
});
const domain = (domainName: string, region: string, basePath: string = '') => ({ domainName, region, mappings: [{ basePath, apiId: `rest-${region}`, stage: 'prod' }] });
const deployed = (parts: object) => ({ restApis: [], httpApis: [], domainNames: [], ...parts }) as unknown as Deployed;
const URL = 'http://localhost:3000';

test('an API of several Regions is told once, by the name that they share, with what its paths take', () => {
  const domainNames = ['us-east-1', 'eu-west-1'].flatMap(region => [domain(`${region}.shop.example.com`, region, 'v1'), domain('shop.example.com', region, 'v1')]);
  expect(routesText(deployed({ restApis: [rest('us-east-1'), rest('eu-west-1')], domainNames }), URL)).toBe([
    'Shop  http://shop.example.com.localhost:3000/v1',
    '  /orders  GET (501: POST)',
    '  /o/{id}  ANY',
  ].join('\n'));
});

test('the name that callers need not say is the port', () => {
  const text = routesText(deployed({ restApis: [rest('us-east-1')], domainNames: [domain('shop.example.com', 'us-east-1')] }), URL, 'shop.example.com');
  expect(text).toMatch(/^Shop {2}http:\/\/localhost:3000\n/);
});

test('an API without a name is told by its own, with its stage if it has one', () => {
  const routes = [{ routeKey: 'GET /a', integration: PROXY }, { routeKey: '$default', integration: PROXY }];
  const http = { id: 'h', name: 'Feed', region: 'eu-west-1', stages: [{ name: '$default' }], routes };
  expect(routesText(deployed({ restApis: [rest('us-east-1')], httpApis: [http] }), URL)).toBe([
    'Shop  http://rest-us-east-1.execute-api.us-east-1.amazonaws.com.localhost:3000/prod',
    '  /orders  GET (501: POST)',
    '  /o/{id}  ANY',
    '',
    'Feed  http://h.execute-api.eu-west-1.amazonaws.com.localhost:3000',
    '  /a           GET',
    '  (any other)  ANY',
  ].join('\n'));
});
