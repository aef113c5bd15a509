import { ApiDefinition, LambdaProxyIntegration, StageDefinition, UnsupportedIntegration } from '../api-definition';
import { AwsIntegration, HttpIntegration, LambdaIntegration, MockIntegration } from '../integrations/integration-definition';

/** A REST API as its template describes it. */
export interface RestApiDefinition extends ApiDefinition {
  readonly binaryMediaTypes: string[];
  /** From how many bytes on answers are compressed. @default - they are not */
  readonly minimumCompressionSize?: number;
  readonly stages: RestStageDefinition[];
  readonly methods: MethodDefinition[];
  /** Where API keys come from: the header `x-api-key`, or the answer of the authorizer. */
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly gatewayResponses: GatewayResponseDefinition[];
  /** @default - none but AWS's own, to which every body is right */
  readonly models?: Models;
}

/** JSON schemas by the names of the models. */
export type Models = Readonly<Record<string, object>>;

export interface RestStageDefinition extends StageDefinition {
  readonly deploymentId: string;
  /** The keys that usage plans let in. */
  readonly apiKeys: ApiKeyDefinition[];
}

export interface ApiKeyDefinition {
  readonly id: string;
  readonly value: string;
}

export interface MethodDefinition {
  /** A method, or ANY. */
  readonly httpMethod: string;
  /** E.g. `/orders/{id}`. */
  readonly resourcePath: string;
  readonly resourceId: string;
  readonly integration: LambdaProxyIntegration | LambdaIntegration | AwsIntegration | HttpIntegration | MockIntegration | UnsupportedIntegration;
  readonly authorizer?: RestAuthorizerDefinition;
  readonly apiKeyRequired?: boolean;
  /** What a request validator asks for, e.g. `method.request.querystring.page`. */
  readonly requiredParameters?: string[];
  /** The models that it holds bodies against, by their content type. */
  readonly requestModels?: Readonly<Record<string, string>>;
}

/** A Lambda authorizer of a REST API. */
export interface RestAuthorizerDefinition {
  readonly type: 'TOKEN' | 'REQUEST';
  readonly functionName: string;
  /** E.g. `method.request.header.Authorization`; a request that lacks one is refused without asking the function. */
  readonly identitySources: string[];
  /** What a token must look like, as a regular expression. */
  readonly validationExpression?: string;
}

/** What a template says of the answers that API Gateway gives by itself. */
export interface GatewayResponseDefinition {
  /** E.g. `MISSING_AUTHENTICATION_TOKEN`, or `DEFAULT_4XX` for all of a kind. */
  readonly responseType: string;
  readonly statusCode?: number;
  /** E.g. `gatewayresponse.header.Access-Control-Allow-Origin` and `'*'`, quotes included. */
  readonly responseParameters: Record<string, string>;
  readonly responseTemplates: Record<string, string>;
}
