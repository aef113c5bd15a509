import { readAccessLog } from './access-logs';
import { usableKeys } from './api-keys';
import { functionOfAuthorizer } from './lambda-uri';
import { readRestIntegration } from './rest-integrations';
import { readStageThrottles } from './throttles';
import { partition } from '../../machine/aws-regions';
import {
  GatewayResponseDefinition, MethodDefinition, Models, RestApiDefinition, RestStageDefinition,
} from '../../services/api-gateway/rest-api/rest-api-definition';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The REST APIs of a stack. */
export function readRestApis(resources: StackResources): RestApiDefinition[] {
  return resources.read(resources.ofType('AWS::ApiGateway::RestApi'), restApi => ({
    id: restApi.ref,
    name: restApi.property('Name') ?? restApi.logicalId,
    region: restApi.stack.region,
    accountId: restApi.stack.accountId,
    executeApiEndpointDisabled: restApi.property('DisableExecuteApiEndpoint') ?? false,
    binaryMediaTypes: (restApi.property('BinaryMediaTypes') ?? []).map((type: string) => type.replaceAll('~1', '/')),
    minimumCompressionSize: restApi.property('MinimumCompressionSize'),
    stages: readStages(restApi, resources),
    methods: readMethods(restApi, resources),
    apiKeySource: restApi.property('ApiKeySourceType') ?? 'HEADER',
    models: readModels(restApi, resources),
    gatewayResponses: resources.read(ofRestApi(restApi, resources, 'AWS::ApiGateway::GatewayResponse'), readGatewayResponse),
  }));
}

/** Stages of their own, and those that a deployment makes. */
function readStages(restApi: Resource, resources: StackResources): RestStageDefinition[] {
  return [
    ...resources.read(ofRestApi(restApi, resources, 'AWS::ApiGateway::Stage'), stage => ({
      name: stage.ref,
      deploymentId: stage.property('DeploymentId'),
      variables: stage.property('Variables'),
      accessLog: readAccessLog(stage, 'AccessLogSetting'),
      throttles: readStageThrottles(stage),
      apiKeys: usableKeys(restApi.ref, stage.ref, resources),
    })),
    ...resources.read(ofRestApi(restApi, resources, 'AWS::ApiGateway::Deployment').filter(({ has }) => has('StageName')), deployment => ({
      name: deployment.property('StageName'),
      deploymentId: deployment.ref,
      variables: deployment.property('StageDescription')?.Variables,
      throttles: readStageThrottles(deployment),
      apiKeys: usableKeys(restApi.ref, deployment.property('StageName'), resources),
    })),
  ];
}

/** Those of an API, which may be of other stacks than the API itself. */
function ofRestApi(restApi: Resource, resources: StackResources, type: string): Resource[] {
  return resources.ofTypeInRegion(type).filter(candidate => resolvable(candidate, 'RestApiId') === restApi.ref);
}

function readMethods(restApi: Resource, resources: StackResources): MethodDefinition[] {
  const paths = readPaths(restApi, resources);
  return resources.read(ofRestApi(restApi, resources, 'AWS::ApiGateway::Method'), method => ({
    httpMethod: method.property('HttpMethod'),
    resourceId: method.property('ResourceId'),
    resourcePath: paths.get(method.property('ResourceId')) ?? '/',
    integration: readIntegration(method, resources),
    authorizer: readAuthorizer(method, resources),
    apiKeyRequired: method.property('ApiKeyRequired') ?? false,
    requiredParameters: readRequiredParameters(method, resources),
    requestModels: validatorOf(method, resources)?.property('ValidateRequestBody') ? method.property('RequestModels') : undefined,
  }));
}

/** The full path of every API resource, by its id. */
function readPaths(restApi: Resource, resources: StackResources): Map<string, string> {
  const parts = new Map(resources.read(ofRestApi(restApi, resources, 'AWS::ApiGateway::Resource'),
    resource => [resource.ref, { parent: resource.property('ParentId'), part: resource.property('PathPart') }] as const));
  const pathOf = (id: string): string => {
    const found = parts.get(id);
    return found ? `${pathOf(found.parent)}/${found.part}` : '';
  };
  return new Map([...parts.keys()].map(id => [id, pathOf(id)]));
}

/** What answers the requests of a method. */
export function readIntegration(method: Resource, resources: StackResources): MethodDefinition['integration'] {
  const authorizationType = method.property('AuthorizationType') ?? 'NONE';
  return authorizationType !== 'NONE' && !readAuthorizer(method, resources)
    ? { type: 'UNSUPPORTED', what: `authorization by ${authorizationType}` }
    : readRestIntegration(method, resources);
}

/** The authorizer of a method, if it has one that is in the app and can be asked here. */
function readAuthorizer(method: Resource, resources: StackResources): MethodDefinition['authorizer'] {
  const authorizationType = method.property('AuthorizationType');
  if (authorizationType === 'AWS_IAM') return { type: 'AWS_IAM' };
  const id = resolvable(method, 'AuthorizerId');
  const authorizer = resources.ofTypeInRegion('AWS::ApiGateway::Authorizer').find(({ ref }) => ref === id);
  if (!authorizer) return undefined;
  if (authorizationType === 'COGNITO_USER_POOLS') return readCognitoAuthorizer(authorizer, method);
  if (authorizationType !== 'CUSTOM') return undefined;
  const called = functionOfAuthorizer(authorizer);
  return called ? {
    type: authorizer.property('Type'),
    id: authorizer.ref,
    ...called,
    identitySources: readIdentitySources(authorizer),
    validationExpression: authorizer.property('IdentityValidationExpression'),
    ttlSeconds: ttlSeconds(authorizer),
  } : undefined;
}

/** With the scopes of the method, of which an access token must have one. */
function readCognitoAuthorizer(authorizer: Resource, method: Resource): MethodDefinition['authorizer'] {
  const issuers = (resolvable(authorizer, 'ProviderARNs') ?? []).map(issuerOfPool);
  return issuers.length > 0 && !issuers.includes(undefined) ? {
    type: 'COGNITO_USER_POOLS',
    issuers,
    identitySource: authorizer.property('IdentitySource') ?? 'method.request.header.Authorization',
    validationExpression: authorizer.property('IdentityValidationExpression'),
    scopes: method.property('AuthorizationScopes') ?? [],
  } : undefined;
}

/** What the tokens of a user pool have for `iss`, by the pool's ARN: those of a pool with replicas have its updated issuer, the same in all Regions. */
function issuerOfPool(arn: string): string | undefined {
  const [, region, pool] = /^arn:[\w-]+:cognito-idp:([\w-]+):\d*:userpool\/([\w-]+)$/.exec(arn) ?? [];
  const primary = pool?.slice(0, pool.lastIndexOf('_'));
  return region && `https://${primary === region ? '' : 'issuer-'}cognito-idp.${primary}.${partition(region).dnsSuffix}/${pool}`;
}

/** A REQUEST authorizer that caches nothing needs no identity; what it has is its cache key and no more. */
function readIdentitySources(authorizer: Resource): string[] {
  if (authorizer.property('Type') === 'REQUEST' && ttlSeconds(authorizer) === 0) {
    return [];
  }
  return (authorizer.property('IdentitySource') ?? '').split(',').map((source: string) => source.trim()).filter(Boolean);
}

function ttlSeconds(authorizer: Resource): number {
  return Number(authorizer.property('AuthorizerResultTtlInSeconds') ?? 300);
}

/** The parameters that the method says are required, where its validator looks at them. */
function readRequiredParameters(method: Resource, resources: StackResources): string[] {
  if (!validatorOf(method, resources)?.property('ValidateRequestParameters')) {
    return [];
  }
  const parameters: Record<string, boolean> = method.property('RequestParameters') ?? {};
  return Object.keys(parameters).filter(parameter => String(parameters[parameter]) === 'true');
}

function validatorOf(method: Resource, resources: StackResources): Resource | undefined {
  const id = method.has('RequestValidatorId') ? method.property('RequestValidatorId') : undefined;
  return resources.ofTypeInRegion('AWS::ApiGateway::RequestValidator').find(({ ref }) => ref === id);
}

/** A schema may be a text. */
function readModels(restApi: Resource, resources: StackResources): Models {
  return Object.fromEntries(resources.read(ofRestApi(restApi, resources, 'AWS::ApiGateway::Model'), model => {
    const schema = model.property('Schema') ?? {};
    return [model.ref, typeof schema === 'string' ? JSON.parse(schema) : schema];
  }));
}

export function readGatewayResponse(response: Resource): GatewayResponseDefinition {
  const statusCode = response.property('StatusCode');
  return {
    responseType: response.property('ResponseType'),
    statusCode: statusCode === undefined ? undefined : Number(statusCode),
    responseParameters: response.property('ResponseParameters') ?? {},
    responseTemplates: response.property('ResponseTemplates') ?? {},
  };
}
