import { Duration } from 'aws-cdk-lib';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  validateHandler, validateHeaders, validateIssuer, validateName, validateNames, validateNamesIfAny, validateOptions, validateTtl, validateUserPool,
} from './authorizer-rules';

/** What lambda authorizers have unless told otherwise. */
const DEFAULT_TTL = Duration.minutes(5);
const DEFAULT_HEADERS = ['Authorization'];

/** Settings of `Authorizer.jwt()`. */
export interface JwtAuthorizerOptions {
  /** Who signs the tokens, e.g. `https://login.example.com`; its keys are read from there. A literal, or of the Region's own stack. */
  readonly issuer: string;
  /** Whom the tokens are for: one of these. */
  readonly audience: string[];
  /**
   * The scopes of which a token must have one. Authorizers of one name may differ in them from route to route.
   *
   * @default - any
   */
  readonly scopes?: string[];
}

/** Settings of `Authorizer.cognito()`. */
export interface CognitoAuthorizerOptions {
  /**
   * The ARN of the user pool: a literal, or of a pool in the Region's own stack. A pool lives in one Region, and callers cannot get
   * tokens while that Region is down; the tokens that they have are valid in every Region that asks the same pool.
   *
   * Of a pool that Cognito replicates, it is the replica's in the Region, with the id that the pool has in its primary Region; with
   * `ApiGateway.http()`, take its tokens by `Authorizer.jwt()` and its updated issuer.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html
   */
  readonly userPoolArn: string;
  /**
   * The ids of the app clients that tokens may be for. For `ApiGateway.http()`, which needs them; `ApiGateway.rest()` takes
   * every client of the pool.
   *
   * @default - every client
   */
  readonly clientIds?: string[];
  /**
   * The scopes of which an access token must have one. Authorizers of one name may differ in them from route to route.
   *
   * @default - identity tokens, whatever their scopes
   */
  readonly scopes?: string[];
}

/** Settings of authorizers that are functions. */
export interface LambdaAuthorizerOptions {
  /**
   * How long API Gateway may remember an answer: whole seconds, at most an hour, zero for not at all.
   *
   * A REST API uses what it remembers for all routes that have the authorizer: the policy must be right for all of them.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;
}

/** Settings of `Authorizer.lambdaRequest()`. */
export interface LambdaRequestAuthorizerOptions extends LambdaAuthorizerOptions {
  /**
   * The headers that a request must have; remembered answers are found by them. Only a `resultsCacheTtl` of zero allows none.
   *
   * @default ['Authorization']
   */
  readonly headers?: string[];
}

/**
 * Who may call a route.
 *
 * Route 53's checkers send no credentials: the path of the health check is open always, but for the route of a
 * `HealthCheck.custom()`, which needs `Authorizer.none()` where `region.useAuthorizer()` says otherwise.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 * @example
 * for (const region of api.regionalApis) {
 *   const orders = new NodejsFunction(region, 'Orders', { entry: 'orders.ts' });
 *   region.useAuthorizer(Authorizer.cognito('Users', { userPoolArn }));
 *   region.addRoute('POST', '/orders', orders);
 *   region.addRoute('GET', '/prices', orders, { authorizer: Authorizer.none() });
 * }
 */
export class Authorizer {
  /** Everybody. */
  static none(): Authorizer {
    return new Authorizer(kinds => kinds.none(), { isOpen: true });
  }

  /**
   * Callers with AWS credentials that allow `execute-api:Invoke`.
   *
   * Clients must sign with SigV4A, for all Regions (`*`): a SigV4 signature is for one Region, and the caller does not know which answers.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
   */
  static iam(): Authorizer {
    return new Authorizer(kinds => kinds.iam());
  }

  /**
   * Bearers of a JSON Web Token. For `ApiGateway.http()`.
   *
   * @param name the authorizer's name, once in an API
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   * @example
   * const shop = new MultiRegionServerlessApi(app, 'Shop', { regions, domain, gateway: ApiGateway.http() });
   * for (const region of shop.regionalApis) {
   *   const orders = new NodejsFunction(region, 'Orders', { entry: 'orders.ts' });
   *   region.addRoute('POST', '/orders', orders, {
   *     authorizer: Authorizer.jwt('Users', { issuer: 'https://login.example.com', audience: ['shop'], scopes: ['orders:write'] }),
   *   });
   * }
   */
  static jwt(name: string, options: JwtAuthorizerOptions): Authorizer {
    validateName(name);
    validateOptions(options);
    validateIssuer(options.issuer);
    validateNames('audience', options.audience);
    validateNamesIfAny('scopes', options.scopes);
    return new Authorizer(kinds => kinds.jwt({ name, ...options }), { options });
  }

  /**
   * Users of a Cognito user pool.
   *
   * @param name the authorizer's name, once in an API
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
   */
  static cognito(name: string, options: CognitoAuthorizerOptions): Authorizer {
    validateName(name);
    validateOptions(options);
    validateUserPool(options.userPoolArn);
    validateNamesIfAny('clientIds', options.clientIds);
    validateNamesIfAny('scopes', options.scopes);
    return new Authorizer(kinds => kinds.cognito({ name, ...options }), { options });
  }

  /**
   * Whom a function says, by the `Authorization` header. For `ApiGateway.rest()`.
   *
   * @param name the authorizer's name, once in an API
   * @param handler a function in the same Region's stack
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
   * @example
   * for (const region of api.regionalApis) {
   *   const authorize = new NodejsFunction(region, 'Authorize', { entry: 'authorize.ts' });
   *   const orders = new NodejsFunction(region, 'Orders', { entry: 'orders.ts' });
   *   region.addRoute('POST', '/orders', orders, { authorizer: Authorizer.lambdaToken('Users', authorize) });
   * }
   */
  static lambdaToken(name: string, handler: IFunction, options: LambdaAuthorizerOptions = {}): Authorizer {
    const { resultsCacheTtl = DEFAULT_TTL } = options;
    validateName(name);
    validateHandler(handler);
    validateTtl(resultsCacheTtl);
    return new Authorizer(kinds => kinds.lambdaToken({ name, handler, resultsCacheTtl }), { function: { name, handler } });
  }

  /**
   * Whom a function says, by the whole request.
   *
   * With `ApiGateway.http()` the function gets events in format 2.0 and answers `{ isAuthorized: true }`.
   *
   * @param name the authorizer's name, once in an API
   * @param handler a function in the same Region's stack
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
   */
  static lambdaRequest(name: string, handler: IFunction, options: LambdaRequestAuthorizerOptions = {}): Authorizer {
    const { resultsCacheTtl = DEFAULT_TTL, headers = DEFAULT_HEADERS } = options;
    validateName(name);
    validateHandler(handler);
    validateTtl(resultsCacheTtl);
    validateHeaders(headers, resultsCacheTtl);
    return new Authorizer(kinds => kinds.lambdaRequest({ name, handler, resultsCacheTtl, headers }), { function: { name, handler } });
  }

  /** @internal Whether everybody may call. */
  readonly _isOpen: boolean;
  /** @internal The function that judges callers, if one does. */
  readonly _function?: AuthorizerFunction;
  /** @internal What may be known after the deployment of the Region's own stack only. */
  readonly _options: { [prop: string]: string | string[] | undefined };

  private constructor(
    /** @internal What a gateway makes of it. */
    readonly _renderBy: <T>(kinds: AuthorizerKinds<T>) => T,
    traits: {
      readonly isOpen?: boolean;
      readonly function?: AuthorizerFunction;
      readonly options?: JwtAuthorizerOptions | CognitoAuthorizerOptions;
    } = {},
  ) {
    this._isOpen = traits.isOpen ?? false;
    this._function = traits.function;
    this._options = { ...traits.options };
  }
}

/** What a gateway makes of each kind of authorizer. */
export interface AuthorizerKinds<T> {
  none(): T;
  iam(): T;
  jwt(authorizer: JwtAuthorizer): T;
  cognito(authorizer: CognitoAuthorizer): T;
  lambdaToken(authorizer: LambdaTokenAuthorizer): T;
  lambdaRequest(authorizer: LambdaRequestAuthorizer): T;
}

export interface JwtAuthorizer extends JwtAuthorizerOptions {
  readonly name: string;
}

export interface CognitoAuthorizer extends CognitoAuthorizerOptions {
  readonly name: string;
}

export interface LambdaTokenAuthorizer extends AuthorizerFunction, Required<LambdaAuthorizerOptions> {}

export interface LambdaRequestAuthorizer extends AuthorizerFunction, Required<LambdaRequestAuthorizerOptions> {}

/** A function that judges callers, by the authorizer's name. */
interface AuthorizerFunction {
  readonly name: string;
  readonly handler: IFunction;
}
