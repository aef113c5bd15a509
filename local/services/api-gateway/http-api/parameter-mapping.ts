import { ParameterMapping } from './http-api-definition';
import { HttpApiRequest } from './http-event';
import { partOf, requestVariable } from './http-variables';
import { HttpRequest, HttpResponse, rawQuery, readQuery } from '../http-message';

interface Change {
  readonly action: 'append' | 'overwrite' | 'remove';
  readonly place: string;
  readonly name: string;
  /** None to remove it. */
  readonly value?: string;
}

/**
 * A request as it goes to the integration of an HTTP API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
export function mappedRequest(http: HttpApiRequest, mapping: ParameterMapping = {}): HttpApiRequest {
  const valueOf = (variable: string) => requestVariable(variable, http);
  return changesOf(mapping, valueOf).reduce((mapped, change): HttpApiRequest => {
    const { request } = mapped;
    switch (change.place) {
      case 'header': return { ...mapped, request: { ...request, headers: changed(request.headers, change, isSameHeader) } };
      case 'querystring': return { ...mapped, request: withQuery(request, changed(readQuery(request), change, Object.is)) };
      default: return { ...mapped, path: change.value };
    }
  }, http);
}

/** An integration's answer as it goes to the caller, by the mapping for its status. */
export function mappedResponse(
  response: HttpResponse, http: HttpApiRequest, mappings: Readonly<Record<string, ParameterMapping>> = {},
): HttpResponse {
  const valueOf = (variable: string) => {
    const [, place, name] = /^response\.(header|body)(?:\.(.+))?$/.exec(variable) ?? [];
    switch (place) {
      case 'header': return [response.headers[name?.toLowerCase()] ?? []].flat().join(',') || undefined;
      case 'body': return partOf(response.body.toString(), name);
      default: return requestVariable(variable, http);
    }
  };
  return changesOf(mappings[response.statusCode] ?? {}, valueOf).reduce((mapped, change): HttpResponse => {
    if (change.place === 'statuscode') return { ...mapped, statusCode: Number(change.value) };
    const name = change.name.toLowerCase();
    const before = [mapped.headers[name] ?? []].flat().map((value): [string, string] => [name, value]);
    const after = changed(before, { ...change, name }, isSameHeader).map(([, value]) => value);
    const { [name]: _, ...others } = mapped.headers;
    return { ...mapped, headers: { ...others, ...after.length > 0 && { [name]: after.join(',') } } };
  }, response);
}

/** A change whose value is not there is none. */
function changesOf(mapping: ParameterMapping, valueOf: (variable: string) => string | undefined): Change[] {
  return Object.entries(mapping).flatMap(([key, source]) => {
    const [, action, place, name] = /^(append|overwrite|remove):(header|querystring|path|statuscode)(?:\.(.+))?$/.exec(key) ?? [];
    const value = action === 'remove' ? undefined : valueFrom(source, valueOf);
    return action === undefined || (action !== 'remove' && value === undefined) ? [] : [{ action, place, name, value } as Change];
  });
}

/** A variable, or a text with variables in it. */
export function valueFrom(source: string, valueOf: (variable: string) => string | undefined): string | undefined {
  return /^\$[a-z]/i.test(source) ? valueOf(source.slice(1)) : source.replace(/\$\{([^}]+)\}/g, (_, variable: string) => valueOf(variable) ?? '');
}

function changed(
  pairs: readonly [string, string][], { action, name, value }: Change, isSame: (one: string, other: string) => boolean,
): [string, string][] {
  const kept = action === 'append' ? [...pairs] : pairs.filter(([other]) => !isSame(other, name));
  return value === undefined ? kept : [...kept, [name, value]];
}

function isSameHeader(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function withQuery(request: HttpRequest, query: [string, string][]): HttpRequest {
  const path = request.url.slice(0, request.url.length - rawQuery(request.url).length).replace(/\?$/, '');
  return { ...request, url: query.length === 0 ? path : `${path}?${new URLSearchParams(query)}` };
}
