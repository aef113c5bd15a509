import { ManualClock } from '../../../../../local/machine/clock';
import { DomainNameDefinition } from '../../../../../local/services/api-gateway/domain-name-definition';
import { Gateway, GatewayOptions } from '../../../../../local/services/api-gateway/gateway';
import { HttpRequest } from '../../../../../local/services/api-gateway/http-message';
import { MethodDefinition, RestApiDefinition } from '../../../../../local/services/api-gateway/rest-api/rest-api-definition';

export const EXECUTE_API = 'gy415nuibc.execute-api.us-east-1.amazonaws.com';
export const DOMAIN = 'hello.example.com';

export function route(httpMethod: string, resourcePath: string, integration?: MethodDefinition['integration']): MethodDefinition {
  return { httpMethod, resourcePath, resourceId: 'roq9wj', integration: integration ?? { type: 'AWS_PROXY', functionName: 'hello' } };
}

export function restApi(overrides: Partial<RestApiDefinition> = {}): RestApiDefinition {
  return {
    id: 'gy415nuibc',
    name: 'Hello',
    region: 'us-east-1',
    accountId: '123456789012',
    executeApiEndpointDisabled: false,
    binaryMediaTypes: [],
    stages: [{ name: 'testStage', deploymentId: 'd3ploy', apiKeys: [] }],
    methods: [route('ANY', '/'), route('ANY', '/{proxy+}')],
    apiKeySource: 'HEADER',
    gatewayResponses: [],
    ...overrides,
  };
}

export function domainName(mappings: Partial<DomainNameDefinition['mappings'][number]>[] = [{}]): DomainNameDefinition {
  return {
    domainName: DOMAIN,
    region: 'us-east-1',
    regionalDomainName: 'd-1234567890.execute-api.us-east-1.amazonaws.com',
    mappings: mappings.map(mapping => ({ basePath: '', apiId: 'gy415nuibc', stage: 'testStage', ...mapping })),
  };
}

export function request(url: string, overrides: Partial<Omit<HttpRequest, 'body'>> & { body?: string | Buffer } = {}): HttpRequest {
  return {
    method: 'GET',
    host: EXECUTE_API,
    url,
    headers: [],
    sourceIp: '192.168.196.186',
    ...overrides,
    body: Buffer.from(overrides.body ?? ''),
  };
}

/** Of APIs that ask neither issuers nor IAM. */
export const NOBODY_ASKS: Pick<GatewayOptions, 'keysOf' | 'identify' | 'auth'> = {
  keysOf: () => { throw new Error('nobody issues tokens'); },
  identify: () => { throw new Error('nobody signs'); },
  auth: true,
};

/** A gateway of one API whose functions answer what they are told to, and the events that they got. */
export function gateway(options: Partial<GatewayOptions> = {}, payload: unknown = { statusCode: 200, body: 'hello' }) {
  const events: any[] = [];
  const served = new Gateway({
    region: 'us-east-1',
    restApis: [restApi()],
    httpApis: [],
    domainNames: [],
    clock: new ManualClock(Date.UTC(2018, 1, 20, 22, 48, 57, 665)),
    invoke: async (_functionName, event) => {
      events.push(JSON.parse(JSON.stringify(event)));
      return { payload };
    },
    ...NOBODY_ASKS,
    ...options,
  });
  return { handle: served.handle.bind(served), events };
}
