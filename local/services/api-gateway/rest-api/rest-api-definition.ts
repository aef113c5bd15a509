import { ApiDefinition, IamAuthorizerDefinition, LambdaProxyIntegration, StageDefinition, UnsupportedIntegration } from '../api-definition';
import { AwsIntegration, HttpIntegration, LambdaIntegration, MockIntegration } from '../integrations/integration-definition';
import { CalledFunction } from '../lambda-invocation';
import { QuotaDefinition, ThrottleDefinition } from '../throttling';

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
  readonly plan?: UsagePlanDefinition;
}

/** What the holder of a key may ask of a stage. */
export interface UsagePlanDefinition {
  readonly id: string;
  readonly throttle?: ThrottleDefinition;
  readonly quota?: QuotaDefinition;
  /** Throttles of methods of the stage, e.g. of `GET /orders/{id}`. */
  readonly methods: Readonly<Record<string, ThrottleDefinition | undefined>>;
}

export interface MethodDefinition {
  /** A method, or ANY. */
  readonly httpMethod: string;
  /** E.g. `/orders/{id}`. */
  readonly resourcePath: string;
  readonly resourceId: string;
  readonly integration: LambdaProxyIntegration | LambdaIntegration | AwsIntegration | HttpIntegration | MockIntegration | UnsupportedIntegration;
  readonly authorizer?: RestAuthorizerDefinition | CognitoAuthorizerDefinition | IamAuthorizerDefinition;
  readonly apiKeyRequired?: boolean;
  /** What a request validator asks for, e.g. `method.request.querystring.page`. */
  readonly requiredParameters?: string[];
  /** The models that it holds bodies against, by their content type. */
  readonly requestModels?: Readonly<Record<string, string>>;
}

/** A Lambda authorizer of a REST API. */
export interface RestAuthorizerDefinition extends CalledFunction {
  readonly type: 'TOKEN' | 'REQUEST';
  readonly id: string;
  /** E.g. `method.request.header.Authorization`; a request that lacks one is refused without asking the function. */
  readonly identitySources: string[];
  /** What a token must look like, as a regular expression. */
  readonly validationExpression?: string;
  /** How long its answers are kept. */
  readonly ttlSeconds: number;
}

/** An authorizer of a REST API that takes the tokens of user pools, with what a method asks of them. */
export interface CognitoAuthorizerDefinition {
  readonly type: 'COGNITO_USER_POOLS';
  /** The pools as tokens have them, e.g. `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123`. */
  readonly issuers: readonly string[];
  /** What the client of an id token must look like, as a regular expression. */
  readonly validationExpression?: string;
  /** Of which an access token must have one; without any, the method takes id tokens. */
  readonly scopes: readonly string[];
  /** E.g. `method.request.header.Authorization`. */
  readonly identitySource: string;
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
