/** A REST API as its template describes it. */
export interface RestApiDefinition {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly executeApiEndpointDisabled: boolean;
  readonly binaryMediaTypes: string[];
  readonly stages: StageDefinition[];
  readonly methods: MethodDefinition[];
}

export interface StageDefinition {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables?: Record<string, string>;
}

export interface MethodDefinition {
  /** A method, or ANY. */
  readonly httpMethod: string;
  /** E.g. `/orders/{id}`. */
  readonly resourcePath: string;
  readonly resourceId: string;
  readonly integration: LambdaProxyIntegration | MockIntegration | UnsupportedIntegration;
}

export interface LambdaProxyIntegration {
  readonly type: 'AWS_PROXY';
  readonly functionName: string;
  /** @default 29000 */
  readonly timeoutMs?: number;
}

export interface MockIntegration {
  readonly type: 'MOCK';
  /** What becomes of a request whose content type has no template: it is passed through, or refused. */
  readonly passthroughBehavior: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  readonly requestTemplates: Record<string, string>;
  readonly responses: MockResponse[];
}

export interface MockResponse {
  readonly statusCode: number;
  readonly selectionPattern?: string;
  /** E.g. `method.response.header.Access-Control-Allow-Origin` and `'*'`, quotes included. */
  readonly responseParameters: Record<string, string>;
  readonly responseTemplates: Record<string, string>;
}

export interface UnsupportedIntegration {
  readonly type: 'UNSUPPORTED';
  /** What the template asks for, e.g. "HTTP_PROXY". */
  readonly what: string;
}

/** A regional custom domain name, and what it maps to. */
export interface DomainNameDefinition {
  readonly domainName: string;
  readonly region: string;
  /** What records alias, e.g. `d-abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly regionalDomainName: string;
  readonly mappings: { readonly basePath: string; readonly restApiId: string; readonly stage: string }[];
}
