import { unusableKey } from './api-keys';
import { isHttpApi, readRoute } from './http-apis';
import { openApiProblem } from './open-api/resources';
import { readGatewayResponse, readIntegration } from './rest-apis';
import { methodSettings } from './throttles';
import { isOnThisMachine } from '../../services/api-gateway/integrations/http-call';
import { unsupportedMappings } from '../../services/api-gateway/rest-api/gateway-response';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { Limit, limit, limitBy } from '../service-template';
import { StackResources } from '../stack-resources';

const UNREACHED = 'its API is not in its stack: it is not served';
const UNSERVED = '{an authorizer that is not in the app, or an integration that is not run here} is not supported: the route answers 501';
const BEYOND = '{the host of its endpoint} is beyond this machine: the route answers 501 without `--allow-network`';

export const API_GATEWAY_LIMITS: Limit[] = [
  limitBy('AWS::ApiGateway::RestApi', openApiProblem, '{its OpenAPI definition cannot be read}'),
  limit('AWS::ApiGateway::RestApi', restApi => restApi.has('Policy'),
    'its resource policy is not applied: every caller is let in'),
  limit('AWS::ApiGateway::DomainName', domain => domain.has('MutualTlsAuthentication'),
    'client certificates are not asked for: every caller is let in'),
  limit('AWS::ApiGatewayV2::DomainName', domain => domain.has('MutualTlsAuthentication'),
    'client certificates are not asked for: every caller is let in'),
  limit('AWS::ApiGateway::GatewayResponse', response => unsupportedMappings(readGatewayResponse(response)).length > 0,
    'its headers that are not fixed values are left out'),
  limit('AWS::ApiGatewayV2::Api', api => !isHttpApi(api),
    'it is not served: only REST and HTTP APIs are'),
  limitBy('AWS::ApiGatewayV2::Api', openApiProblem, '{its OpenAPI definition cannot be read}'),
  ...['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment'].flatMap(type => [
    limit(type, stage => methodSettings(stage).some(({ CachingEnabled }) => CachingEnabled === true),
      'its answers are not cached'),
    limit(type, stage => stage.has('CanarySetting') || stage.has('DeploymentCanarySettings') || stage.property('StageDescription')?.CanarySetting !== undefined,
      'its canary gets no requests'),
  ]),
  limit('AWS::ApiGateway::RestApi', api => api.property('EndpointConfiguration')?.Types?.includes('PRIVATE'),
    'it is private: here, it is reached without a VPC endpoint'),
  limit('AWS::ApiGateway::RestApi', api => api.has('CloneFrom'),
    'what it is a clone of is not here: it has only what the template gives it'),
  ...['AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName'].map(type =>
    limit(type, domain => (domain.property('RoutingMode') ?? 'API_MAPPING_ONLY') !== 'API_MAPPING_ONLY',
      'its routing rules are not followed: only its mappings are')),
  limit('AWS::ApiGateway::Method', method => method.entry('Integration', 'Type') === 'AWS_PROXY' && isAnyGiven(method.entry('Integration', 'RequestParameters')),
    'its parameter mapping is not applied'),
  limit('AWS::ApiGateway::Method', method => method.entry('Integration', 'Type') === 'AWS_PROXY' && isAnyGiven(method.entry('Integration', 'ContentHandling')),
    'its content is not converted between text and binary as it says: only as the binary media types of the API do'),
  limitBy('AWS::ApiGateway::ApiKey', unusableKey, '{AWS makes its value up, or keeps it}: no request has it here'),
  limit('AWS::ApiGateway::BasePathMapping', mapping => isUnreached(mapping, 'RestApiId'), UNREACHED),
  limit('AWS::ApiGateway::Method', method => isUnreached(method, 'RestApiId'), UNREACHED),
  limitBy('AWS::ApiGateway::Method', (method, resources) => unserved(readIntegration(method, resources)), UNSERVED),
  limitBy('AWS::ApiGateway::Method', (method, resources) => hostBeyond(readIntegration(method, resources)), BEYOND),
  limit('AWS::ApiGatewayV2::ApiMapping', mapping => isUnreached(mapping, 'ApiId'), UNREACHED),
  limit('AWS::ApiGatewayV2::Route', route => isUnreached(route, 'ApiId'), UNREACHED),
  limitBy('AWS::ApiGatewayV2::Route', (route, resources) => isOfHttpApi(route, resources) ? unserved(readRoute(route, resources).integration) : undefined, UNSERVED),
  limitBy('AWS::ApiGatewayV2::Route', (route, resources) => isOfHttpApi(route, resources) ? hostBeyond(readRoute(route, resources).integration) : undefined, BEYOND),
  limit('AWS::ApiGateway::UsagePlan', plan => resolvable(plan, 'ApiStages') === undefined && plan.has('ApiStages'),
    'its stages are not in its stack: its API keys let nobody in'),
];

function isAnyGiven(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== undefined;
}

function unserved(integration: { type: string; what?: string }): string | undefined {
  return integration.type === 'UNSUPPORTED' ? integration.what : undefined;
}

/** A host that only the request tells is one of this machine, for all that is known. */
function hostBeyond(integration: { type: string; uri?: string }): string | undefined {
  const { uri = '' } = integration;
  return URL.canParse(uri) && !isOnThisMachine(uri) ? new URL(uri).host : undefined;
}

function isUnreached(part: Resource, apiId: string): boolean {
  return part.has(apiId) && resolvable(part, apiId) === undefined;
}

/** A WebSocket API is named as a whole. */
function isOfHttpApi(route: Resource, resources: StackResources): boolean {
  const apiId = resolvable(route, 'ApiId');
  return resources.ofTypeInRegion('AWS::ApiGatewayV2::Api').some(api => api.ref === apiId && isHttpApi(api));
}
