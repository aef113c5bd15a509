import { MappedIntegration } from './integration-definition';
import { mappedValue } from './mapped-value';
import { rendered } from './mapping-template';
import { RestExchange } from './rest-exchange';
import { headerOf } from '../http-message';
import { mediaType } from '../media-types';

/** What the mappings make of a request. */
export interface IntegrationRequest {
  readonly body: string | Buffer;
  /** In lower case. */
  readonly headers: Record<string, string>;
  readonly query: Record<string, string>;
  readonly path: Record<string, string>;
}

/** The body as a template makes it, or as it is; undefined for a content type that is refused. */
export function mappedBody(definition: MappedIntegration, { request, variables }: RestExchange): string | Buffer | undefined {
  const { passthroughBehavior, requestTemplates } = definition;
  const template = requestTemplates[mediaType(headerOf(request, 'content-type'))];
  if (template !== undefined) return rendered(template, variables);
  const passes = passthroughBehavior === 'WHEN_NO_MATCH'
    || (passthroughBehavior === 'WHEN_NO_TEMPLATES' && Object.keys(requestTemplates).length === 0);
  return passes ? request.body : undefined;
}

/**
 * The request as it goes to the integration, by its template, its mappings and what the template overrides; undefined for a content type that
 * is refused.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-override-request-response-parameters.html
 */
export function integrationRequest(definition: MappedIntegration, exchange: RestExchange): IntegrationRequest | undefined {
  const body = mappedBody(definition, exchange);
  if (body === undefined) return undefined;
  const { header, querystring, path } = exchange.variables.context.requestOverride;
  const mapped: IntegrationRequest = { body, headers: {}, query: {}, path: {} };
  const set = (place: string, name: string, value: unknown) => {
    if (value === undefined) return;
    if (place === 'header') mapped.headers[name.toLowerCase()] = String(value);
    if (place === 'querystring') mapped.query[name] = String(value);
    if (place === 'path') mapped.path[name] = String(value);
  };
  for (const [parameter, expression] of Object.entries(definition.requestParameters ?? {})) {
    const [, place, name] = /^integration\.request\.(\w+)\.(.+)$/.exec(parameter) ?? [];
    if (place) set(place, name, mappedValue(expression, exchange));
  }
  for (const [place, values] of Object.entries({ header, querystring, path })) {
    Object.entries(values).forEach(([name, value]) => set(place, name, value));
  }
  return mapped;
}

/** A path or an address with its parameters in braces replaced. */
export function withPath(text: string, { path }: IntegrationRequest): string {
  return text.replace(/\{([^}+]+)\+?\}/g, (whole, name: string) => path[name] ?? whole);
}

/** What comes after a path: its own query and the mapped one. */
export function withQuery(url: string, { query }: IntegrationRequest): string {
  const added = String(new URLSearchParams(query));
  return added === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${added}`;
}
