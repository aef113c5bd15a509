import { readAccessLog } from './access-logs';
import { readRole } from './integration-role';
import { functionOfAuthorizer, readLambdaProxy } from './lambda-uri';
import { readRouteThrottles } from './throttles';
import { LambdaProxyIntegration, StageDefinition, UnsupportedIntegration } from '../../services/api-gateway/api-definition';
import {
  CorsDefinition, HttpApiDefinition, HttpRouteDefinition, ParameterMappings, PayloadFormat,
} from '../../services/api-gateway/http-api/http-api-definition';
import { isFirstClass } from '../../services/api-gateway/integrations/first-class';
import { resolvable } from '../resolvable';
import { problemOf, Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The HTTP APIs of a stack; WebSocket APIs, which have the same type, are none. */
export function readHttpApis(resources: StackResources): HttpApiDefinition[] {
  return resources.read(resources.ofType('AWS::ApiGatewayV2::Api').filter(isHttpApi), api => ({
    id: api.ref,
    name: api.property('Name') ?? api.logicalId,
    region: api.stack.region,
    accountId: api.stack.accountId,
    executeApiEndpointDisabled: api.property('DisableExecuteApiEndpoint') ?? false,
    cors: readCors(api.property('CorsConfiguration')),
    stages: readStages(api, resources),
    routes: readRoutes(api, resources),
  }));
}

export function isHttpApi(api: Resource): boolean {
  return (api.property('ProtocolType') ?? 'HTTP') === 'HTTP';
}

function readCors(cors: any): CorsDefinition | undefined {
  return cors && {
    allowOrigins: cors.AllowOrigins ?? [],
    allowMethods: cors.AllowMethods ?? [],
    allowHeaders: cors.AllowHeaders ?? [],
    exposeHeaders: cors.ExposeHeaders ?? [],
    allowCredentials: cors.AllowCredentials ?? false,
    maxAgeSeconds: cors.MaxAge === undefined ? undefined : Number(cors.MaxAge),
  };
}

/** Quick create, an API with a `Target`, makes a stage and a route, both `$default`. */
function readStages(api: Resource, resources: StackResources): StageDefinition[] {
  return [
    ...resources.read(ofApi(api, resources, 'AWS::ApiGatewayV2::Stage'), stage => ({
      name: stage.property('StageName'),
      deploymentId: stage.has('DeploymentId') ? stage.property('DeploymentId') : undefined,
      variables: stage.property('StageVariables'),
      accessLog: readAccessLog(stage, 'AccessLogSettings'),
      throttles: readRouteThrottles(stage),
    })),
    ...api.has('Target') ? [{ name: '$default' }] : [],
  ];
}

function readRoutes(api: Resource, resources: StackResources): HttpRouteDefinition[] {
  return [
    ...resources.read(ofApi(api, resources, 'AWS::ApiGatewayV2::Route'), route => readRoute(route, resources)),
    ...api.has('Target') ? [{
      routeKey: api.property('RouteKey') ?? '$default',
      integration: withFormat(readLambdaProxy(api.property('Target'), undefined, api.has('CredentialsArn') || undefined), '2.0'),
    }] : [],
  ];
}

/** Those of an API, which may be of other stacks than the API itself. */
function ofApi(api: Resource, resources: StackResources, type: string): Resource[] {
  return resources.ofTypeInRegion(type).filter(candidate => resolvable(candidate, 'ApiId') === api.ref);
}

/** One route, and all that says who may call it and who answers. */
export function readRoute(route: Resource, resources: StackResources): HttpRouteDefinition {
  const { authorizer, problem } = readAuthorizer(route, resources);
  return {
    routeKey: route.property('RouteKey'),
    integration: problem ? { type: 'UNSUPPORTED', what: problem } : readIntegration(route, resources),
    authorizer,
  };
}

function readIntegration(route: Resource, resources: StackResources): HttpRouteDefinition['integration'] {
  const target: string | undefined = route.property('Target');
  const integration = resources.ofTypeInRegion('AWS::ApiGatewayV2::Integration').find(({ ref }) => target === `integrations/${ref}`);
  if (!integration) {
    return { type: 'UNSUPPORTED', what: 'a route without an integration' };
  }
  const type = integration.property('IntegrationType');
  const subtype = integration.property('IntegrationSubtype');
  try {
    const timeoutMs = integration.property('TimeoutInMillis');
    const mappings = readMappings(integration);
    if (type === 'HTTP_PROXY' && integration.property('ConnectionType') !== 'VPC_LINK') {
      return { type, uri: integration.property('IntegrationUri'), httpMethod: integration.property('IntegrationMethod') ?? 'ANY', timeoutMs, ...mappings };
    }
    if (type !== 'AWS_PROXY') return { type: 'UNSUPPORTED', what: type === 'HTTP_PROXY' ? `${type} by a VPC link` : type };
    if (subtype === undefined) {
      return withFormat(readLambdaProxy(integration.property('IntegrationUri'), timeoutMs, integration.has('CredentialsArn') || undefined), formatOf(integration.property('PayloadFormatVersion')), mappings);
    }
    if (!isFirstClass(subtype) || !integration.has('CredentialsArn')) return { type: 'UNSUPPORTED', what: subtype };
    const { requestParameters: parameters = {}, responseParameters } = mappings;
    return { type: 'AWS_SERVICE', subtype, role: readRole(integration.property('CredentialsArn'), integration, resources), parameters, timeoutMs, responseParameters };
  } catch (error) {
    return { type: 'UNSUPPORTED', what: `${subtype ?? type}, whose ${problemOf(integration, error)}` };
  }
}

function withFormat(
  integration: LambdaProxyIntegration | UnsupportedIntegration, payloadFormat: PayloadFormat, mappings?: ParameterMappings,
): HttpRouteDefinition['integration'] {
  return integration.type === 'UNSUPPORTED' ? integration : { ...integration, payloadFormat, ...mappings };
}

function readMappings(integration: Resource): ParameterMappings {
  const responses = integration.property('ResponseParameters');
  const mappingOf = ({ ResponseParameters: list = [] }: any) => Object.fromEntries(list.map(({ Destination, Source }: any) => [Destination, Source]));
  return {
    requestParameters: integration.property('RequestParameters'),
    responseParameters: responses && Object.fromEntries(Object.entries(responses).map(([status, mapped]) => [status, mappingOf(mapped)])),
  };
}

/** In YAML it may be a number. */
function formatOf(version: unknown): PayloadFormat {
  return Number(version) === 2 ? '2.0' : '1.0';
}

/** The authorizer of a route, or why the route cannot be served. */
function readAuthorizer(route: Resource, resources: StackResources): { authorizer?: HttpRouteDefinition['authorizer']; problem?: string } {
  const authorizationType = route.property('AuthorizationType') ?? 'NONE';
  switch (authorizationType) {
    case 'NONE': return {};
    case 'AWS_IAM': return { authorizer: { type: 'AWS_IAM' } };
  }
  const id = resolvable(route, 'AuthorizerId');
  const authorizer = resources.ofTypeInRegion('AWS::ApiGatewayV2::Authorizer').find(({ ref }) => ref === id);
  if (authorizer && authorizationType === 'JWT') return readJwtAuthorizer(authorizer, route);
  const called = authorizer && functionOfAuthorizer(authorizer);
  return called ? {
    authorizer: {
      type: 'REQUEST',
      id: authorizer.ref,
      ...called,
      payloadFormat: formatOf(authorizer.property('AuthorizerPayloadFormatVersion')),
      simpleResponses: authorizer.property('EnableSimpleResponses') ?? false,
      identitySources: [authorizer.property('IdentitySource') ?? []].flat(),
      ttlSeconds: Number(authorizer.property('AuthorizerResultTtlInSeconds') ?? 0),
    },
  } : { problem: 'authorization by an authorizer that is not in the stack' };
}

/** With the scopes of the route, of which a token must have one. */
function readJwtAuthorizer(authorizer: Resource, route: Resource): { authorizer?: HttpRouteDefinition['authorizer']; problem?: string } {
  try {
    const { Issuer: issuer, Audience: audiences = [] } = authorizer.property('JwtConfiguration') ?? {};
    if (issuer === undefined) return { problem: 'authorization by JWT without an issuer' };
    const [identitySource] = [authorizer.property('IdentitySource')].flat();
    return { authorizer: { type: 'JWT', issuer, audiences, scopes: route.property('AuthorizationScopes') ?? [], identitySource } };
  } catch (error) {
    return { problem: `authorization by JWT, whose ${problemOf(authorizer, error)}` };
  }
}
