import { render } from 'velocityjs';
import { headerOf, HttpRequest, HttpResponse } from '../http-message';
import { mediaType } from '../media-types';
import { notSupportedHere, REST_ANSWERS } from './rest-answers';
import { MockIntegration, MockResponse } from './rest-api-definition';
import { staticValue } from './static-value';

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
  const template = integration.requestTemplates[mediaType(headerOf(request, 'content-type'))];
  if (template === undefined && !passesThrough(integration)) {
    return REST_ANSWERS.unsupportedMediaType;
  }
  const variables = templateVariables(request, context);
  const statusCode = readStatusCode(template === undefined ? request.body.toString() : render(template, variables));
  const response = statusCode && chooseResponse(integration.responses, statusCode);
  return response ? renderResponse(response, request, variables) : REST_ANSWERS.internalServerError;
}

function passesThrough({ passthroughBehavior, requestTemplates }: MockIntegration): boolean {
  return passthroughBehavior === 'WHEN_NO_MATCH'
    || (passthroughBehavior === 'WHEN_NO_TEMPLATES' && Object.keys(requestTemplates).length === 0);
}

/** The template makes JSON with API Gateway's laxness about quotes, e.g. `{ statusCode: 204 }`. */
function readStatusCode(rendered: string): string | undefined {
  return /["']?statusCode["']?\s*:\s*["']?(\d{3})/.exec(rendered)?.[1];
}

function chooseResponse(responses: MockResponse[], statusCode: string): MockResponse | undefined {
  return responses.find(({ selectionPattern }) => selectionPattern && new RegExp(`^(?:${selectionPattern})$`).test(statusCode))
    ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

function renderResponse(response: MockResponse, request: HttpRequest, variables: ReturnType<typeof templateVariables>): HttpResponse {
  const mapped = Object.values(response.responseParameters).find(value => staticValue(value) === undefined);
  if (mapped) {
    return notSupportedHere(`the header mapping ${mapped}`);
  }
  const [contentType, template] = chooseTemplate(response.responseTemplates, mediaType(headerOf(request, 'accept')));
  const body = render(template, variables).trim();
  const { header, status } = variables.context.responseOverride;
  const headers: Record<string, string> = { 'content-type': contentType };
  for (const [parameter, value] of Object.entries(response.responseParameters)) {
    headers[parameter.replace('method.response.header.', '').toLowerCase()] = staticValue(value)!;
  }
  for (const [name, value] of Object.entries(header)) {
    headers[name.toLowerCase()] = String(value);
  }
  return { statusCode: Number(status ?? response.statusCode), headers, body };
}

/** The template for what the caller accepts, else the first. */
function chooseTemplate(templates: Record<string, string>, accepted: string): [contentType: string, template: string] {
  const entries = Object.entries(templates);
  return entries.find(([contentType]) => contentType === accepted) ?? entries[0] ?? ['application/json', ''];
}

/** What a template may set; Velocity sets nothing in a map that is not there. */
function newResponseOverride(): { header: Record<string, unknown>; status?: number } {
  return { header: {} };
}

function templateVariables(request: HttpRequest, { context, pathParameters, stageVariables }: MockContext) {
  const querystring = Object.fromEntries(new URL(request.url, 'http://local').searchParams);
  const header: Record<string, any> = Object.fromEntries(request.headers);
  header.get = (name: string) => headerOf(request, name.toLowerCase()) ?? '';
  const parameters = { path: pathParameters ?? {}, querystring, header };
  return {
    context: { ...context, responseOverride: newResponseOverride() },
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
