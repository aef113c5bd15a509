import { dereferenced, Operation } from './operations';
import { modelUri } from '../../../services/api-gateway/rest-api/body-validation';

/** The schemas of an OpenAPI definition by their names, as models that refer to each other as such. */
export function modelsOf(body: any, apiId: string): Record<string, object> {
  const schemas = body.definitions ?? body.components?.schemas ?? {};
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, asModel(schema, apiId)]));
}

/** The schemas of an operation's body by their content types: the name of a model, or a schema of its own. */
export function bodySchemasOf({ definition, parameters }: Operation, body: any, apiId: string): [contentType: string, model: string | object][] {
  const inBody = parameters.find(({ in: place }) => place === 'body')?.schema;
  const schemas: [string, any][] = inBody
    ? (definition.consumes ?? body.consumes ?? ['application/json']).map((type: string) => [type, inBody])
    : Object.entries<any>(dereferenced(body, definition.requestBody)?.content ?? {}).map(([type, { schema }]) => [type, schema ?? {}]);
  return schemas.map(([type, schema]) => [type, typeof schema.$ref === 'string' ? schema.$ref.split('/').pop() : asModel(schema, apiId)]);
}

function asModel(schema: unknown, apiId: string): object {
  return JSON.parse(JSON.stringify(schema).replace(/"#\/(?:definitions|components\/schemas)\/([^"/]+)"/g, (_, name: string) => JSON.stringify(modelUri(apiId, name))));
}
