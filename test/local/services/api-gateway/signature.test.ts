import { request } from './rest-api/rest-api';
import { signatureOf } from '../../../../local/services/api-gateway/signature';

const API = { id: 'a', name: 'A', region: 'us-east-1', accountId: '123456789012', executeApiEndpointDisabled: false, stages: [] };
const NOW = Date.UTC(2026, 10, 30, 12);
const DATE = '20261130T120000Z';

beforeEach(() => { jest.useFakeTimers({ now: NOW }); });
afterEach(() => { jest.useRealTimers(); });

const header = (scope: string = '20261130/us-east-1/execute-api/aws4_request', algorithm: string = 'AWS4-HMAC-SHA256', signed: string = 'host;x-amz-date') =>
  `${algorithm} Credential=AKID/${scope}, SignedHeaders=${signed}, Signature=abc`;
const query = (more: string = '') => '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20261130%2Fus-east-1%2Fexecute-api%2Faws4_request'
  + `&X-Amz-Date=${DATE}&X-Amz-SignedHeaders=host&X-Amz-Signature=abc${more}`;

test.each<[string, Parameters<typeof request>]>([
  ['in the header', ['/', { headers: [['Authorization', header()], ['X-Amz-Date', DATE]] }]],
  ['with the date as HTTP has it', ['/', { headers: [['Authorization', header()], ['Date', new Date(NOW).toUTCString()]] }]],
  ['five minutes old', ['/', { headers: [['Authorization', header()], ['X-Amz-Date', '20261130T115500Z']] }]],
  ['in the query', [query('&X-Amz-Expires=60')]],
  ['of SigV4A for all Regions', ['/', { headers: [['Authorization', header('20261130/execute-api/aws4_request', 'AWS4-ECDSA-P256-SHA256')], ['X-Amz-Date', DATE], ['X-Amz-Region-Set', '*']] }]],
  ['of SigV4A for some Regions', ['/', { headers: [['Authorization', header('20261130/execute-api/aws4_request', 'AWS4-ECDSA-P256-SHA256')], ['X-Amz-Date', DATE], ['X-Amz-Region-Set', 'eu-west-1,us-*']] }]],
])('a signature %s is one', (_, sent) => {
  expect(signatureOf(request(...sent), API)).toMatchObject({ accessKeyId: 'AKID', region: 'us-east-1', accountId: '123456789012' });
});

test.each<[string, Parameters<typeof request>, string]>([
  ['five minutes and a second old', ['/', { headers: [['Authorization', header()], ['X-Amz-Date', '20261130T115459Z']] }], 'Signature expired: 20261130T115459Z is now earlier than 20261130T115500Z (20261130T120000Z - 5 min.)'],
  ['from the future', ['/', { headers: [['Authorization', header()], ['X-Amz-Date', '20261130T120501Z']] }], 'Signature not yet current: 20261130T120501Z is still later than 20261130T120500Z (20261130T120000Z + 5 min.)'],
  ['of another day than its scope', ['/', { headers: [['Authorization', header()], ['X-Amz-Date', '20261129T120000Z']] }], 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \'20261130\' != \'20261129\', from \'20261129T120000Z\'. '],
  ['for other Regions', ['/', { headers: [['Authorization', header('20261130/execute-api/aws4_request', 'AWS4-ECDSA-P256-SHA256')], ['X-Amz-Date', DATE], ['X-Amz-Region-Set', 'eu-*']] }], 'Credential should be scoped to a valid region. '],
  ['without the host', ['/', { headers: [['Authorization', header(undefined, undefined, 'x-amz-date')], ['X-Amz-Date', DATE]] }], '\'Host\' or \':authority\' must be a \'SignedHeader\' in the AWS Authorization. '],
  ['for another service and without an end', ['/', { headers: [['Authorization', header('20261130/us-east-1/lambda/aws3')], ['X-Amz-Date', DATE]] }], 'Credential should be scoped to correct service: \'execute-api\'. Credential should be scoped with a valid terminator: \'aws4_request\'. '],
])('a signature %s is told so in AWS\'s words', (_, sent, message) => {
  expect(signatureOf(request(...sent), API)).toEqual({ problem: { errorType: 'InvalidSignatureException', message } });
});

test('a query that lacks parts of a signature is told which', () => {
  expect(signatureOf(request('/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=abc'), API)).toEqual({
    problem: {
      errorType: 'IncompleteSignatureException',
      message: 'AWS query-string parameters must include \'X-Amz-Credential\'. AWS query-string parameters must include \'X-Amz-SignedHeaders\'. AWS query-string parameters must include \'X-Amz-Date\'.',
    },
  });
});
