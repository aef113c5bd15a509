import { bodySchemasOf, modelsOf } from './models';
import { capitalized, Operation, operationsOf, scopesOf, securitySchemesOf, upperCase } from './operations';
import { CloudFormationResource } from '../../assembly';
import { Resource } from '../../resource';

type Resources = Record<string, CloudFormationResource>;

/** What a REST API takes from its definition, where its own properties do not say it. */
export function restApiProperties(body: any): Record<string, unknown> {
  return {
    Name: body.info?.title,
    ApiKeySourceType: upperCase(body['x-amazon-apigateway-api-key-source']),
    BinaryMediaTypes: body['x-amazon-apigateway-binary-media-types'],
    DisableExecuteApiEndpoint: body['x-amazon-apigateway-endpoint-configuration']?.disableExecuteApiEndpoint,
    MinimumCompressionSize: body['x-amazon-apigateway-minimum-compression-size'],
    Policy: body['x-amazon-apigateway-policy'],
  };
}

/** The resources that a REST API's OpenAPI definition stands for. */
export function restResources(api: Resource, body: any): Resources {
  const of = (type: string, properties: object, path?: string): CloudFormationResource => ({
    Type: `AWS::ApiGateway::${type}`,
    Properties: { RestApiId: { Ref: api.logicalId }, ...properties },
    Metadata: { 'aws:cdk:path': path ?? `${api.path} (OpenAPI)` },
  });
  const named = (kind: string, name: string) => `${api.logicalId} ${kind} ${name}`;
  const resources: Resources = {};

  const resourceId = (path: string): object => {
    const parts = path.split('/').filter(Boolean);
    if (parts.length === 0) return { 'Fn::GetAtt': [api.logicalId, 'RootResourceId'] };
    const id = named('resource', parts.join('/'));
    resources[id] ??= of('Resource', { ParentId: resourceId(parts.slice(0, -1).join('/')), PathPart: parts.at(-1) });
    return { Ref: id };
  };

  const schemes = securitySchemesOf(body);
  for (const [name, { 'x-amazon-apigateway-authorizer': authorizer, 'name': header }] of Object.entries(schemes)) {
    if (!authorizer) continue;
    resources[named('authorizer', name)] = of('Authorizer', {
      IdentitySource: `method.request.header.${header}`,
      ...capitalized(authorizer),
      Type: upperCase(authorizer.type),
    });
  }
  for (const [name, validator] of Object.entries(body['x-amazon-apigateway-request-validators'] ?? {})) {
    resources[named('validator', name)] = of('RequestValidator', capitalized(validator));
  }
  for (const [type, response] of Object.entries(body['x-amazon-apigateway-gateway-responses'] ?? {})) {
    resources[named('response', type)] = of('GatewayResponse', { ...capitalized(response), ResponseType: type });
  }

  for (const [name, schema] of Object.entries(modelsOf(body, api.ref))) {
    resources[named('model', name)] = of('Model', { Name: name, Schema: schema });
  }

  for (const operation of operationsOf(body, api.entry('Parameters', 'basepath'))) {
    const { httpMethod, path, parameters, definition } = operation;
    const validator = definition['x-amazon-apigateway-request-validator'] ?? body['x-amazon-apigateway-request-validator'];
    resources[named(httpMethod, path)] = of('Method', {
      HttpMethod: httpMethod,
      ResourceId: resourceId(path),
      RequestParameters: Object.fromEntries(parameters.flatMap(({ in: place, name, required = false }) =>
        PLACES[place] ? [[`method.request.${PLACES[place]}.${name}`, required]] : [])),
      RequestValidatorId: validator && { Ref: named('validator', validator) },
      RequestModels: Object.fromEntries(bodySchemasOf(operation, body, api.ref).map(([type, model]) => {
        if (typeof model === 'string') return [type, model];
        const name = `${httpMethod} ${path} ${type}`;
        resources[named('model', name)] = of('Model', { Name: name, Schema: model });
        return [type, name];
      })),
      Integration: integrationOf(operation),
      ...securityOf(operation, schemes, name => named('authorizer', name)),
    }, `${api.path}: ${httpMethod} ${path}`);
  }
  return resources;
}

const PLACES: Record<string, string> = { header: 'header', path: 'path', query: 'querystring' };

function integrationOf({ integration }: Operation): object | undefined {
  return integration && {
    ...capitalized(integration),
    Type: upperCase(integration.type),
    PassthroughBehavior: upperCase(integration.passthroughBehavior),
    IntegrationResponses: Object.entries<any>(integration.responses ?? {}).map(([pattern, response]) => ({
      ...capitalized(response),
      SelectionPattern: pattern === 'default' ? undefined : pattern,
    })),
  };
}

/** An API key is a scheme as well, one without an extension. */
function securityOf(operation: Operation, schemes: Record<string, any>, authorizerId: (name: string) => string) {
  const { schemes: names, definition } = operation;
  const isKey = (name: string) => schemes[name]?.type === 'apiKey' && !schemes[name]['x-amazon-apigateway-authtype'] && !schemes[name]['x-amazon-apigateway-authorizer'];
  const authorizer = names.find(name => schemes[name]?.['x-amazon-apigateway-authorizer']);
  const isSigned = names.some(name => schemes[name]?.['x-amazon-apigateway-authtype'] === 'awsSigv4');
  return {
    ApiKeyRequired: names.some(isKey),
    AuthorizationType: authorizer ? authorizationType(schemes[authorizer]) : isSigned ? 'AWS_IAM' : definition['x-amazon-apigateway-auth']?.type,
    AuthorizerId: authorizer && { Ref: authorizerId(authorizer) },
    AuthorizationScopes: authorizer && scopesOf(operation, authorizer),
  };
}

function authorizationType({ 'x-amazon-apigateway-authorizer': { type } }: any): string {
  return upperCase(type) === 'COGNITO_USER_POOLS' ? 'COGNITO_USER_POOLS' : 'CUSTOM';
}
