import { Token } from 'aws-cdk-lib';
import { JsonSchema } from 'aws-cdk-lib/aws-apigateway';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

/**
 * What API Gateway checks before it invokes a handler; it answers 400 otherwise. For `ApiGateway.rest()`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 * @example
 * for (const region of api.regionalApis) {
 *   const orders = new NodejsFunction(region, 'Orders', { entry: 'orders.ts' });
 *   region.addRoute('GET', '/orders', orders, { requestValidation: RequestValidation.parameters('querystring.customer') });
 * }
 */
export class RequestValidation {
  /** The body must be JSON of this schema, draft 4, whatever its content type. */
  static body(schema: JsonSchema): RequestValidation {
    return new RequestValidation(schema, []);
  }

  /**
   * Parameters must be there and not empty.
   *
   * @param required e.g. `querystring.page`, `header.X-Tenant`
   */
  static parameters(...required: string[]): RequestValidation {
    validateParameters(required);
    return new RequestValidation(undefined, required);
  }

  /**
   * The body must be JSON of this schema, draft 4, whatever its content type, and parameters must be there.
   *
   * @param required e.g. `querystring.page`, `header.X-Tenant`
   */
  static bodyAndParameters(schema: JsonSchema, ...required: string[]): RequestValidation {
    validateParameters(required);
    return new RequestValidation(schema, required);
  }

  private constructor(
    /** @internal */
    readonly _schema: JsonSchema | undefined,
    /** @internal */
    readonly _parameters: string[],
  ) {}
}

function validateParameters(required: string[]) {
  if (required.length === 0) {
    throw refusal('`required` must name at least one parameter', required);
  }
  for (const parameter of required) {
    if (Token.isUnresolved(parameter)) {
      throw refusal('`required` must be literal names', 'a token');
    }
    if (parameter.startsWith('path.')) {
      throw refusal('`required` must not name parts of the path, which are there always', parameter);
    }
    if (!/^(querystring|header)\.[A-Za-z0-9._$-]+$/.test(parameter)) {
      refuseWhenKnown('`required` must be names like "querystring.page" or "header.X-Tenant"', parameter);
    }
  }
  if (new Set(required).size < required.length) {
    throw refusal('`required` must name each parameter once', required);
  }
}
