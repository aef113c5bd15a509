import { MethodOptions, RequestValidator, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { RequestValidation } from '../request-validation';

/** The validators of one REST API, which routes share, and the models of their bodies. */
export class RestRequestValidation {
  constructor(private readonly restApi: RestApi) {}

  /** What the method of a route has. */
  optionsOf(route: string, validation?: RequestValidation): MethodOptions {
    if (!validation) return {};
    const { _schema: schema, _parameters: parameters } = validation;
    return {
      requestValidator: this.findValidator(schema !== undefined, parameters.length > 0),
      requestParameters: parameters.length > 0 ? Object.fromEntries(parameters.map(name => [`method.request.${name}`, true])) : undefined,
      // Under a content type of its own a model would let a body of any other type pass.
      requestModels: schema && { $default: this.restApi.addModel(`Body of ${route.replaceAll('/', ' ')}`, { schema }) },
    };
  }

  private findValidator(validateRequestBody: boolean, validateRequestParameters: boolean): RequestValidator {
    const what = [validateRequestBody && 'body', validateRequestParameters && 'parameters'].filter(Boolean).join(' and ');
    const id = `Validator of ${what}`;
    return this.restApi.node.tryFindChild(id) as RequestValidator | undefined
      ?? this.restApi.addRequestValidator(id, { validateRequestBody, validateRequestParameters });
  }
}

