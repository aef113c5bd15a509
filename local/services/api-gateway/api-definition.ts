import { CalledFunction } from './lambda-invocation';
import { StageThrottles } from './throttling';

/** What the definitions of REST and HTTP APIs have in common. */
export interface ApiDefinition {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly executeApiEndpointDisabled: boolean;
  readonly stages: StageDefinition[];
}

export interface StageDefinition {
  /** E.g. `prod`, or `$default`. */
  readonly name: string;
  /** An HTTP API's stage that deploys by itself has none in the template. */
  readonly deploymentId?: string;
  readonly variables?: Record<string, string>;
  readonly accessLog?: AccessLogDefinition;
  readonly throttles?: StageThrottles;
}

/** Who may invoke a route is said by IAM. */
export interface IamAuthorizerDefinition {
  readonly type: 'AWS_IAM';
}

/** Where the access log of a stage goes, and what its lines are. */
export interface AccessLogDefinition {
  readonly logGroup: string;
  /** With `$context.status` and the like. */
  readonly format: string;
}

export interface LambdaProxyIntegration extends CalledFunction {
  readonly type: 'AWS_PROXY';
  /** Whether the caller gets what the function writes as it comes. @default false */
  readonly isStreamed?: boolean;
  /** @default - 29 seconds for a REST API, 30 for an HTTP API */
  readonly timeoutMs?: number;
}

export interface UnsupportedIntegration {
  readonly type: 'UNSUPPORTED';
  /** What the template asks for, e.g. "HTTP_PROXY". */
  readonly what: string;
}
