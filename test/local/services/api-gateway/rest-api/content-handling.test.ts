import { request } from './rest-api';
import { ContentHandling } from '../../../../../local/services/api-gateway/integrations/content-handling';
import { integrationResponse } from '../../../../../local/services/api-gateway/integrations/integration-response';
import { restExchange } from '../../../../../local/services/api-gateway/integrations/rest-exchange';

const PNG = Buffer.from([0x89, 0x50, 0xff]);
const BASE64 = PNG.toString('base64');
const EVENT: any = { headers: {}, requestContext: {} };

test.each<[string, ContentHandling | undefined, string | Buffer, string | Buffer]>([
  ['image/png', undefined, PNG, PNG],
  ['image/png', 'CONVERT_TO_BINARY', PNG, PNG],
  ['image/png', 'CONVERT_TO_TEXT', PNG, BASE64],
  ['text/plain', undefined, BASE64, BASE64],
  ['text/plain', 'CONVERT_TO_BINARY', BASE64, PNG],
  ['text/plain', 'CONVERT_TO_TEXT', BASE64, BASE64],
])('a body of %s is passed on, and back, with %s', (type, contentHandling, body, converted) => {
  const exchange = restExchange(request('/', { headers: [['Content-Type', type], ['Accept', type]], body }), EVENT, ['image/*'], contentHandling);
  expect(exchange.request.body).toEqual(Buffer.from(converted));

  const response = { statusCode: 200, responseParameters: {}, responseTemplates: {}, contentHandling };
  const answer = { statusCode: 200, headers: { 'content-type': type }, body };
  const mapped = { passthroughBehavior: 'NEVER' as const, requestTemplates: {}, responses: [response] };
  expect(integrationResponse(mapped, answer, exchange, '200').body).toEqual(converted);
});

test.each([
  ['something binary', 'image/png', 'image/png', PNG, PNG],
  ['something binary', 'image/png', 'text/plain', BASE64, PNG],
  ['text', 'text/html', 'image/png', PNG, BASE64],
  ['text', 'text/html', 'text/plain', 'hello', 'hello'],
])('where nothing is said, a caller who accepts %s (%s) gets an answer of %s so', (_, accept, type, body, given) => {
  const exchange = restExchange(request('/', { headers: [['Accept', accept]] }), EVENT, ['image/*']);
  const mapped = { passthroughBehavior: 'NEVER' as const, requestTemplates: {}, responses: [{ statusCode: 200, responseParameters: {}, responseTemplates: {} }] };
  expect(integrationResponse(mapped, { statusCode: 200, headers: { 'content-type': type }, body }, exchange, '200').body).toEqual(given);
});

test('templates see text in place of what is binary, and make text of which something binary becomes', () => {
  const exchange = restExchange(request('/', { headers: [['Content-Type', 'image/png']], body: PNG }), EVENT, ['image/png'], 'CONVERT_TO_TEXT');
  expect(exchange.variables.input).toMatchObject({ body: BASE64 });

  const body = (contentHandling: ContentHandling, template: string, type: string, given: string | Buffer) => integrationResponse({
    passthroughBehavior: 'NEVER',
    requestTemplates: {},
    responses: [{ statusCode: 200, responseParameters: {}, responseTemplates: { 'application/json': template }, contentHandling }],
  }, { statusCode: 200, headers: { 'content-type': type }, body: given }, exchange, undefined).body;
  expect(body('CONVERT_TO_TEXT', '{"image":"$input.body"}', 'image/png', PNG)).toBe(`{"image":"${BASE64}"}`);
  expect(body('CONVERT_TO_BINARY', '$input.path("$.image")', 'application/json', `{"image":"${BASE64}"}`)).toEqual(PNG);
});
