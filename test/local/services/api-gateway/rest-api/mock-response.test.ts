import { request } from './rest-api';
import { readQuery } from '../../../../../local/services/api-gateway/http-message';
import { IntegrationResponse, MockIntegration } from '../../../../../local/services/api-gateway/integrations/integration-definition';
import { restExchange } from '../../../../../local/services/api-gateway/integrations/rest-exchange';
import { mockResponse } from '../../../../../local/services/api-gateway/rest-api/mock-response';

function mock(overrides: Partial<MockIntegration> = {}): MockIntegration {
  return {
    type: 'MOCK',
    passthroughBehavior: 'NEVER',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    responses: [response()],
    ...overrides,
  };
}

function response(overrides: Partial<IntegrationResponse> = {}): IntegrationResponse {
  return { statusCode: 200, responseParameters: {}, responseTemplates: {}, ...overrides };
}

function answer(integration: MockIntegration, url: string = '/', headers: [string, string][] = [], body?: string) {
  const sent = request(url, { headers, body });
  return mockResponse(integration, restExchange(sent, {
    requestContext: { requestId: 'request-1', identity: { sourceIp: '192.0.2.7' } },
    headers: Object.fromEntries(headers),
    queryStringParameters: Object.fromEntries(readQuery(sent)),
    pathParameters: { id: '7' },
    stageVariables: { color: 'blue' },
  } as any));
}

const UNSUPPORTED_MEDIA_TYPE = {
  gatewayResponse: 'UNSUPPORTED_MEDIA_TYPE',
  statusCode: 415,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'BadRequestException' },
  body: '{"message":"Unsupported Media Type"}',
};
const INTERNAL_SERVER_ERROR = {
  gatewayResponse: 'API_CONFIGURATION_ERROR',
  statusCode: 500,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalServerErrorException' },
  body: '{"message":"Internal server error"}',
};

test('without templates and headers the answer is empty', () => {
  expect(answer(mock())).toEqual({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '' });
});

describe('the request template chooses the response', () => {
  const responses = [response({ statusCode: 200 }), response({ statusCode: 404, selectionPattern: '404' }), response({ statusCode: 503, selectionPattern: '5\\d\\d' })];

  test.each([
    ['{"statusCode": 404}', 404],
    ['{ statusCode: 502 }', 503],
    ['{"statusCode": 204}', 200],
    ['#if($input.params("mode") == "gone"){"statusCode": 404}#else{"statusCode": 200}#end', 404],
    ['#if($input.params().path.id == "7"){"statusCode": 404}#end', 404],
    ['#if($input.params().header.get("x-mode") == "dead"){"statusCode": 500}#end', 503],
    ['#if($stageVariables.color == "blue"){"statusCode": 404}#end', 404],
  ])('%s', (template, statusCode) => {
    const requestTemplates = { 'application/json': template };
    expect(answer(mock({ requestTemplates, responses }), '/?mode=gone', [['X-Mode', 'dead']]).statusCode).toBe(statusCode);
  });

  test('by the whole status', () => {
    const requestTemplates = { 'application/json': '{"statusCode": 404}' };
    expect(answer(mock({ requestTemplates, responses: [response({ statusCode: 400, selectionPattern: '4' })] })))
      .toEqual({ ...INTERNAL_SERVER_ERROR, reason: 'no integration response is for 404, and none is the default' });
  });

  test('without a status there is none to choose', () => {
    expect(answer(mock({ requestTemplates: { 'application/json': '{}' }, responses }))).toEqual(INTERNAL_SERVER_ERROR);
  });
});

describe('a request whose content type has no template', () => {
  const text: [string, string][] = [['Content-Type', 'text/plain']];

  test.each([
    ['NEVER', 'NEVER', { 'application/json': '{"statusCode": 200}' }],
    ['WHEN_NO_TEMPLATES, if there are others', 'WHEN_NO_TEMPLATES', { 'application/json': '{"statusCode": 200}' }],
  ] as const)('is refused with %s', (_name, passthroughBehavior, requestTemplates) => {
    expect(answer(mock({ passthroughBehavior, requestTemplates }), '/', text)).toEqual(UNSUPPORTED_MEDIA_TYPE);
  });

  test.each([
    ['WHEN_NO_MATCH', 'WHEN_NO_MATCH', { 'application/json': '{"statusCode": 200}' }],
    ['WHEN_NO_TEMPLATES, if there are none', 'WHEN_NO_TEMPLATES', {}],
  ] as const)('is itself the status with %s', (_name, passthroughBehavior, requestTemplates) => {
    const integration = mock({ passthroughBehavior, requestTemplates });
    expect(answer(integration, '/', text, '{"statusCode": 200}').statusCode).toBe(200);
    expect(answer(integration, '/', text, 'hello')).toEqual(INTERNAL_SERVER_ERROR);
  });

  test('is taken for JSON if it has no content type', () => {
    expect(answer(mock({ requestTemplates: { 'application/json': '{"statusCode": 200}' } })).statusCode).toBe(200);
  });

  test('is not one whose type has parameters', () => {
    expect(answer(mock(), '/', [['Content-Type', 'application/json; charset=utf-8']]).statusCode).toBe(200);
  });
});

describe('the response', () => {
  test('is made from its template', () => {
    const responseTemplates = { 'application/json': '{"id":"$context.requestId","ip":"$context.identity.sourceIp","order":"$input.params(\'id\')"}\n' };
    expect(answer(mock({ responses: [response({ responseTemplates })] })).body).toBe('{"id":"request-1","ip":"192.0.2.7","order":"7"}');
  });

  test.each([
    ['the one that the caller accepts', 'text/html', 'text/html', '<p>'],
    ['the first, if the caller accepts another', 'image/png', 'text/plain', 'p'],
    ['the first, if the caller does not say', undefined, 'text/plain', 'p'],
  ])('has as its type %s', (_name, accept, contentType, body) => {
    const responses = [response({ responseTemplates: { 'text/plain': 'p', 'text/html': '<p>' } })];
    expect(answer(mock({ responses }), '/', accept ? [['Accept', accept]] : [])).toEqual({ statusCode: 200, headers: { 'content-type': contentType }, body });
  });

  test('has the headers that are written in it', () => {
    const responseParameters = { 'method.response.header.Cache-Control': '\'no-store\'', 'method.response.header.Content-Type': '\'text/css\'' };
    expect(answer(mock({ responses: [response({ responseParameters })] })).headers).toEqual({ 'cache-control': 'no-store', 'content-type': 'text/css' });
  });

  test('may override its status and headers', () => {
    const template = '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.X-Pot = "tea")';
    expect(answer(mock({ responses: [response({ responseTemplates: { 'application/json': template } })] })))
      .toEqual({ statusCode: 418, headers: { 'content-type': 'application/json', 'x-pot': 'tea' }, body: '' });
  });

  test('has headers that are read from the request, and none of an integration that there is not', () => {
    const responseParameters = { 'method.response.header.X-Id': 'context.requestId', 'method.response.header.X-Its': 'integration.response.header.x-its' };
    expect(answer(mock({ responses: [response({ responseParameters })] })).headers).toEqual({ 'content-type': 'application/json', 'x-id': 'request-1' });
  });
});
