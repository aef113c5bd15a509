import { ContentHandling } from './content-handling';
import { CalledFunction } from '../lambda-invocation';

/** What an integration does that is not a proxy: templates and mappings make its request, and the answer of it. */
export interface MappedIntegration {
  /** What becomes of a request whose content type has no template: it is passed through, or refused. */
  readonly passthroughBehavior: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  readonly requestTemplates: Record<string, string>;
  /** E.g. `integration.request.path.id` and `method.request.path.order`. */
  readonly requestParameters?: Record<string, string>;
  readonly responses: IntegrationResponse[];
  /** What becomes of the caller's body before all that. @default - nothing */
  readonly contentHandling?: ContentHandling;
  /** @default - 29 seconds */
  readonly timeoutMs?: number;
}

export interface IntegrationResponse {
  readonly statusCode: number;
  readonly selectionPattern?: string;
  /** E.g. `method.response.header.Access-Control-Allow-Origin` and `'*'`, quotes included. */
  readonly responseParameters: Record<string, string>;
  readonly responseTemplates: Record<string, string>;
  /** What becomes of the answer's body. @default - nothing */
  readonly contentHandling?: ContentHandling;
}

export interface MockIntegration extends MappedIntegration {
  readonly type: 'MOCK';
}

/** A function that gets what a template makes of the request. */
export interface LambdaIntegration extends MappedIntegration, CalledFunction {
  readonly type: 'AWS_LAMBDA';
}

/** A service of AWS, called as its own clients call it. */
export interface AwsIntegration extends MappedIntegration {
  readonly type: 'AWS';
  readonly target: AwsTarget;
  readonly httpMethod: string;
  readonly role: IntegrationRole;
}

/** What `arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem` means. */
export interface AwsTarget {
  readonly region: string;
  /** E.g. `dynamodb`, as it is signed for. */
  readonly service: string;
  readonly kind: 'action' | 'path';
  /** E.g. `PutItem`, or `123456789012/orders`; parameters of the path in braces. */
  readonly value: string;
}

/** In whose name API Gateway calls a service. */
export interface IntegrationRole {
  /** Undefined for the caller's own rights: nothing is refused to it here. */
  readonly arn?: string;
  readonly accountId: string;
  /** The construct path of the role or, where no template defines it, of what uses it. */
  readonly path: string;
}

/** An HTTP endpoint behind a REST API. */
export interface HttpIntegration extends MappedIntegration {
  readonly type: 'HTTP' | 'HTTP_PROXY';
  /** With stage variables, and parameters of the path in braces. */
  readonly uri: string;
  /** Or ANY, for the caller's. */
  readonly httpMethod: string;
}

/** An HTTP endpoint behind an HTTP API. */
export interface HttpProxyIntegration {
  readonly type: 'HTTP_PROXY';
  readonly uri: string;
  readonly httpMethod: string;
  /** @default - 30 seconds */
  readonly timeoutMs?: number;
}

/** A call of a service by an HTTP API, e.g. `SQS-SendMessage`. */
export interface ServiceIntegration {
  readonly type: 'AWS_SERVICE';
  readonly subtype: string;
  /** Where the API is, unless a parameter `Region` says another. */
  readonly role: IntegrationRole;
  /** E.g. `MessageBody` and `$request.body.message`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** @default - 30 seconds */
  readonly timeoutMs?: number;
}
