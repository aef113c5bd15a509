import { capitalized, Operation, operationsOf, scopesOf, securitySchemesOf, upperCase } from './operations';
import { CloudFormationResource } from '../../assembly';
import { Resource } from '../../resource';

type Resources = Record<string, CloudFormationResource>;

/** What an HTTP API takes from its definition, where its own properties do not say it. */
export function httpApiProperties(body: any): Record<string, unknown> {
  const cors = body['x-amazon-apigateway-cors'];
  return {
    Name: body.info?.title,
    CorsConfiguration: cors && capitalized(cors),
    DisableExecuteApiEndpoint: body['x-amazon-apigateway-endpoint-configuration']?.disableExecuteApiEndpoint,
  };
}

/** The resources that an HTTP API's OpenAPI definition stands for. */
export function httpResources(api: Resource, body: any): Resources {
  const of = (type: string, properties: object, path?: string): CloudFormationResource => ({
    Type: `AWS::ApiGatewayV2::${type}`,
    Properties: { ApiId: { Ref: api.logicalId }, ...properties },
    Metadata: { 'aws:cdk:path': path ?? `${api.path} (OpenAPI)` },
  });
  const named = (kind: string, name: string) => `${api.logicalId} ${kind} ${name}`;
  const resources: Resources = {};

  const schemes = securitySchemesOf(body);
  for (const [name, { 'x-amazon-apigateway-authorizer': authorizer }] of Object.entries(schemes)) {
    if (!authorizer) continue;
    resources[named('authorizer', name)] = of('Authorizer', {
      ...capitalized(authorizer),
      AuthorizerType: upperCase(authorizer.type),
      IdentitySource: listOf(authorizer.identitySource),
      JwtConfiguration: authorizer.jwtConfiguration && capitalized(authorizer.jwtConfiguration),
    });
  }

  for (const operation of operationsOf(body, api.property('BasePath'))) {
    const routeKey = /\/?\$default$/.test(operation.path) ? '$default' : `${operation.httpMethod} ${operation.path}`;
    const path = `${api.path}: ${routeKey}`;
    const integrationId = named('integration', routeKey);
    if (operation.integration) resources[integrationId] = of('Integration', integrationOf(operation), path);
    resources[named('route', routeKey)] = of('Route', {
      RouteKey: routeKey,
      Target: operation.integration && { 'Fn::Join': ['', ['integrations/', { Ref: integrationId }]] },
      ...securityOf(operation, schemes, name => named('authorizer', name)),
    }, path);
  }
  return resources;
}

function integrationOf({ integration }: Operation): object {
  const { type, uri, responseParameters } = integration;
  return {
    ...capitalized(integration),
    IntegrationType: upperCase(type),
    IntegrationUri: uri,
    IntegrationSubtype: integration['integration-subtype'] ?? integration.subtype,
    ResponseParameters: responseParameters && Object.fromEntries(Object.entries<any>(responseParameters).map(([status, mapped]) => [status, {
      ResponseParameters: Object.entries(mapped).map(([Destination, Source]) => ({ Destination, Source })),
    }])),
  };
}

/** SAM makes a list of what is a text with commas. */
function listOf(sources: string | string[] = []): string[] {
  return typeof sources === 'string' ? sources.split(',').map(source => source.trim()) : sources;
}

function securityOf(operation: Operation, schemes: Record<string, any>, authorizerId: (name: string) => string) {
  const { schemes: names } = operation;
  const authorizer = names.find(name => schemes[name]?.['x-amazon-apigateway-authorizer']);
  const isSigned = names.some(name => schemes[name]?.['x-amazon-apigateway-authtype'] === 'awsSigv4');
  const isJwt = authorizer && upperCase(schemes[authorizer]['x-amazon-apigateway-authorizer'].type) === 'JWT';
  return {
    AuthorizationType: authorizer ? isJwt ? 'JWT' : 'CUSTOM' : isSigned ? 'AWS_IAM' : 'NONE',
    AuthorizerId: authorizer && { Ref: authorizerId(authorizer) },
    AuthorizationScopes: authorizer && scopesOf(operation, authorizer),
  };
}
