import { Validator } from '@cfworker/json-schema';
import { headerOf, HttpRequest } from '../http-message';
import { parsed } from '../integrations/json-path';
import { mediaType } from '../media-types';
import { Models } from './rest-api-definition';

const DRAFT = '4';

/**
 * Holds the bodies of requests against the models of a REST API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export class BodyValidation {
  private readonly validators = new Map<string, Validator>();

  constructor(private readonly apiId: string, private readonly models: Models = {}) {}

  /** What is wrong with a body, by the model for its content type; a content type without a model is not looked at. */
  problemOf(requestModels: Readonly<Record<string, string>> = {}, request: HttpRequest): string | undefined {
    const model = requestModels[mediaType(headerOf(request, 'content-type'))] ?? requestModels.$default;
    if (model === undefined || !Object.hasOwn(this.models, model)) return undefined;
    const body = parsed(request.body.toString());
    if (body === undefined) return '[the body is no JSON]';
    const { valid, errors } = this.validatorOf(model).validate(body);
    return valid ? undefined : `[${errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`).join(' ')}]`;
  }

  private validatorOf(model: string): Validator {
    let validator = this.validators.get(model);
    if (!validator) {
      validator = new Validator(this.models[model], DRAFT, false);
      for (const [name, schema] of Object.entries(this.models)) {
        validator.addSchema(schema, modelUri(this.apiId, name));
      }
      this.validators.set(model, validator);
    }
    return validator;
  }
}

/** What the schemas of other models call a model. */
export function modelUri(apiId: string, name: string): string {
  return `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`;
}
