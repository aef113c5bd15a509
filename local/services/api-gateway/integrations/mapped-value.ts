import { BackendAnswer } from './backends';
import { jsonPath, parsed } from './json-path';
import { RestExchange } from './rest-exchange';
import { staticValue } from '../rest-api/static-value';

/**
 * What the mapping of a parameter gives, e.g. for `method.request.path.id`, `context.requestId`, `stageVariables.color` or `'fixed'`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html
 */
export function mappedValue(expression: string, { event, variables, request }: RestExchange, answer?: BackendAnswer): string | undefined {
  const fixed = staticValue(expression);
  if (fixed !== undefined) return fixed;
  const [, place, name] = /^(method\.request\.\w+|integration\.response\.\w+|stageVariables|context)(?:\.(.+))?$/s.exec(expression) ?? [];
  switch (place) {
    case 'method.request.header': return byName(event.headers, name);
    case 'method.request.multivalueheader': return byName(event.multiValueHeaders, name)?.join(',');
    case 'method.request.querystring': return event.queryStringParameters?.[name];
    case 'method.request.multivaluequerystring': return event.multiValueQueryStringParameters?.[name]?.join(',');
    case 'method.request.path': return event.pathParameters?.[name];
    case 'method.request.body': return partOf(request.body, name);
    case 'integration.response.header': return answer && [answer.headers[name?.toLowerCase()] ?? []].flat().at(-1);
    case 'integration.response.multivalueheader': return answer && ([answer.headers[name?.toLowerCase()] ?? []].flat().join(',') || undefined);
    case 'integration.response.body': return answer && partOf(answer.body, name);
    case 'stageVariables': return event.stageVariables?.[name];
    case 'context': return text(name?.split('.').reduce<any>((value, key) => value?.[key], variables.context));
    default: return undefined;
  }
}

function byName<V>(values: Record<string, V | undefined> | null, name: string | undefined): V | undefined {
  return Object.entries(values ?? {}).find(([other]) => other.toLowerCase() === name?.toLowerCase())?.[1];
}

/** A part of a body in JSON by its path, e.g. `items[0].id`, or all of it. */
function partOf(body: string | Buffer, path: string | undefined): string | undefined {
  return path === undefined ? body.toString() : text(jsonPath(parsed(body.toString()), path.startsWith('$') ? path : `$.${path}`));
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null || typeof value === 'string' ? value ?? undefined : JSON.stringify(value);
}
