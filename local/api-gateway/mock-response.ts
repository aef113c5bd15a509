import { render } from 'velocityjs';
import { GATEWAY_ANSWERS } from './gateway-answers';
import { headerOf, HttpRequest, HttpResponse } from './http-message';
import { MockIntegration, MockResponse } from './rest-api-definition';

/** What the mapping templates of a MOCK integration may refer to. */
export interface MockContext {
  readonly context: Record<string, unknown>;
  readonly pathParameters: Record<string, string> | null;
  readonly stageVariables: Record<string, string> | null;
}

/**
 * The answer of a MOCK integration: its request template chooses the status, its responses make the answer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mockResponse(integration: MockIntegration, request: HttpRequest, context: MockContext): HttpResponse {
  const contentType = headerOf(request, 'content-type')?.split(';')[0] ?? 'application/json';
  const template = integration.requestTemplates[contentType] ?? integration.requestTemplates['application/json'];
  const variables = templateVariables(request, context);
  const statusCode = readStatusCode(template && render(template, variables));
  const response = chooseResponse(integration.responses, statusCode);
  if (!response) {
    return GATEWAY_ANSWERS.internalServerError;
  }
  return renderResponse(response, variables);
}

/** The template makes JSON with API Gateway's laxness about quotes, e.g. `{ statusCode: 204 }`. */
function readStatusCode(rendered: string | undefined): string | undefined {
  return /["']?statusCode["']?\s*:\s*["']?(\d{3})/.exec(rendered ?? '')?.[1];
}

function chooseResponse(responses: MockResponse[], statusCode: string | undefined): MockResponse | undefined {
  return responses.find(({ selectionPattern }) => selectionPattern && new RegExp(`^(?:${selectionPattern})$`).test(statusCode ?? ''))
    ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

function renderResponse(response: MockResponse, variables: ReturnType<typeof templateVariables>): HttpResponse {
  const template = response.responseTemplates['application/json'];
  const body = template ? render(template, variables).trim() : '';
  const { header = {}, status } = variables.context.responseOverride;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (const [parameter, value] of Object.entries(response.responseParameters)) {
    const name = parameter.replace('method.response.header.', '').toLowerCase();
    headers[name] = value.replace(/^'(.*)'$/s, '$1');
  }
  for (const [name, value] of Object.entries(header)) {
    headers[name.toLowerCase()] = String(value);
  }
  return { statusCode: Number(status ?? response.statusCode), headers, body };
}

function templateVariables(request: HttpRequest, { context, pathParameters, stageVariables }: MockContext) {
  const querystring = Object.fromEntries(new URL(request.url, 'http://local').searchParams);
  const header: Record<string, any> = Object.fromEntries(request.headers);
  header.get = (name: string) => headerOf(request, name.toLowerCase()) ?? '';
  const parameters = { path: pathParameters ?? {}, querystring, header };
  return {
    context: { ...context, responseOverride: {} as { header?: Record<string, unknown>; status?: number } },
    stageVariables: stageVariables ?? {},
    input: {
      body: request.body.toString(),
      params: (name?: string) => name === undefined
        ? parameters
        : pathParameters?.[name] ?? querystring[name] ?? headerOf(request, name.toLowerCase()) ?? '',
    },
    util: {
      escapeJavaScript: (text: string) => JSON.stringify(String(text)).slice(1, -1),
      urlEncode: encodeURIComponent,
      urlDecode: decodeURIComponent,
      base64Encode: (text: string) => Buffer.from(text).toString('base64'),
      base64Decode: (text: string) => Buffer.from(text, 'base64').toString(),
      parseJson: JSON.parse,
    },
  };
}
