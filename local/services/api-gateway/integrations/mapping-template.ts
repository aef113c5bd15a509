import type { APIGatewayProxyEvent } from 'aws-lambda';
import { render } from 'velocityjs';
import { jsonPath, parsed } from './json-path';

/** What the mapping templates of an integration may refer to. */
export interface TemplateVariables {
  readonly context: Record<string, unknown> & {
    /** What a template may set; Velocity sets nothing in a map that is not there. */
    readonly requestOverride: { readonly header: Texts; readonly querystring: Texts; readonly path: Texts };
    readonly responseOverride: { readonly header: Texts; readonly status?: unknown };
  };
  readonly stageVariables: Record<string, unknown>;
  readonly input: object;
  readonly util: typeof UTIL;
}

type Texts = Record<string, unknown>;

/** What templates are about. */
export type TemplateEvent = Pick<APIGatewayProxyEvent, 'headers' | 'queryStringParameters' | 'pathParameters' | 'stageVariables'> & { requestContext: object };

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
export function templateVariables(event: TemplateEvent, body: string): TemplateVariables {
  const { headers, queryStringParameters, pathParameters, stageVariables, requestContext } = event;
  const [path, querystring] = [{ ...pathParameters }, { ...queryStringParameters }];
  const headerOf = (name: string) => Object.entries(headers).find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? '';
  const header: Record<string, unknown> = { ...headers, get: headerOf };
  return {
    context: {
      ...withoutNulls(requestContext),
      requestOverride: { header: {}, querystring: {}, path: {} },
      responseOverride: { header: {} },
    },
    stageVariables: { ...stageVariables },
    input: {
      ...bodyVariables(body),
      params: (name?: string) => name === undefined ? { path, querystring, header } : path[name] ?? querystring[name] ?? headerOf(name),
    },
    util: UTIL,
  };
}

/** The same about another body, for the templates of the answer. */
export function withBody(variables: TemplateVariables, body: string): TemplateVariables {
  return { ...variables, input: { ...variables.input, ...bodyVariables(body) } };
}

/** What a template makes of variables, which it may change. */
export function rendered(template: string, variables: TemplateVariables): string {
  return render(quiet(template), variables, {}, { customMethodHandlers: JAVA_METHODS });
}

/** What the context and the stage do not have is nothing, while another name that means nothing is left as it is written. */
function quiet(template: string): string {
  return template.replace(/(#set\s*\(\s*)?\$(\{?)(context|stageVariables)(?=[.[}])/g, (whole, set?: string, brace?: string, name?: string) =>
    set ? whole : `$!${brace}${name}`);
}

function bodyVariables(body: string) {
  const json = body === '' ? {} : parsed(body);
  const at = (path: string) => jsonPath(json ?? body, path) ?? '';
  return { body, path: at, json: (path: string) => JSON.stringify(at(path)) };
}

const UTIL = {
  escapeJavaScript: (text: unknown) => JSON.stringify(String(text)).slice(1, -1).replaceAll('\'', '\\\'').replaceAll('/', '\\/'),
  urlEncode: (text: unknown) => encodeURIComponent(String(text)),
  urlDecode: (text: unknown) => decodeURIComponent(String(text).replaceAll('+', ' ')),
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString(),
  parseJson: (text: string) => JSON.parse(text),
};

/** Methods of Java that templates use and the library lacks. */
const METHODS: Record<string, (value: any, ...params: any[]) => unknown> = {
  contains: (value, part) => value.includes(part),
  containsKey: (value, name) => Object.hasOwn(value, name),
  equals: (value, other) => value === other,
  equalsIgnoreCase: (value, other) => String(value).toLowerCase() === String(other).toLowerCase(),
  isEmpty: value => (typeof value === 'string' || Array.isArray(value) ? value : Object.keys(value)).length === 0,
  length: value => value.length,
  matches: (value, pattern) => new RegExp(`^(?:${pattern})$`).test(value),
};

const JAVA_METHODS = [{
  uid: 'java',
  match: ({ property, context }: { property: string; context: any }) =>
    Object.hasOwn(METHODS, property) && context !== null && context !== undefined && typeof context[property] !== 'function',
  resolve: ({ property, context, params }: { property: string; context: any; params: any[] }) => METHODS[property](context, ...params),
}];

/** Velocity has nothing for what is null. */
function withoutNulls(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined)
    .map(([name, inner]) => [name, typeof inner === 'object' && !Array.isArray(inner) ? withoutNulls(inner) : inner]));
}
