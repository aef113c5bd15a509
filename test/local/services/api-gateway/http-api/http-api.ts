import { DomainMapping } from '../../../../../local/services/api-gateway/domain-name-definition';
import { GatewayOptions } from '../../../../../local/services/api-gateway/gateway';
import { HttpApiDefinition, HttpRouteDefinition } from '../../../../../local/services/api-gateway/http-api/http-api-definition';
import { DOMAIN, gateway, request } from '../rest-api/rest-api';

export const HTTP_API = 'p1bk4nqsxa.execute-api.us-east-1.amazonaws.com';

export function httpRoute(routeKey: string, overrides: Partial<HttpRouteDefinition> = {}): HttpRouteDefinition {
  return { routeKey, integration: { type: 'AWS_PROXY', functionName: 'hello', payloadFormat: '2.0' }, ...overrides };
}

export function httpApi(overrides: Partial<HttpApiDefinition> = {}): HttpApiDefinition {
  return {
    id: 'p1bk4nqsxa',
    name: 'Hello',
    region: 'us-east-1',
    accountId: '123456789012',
    executeApiEndpointDisabled: false,
    stages: [{ name: '$default' }],
    routes: [httpRoute('$default')],
    ...overrides,
  };
}

/** A gateway of one HTTP API, and the events that its functions got. */
export function httpGateway(definition: Partial<HttpApiDefinition> = {}, payload?: unknown, options: Partial<GatewayOptions> = {}) {
  return gateway({ restApis: [], httpApis: [httpApi(definition)], ...options }, payload);
}

export function httpRequest(url: string, overrides: Parameters<typeof request>[1] = {}) {
  return request(url, { host: HTTP_API, ...overrides });
}

/** The custom domain name, with mappings to the HTTP API. */
export function mapped(...mappings: Partial<DomainMapping>[]): Pick<GatewayOptions, 'domainNames'> {
  return {
    domainNames: [{
      domainName: DOMAIN,
      region: 'us-east-1',
      regionalDomainName: 'd-1234567890.execute-api.us-east-1.amazonaws.com',
      mappings: mappings.map(mapping => ({ basePath: '', apiId: 'p1bk4nqsxa', stage: '$default', ...mapping })),
    }],
  };
}
