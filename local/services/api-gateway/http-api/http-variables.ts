import { decodedParameters, decodePath, HttpApiRequest } from './http-event';
import { allValues, headerOf, readQuery } from '../http-message';

/**
 * What a variable of a request stands for, e.g. `request.header.Authorization`; several values are joined by commas.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
export function requestVariable(variable: string, http: HttpApiRequest): string | undefined {
  const [, place, name] = /^(request\.(?:header|querystring|path|body)|stageVariables|context)(?:\.(.+))?$/.exec(variable) ?? [];
  switch (place) {
    case 'request.header': return valuesOf(http.request.headers.map(([key, value]) => [key.toLowerCase(), value]), name?.toLowerCase());
    case 'request.querystring': return valuesOf(readQuery(http.request), name);
    case 'request.path': return name === undefined ? decodePath(http.entry.routePath) : http.pathParameters ? decodedParameters(http.pathParameters)[name] : undefined;
    case 'request.body': return partOf(http.request.body.toString(), name);
    case 'stageVariables': return http.entry.stage.variables?.[name];
    case 'context': return contextOf(http)[name];
    default: return undefined;
  }
}

/** A part of a body in JSON by its path, e.g. `items[0].id`, or all of it. */
export function partOf(body: string, path: string | undefined): string | undefined {
  if (path === undefined) return body;
  try {
    const part = path.split(/[.[\]]+/).filter(Boolean).reduce((value, key) => value?.[key], JSON.parse(body));
    return part === undefined || typeof part === 'string' ? part : JSON.stringify(part);
  } catch {
    return undefined; // it is no JSON
  }
}

function valuesOf(pairs: [string, string][], name: string): string | undefined {
  return allValues(pairs)[name]?.join(',');
}

function contextOf({ httpApi, request, entry, route, arrival, authorized }: HttpApiRequest): Record<string, string | undefined> {
  const authorizer = Object.entries(authorized?.context ?? {}).map(([name, value]) => [`authorizer.${name}`, String(value)]);
  return {
    'accountId': httpApi.accountId,
    'apiId': httpApi.id,
    'domainName': request.host,
    'domainPrefix': request.host.split('.')[0],
    'extendedRequestId': arrival.extendedRequestId,
    'httpMethod': request.method,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': headerOf(request, 'user-agent'),
    'path': entry.requestPath,
    'requestId': arrival.extendedRequestId,
    'routeKey': route.routeKey,
    'stage': entry.stage.name,
    ...Object.fromEntries(authorizer),
  };
}
