import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Arrival, formatTime } from '../arrival';
import { CallerIdentity } from '../caller-identity';
import { EntryPoint } from '../entry-point';
import { HttpApiDefinition, HttpRouteDefinition, PayloadFormat } from './http-api-definition';
import { allValues, headerOf, HttpRequest, rawQuery, readQuery } from '../http-message';
import { mediaType } from '../media-types';
import { headersByRules } from '../passed-headers';
import { decode } from '../route-table';

/** What an authorizer says of a caller that it lets in. */
export interface HttpAuthorized {
  /** For variables, `$context.authorizer.…`. */
  readonly context: Record<string, unknown> | null;
  /** What a function gets as `requestContext.authorizer`, by the format of its event. */
  readonly told: Readonly<Record<PayloadFormat, object | undefined>>;
  /** Whose signature IAM knows. */
  readonly caller?: CallerIdentity;
}

/** A request on its way through an HTTP API. */
export interface HttpApiRequest {
  readonly httpApi: HttpApiDefinition;
  readonly request: HttpRequest;
  readonly entry: EntryPoint;
  readonly route: HttpRouteDefinition;
  /** As sent. */
  readonly pathParameters: Record<string, string> | null;
  readonly arrival: Arrival;
  readonly authorized?: HttpAuthorized;
  /** As the integration's parameter mapping has it. */
  readonly path?: string;
}

/**
 * The event in format 2.0 that an HTTP API sends to a Lambda integration. What a request lacks is left out.
 *
 * The path is decoded, has the name of a stage other than `$default` and never the key of an API mapping.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(http: HttpApiRequest): APIGatewayProxyEventV2 {
  const { httpApi, request, entry: { stage, routePath }, route: { routeKey }, arrival } = http;
  const { cookie: cookies, ...headers } = allValues(httpHeaders(http).map(([name, value]) => [name.toLowerCase(), value]));
  const query = readQuery(request);
  const rawPath = http.path ?? decodePath(stage.name === '$default' ? routePath : `/${stage.name}${routePath}`);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: rawQuery(request.url),
    ...cookies && { cookies: cookies.flatMap(cookie => cookie.split(/; */)).filter(Boolean) },
    headers: joined(headers),
    ...query.length > 0 && { queryStringParameters: joined(allValues(query)) },
    requestContext: {
      accountId: httpApi.accountId,
      apiId: httpApi.id,
      domainName: request.host,
      domainPrefix: request.host.split('.')[0],
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headerOf(request, 'user-agent') ?? '',
      },
      requestId: arrival.extendedRequestId,
      routeKey,
      stage: stage.name,
      time: formatTime(arrival.time),
      timeEpoch: Math.round(arrival.time),
    },
    ...http.pathParameters && { pathParameters: decodedParameters(http.pathParameters) },
    ...stage.variables && { stageVariables: stage.variables },
    ...httpBody(request),
  };
}

const headersOf = headersByRules({
  dropped: ['connection', 'content-length', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  respelled: ['Content-Type', 'User-Agent'],
});

/** The headers that a function gets from an HTTP API: format 1.0 has them as they are spelled here, format 2.0 in lower case. */
export function httpHeaders({ request, arrival }: HttpApiRequest): [string, string][] {
  return [...headersOf(request, arrival.traceId), ['Content-Length', String(request.body.length)]];
}

/** The body as text or in base64: API Gateway goes by the content type, and takes all but a few for binary, forms too. */
export function httpBody(request: HttpRequest): { body?: string; isBase64Encoded: boolean } {
  if (request.body.length === 0) {
    return { isBase64Encoded: false };
  }
  const contentType = headerOf(request, 'content-type');
  const isText = contentType !== undefined && /^(text\/.*|application\/(json|xml|javascript))$/.test(mediaType(contentType));
  return { body: request.body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** Unlike a REST API, an HTTP API sends paths decoded. */
export function decodePath(path: string): string {
  return path.split('/').map(decode).join('/');
}

export function decodedParameters(parameters: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodePath(value)]));
}

function joined(values: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.join(',')]));
}
