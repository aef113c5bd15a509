import { Resource, StackResources } from './stack-resources';
import {
  DomainNameDefinition, LambdaProxyIntegration, MethodDefinition, MockIntegration, RestApiDefinition, StageDefinition, UnsupportedIntegration,
} from '../api-gateway/rest-api-definition';

/** The REST APIs of a stack. */
export function readRestApis(resources: StackResources): RestApiDefinition[] {
  return resources.ofType('AWS::ApiGateway::RestApi').map(restApi => ({
    id: restApi.ref,
    name: restApi.property('Name'),
    region: restApi.stack.region,
    accountId: restApi.stack.accountId,
    executeApiEndpointDisabled: restApi.property('DisableExecuteApiEndpoint') ?? false,
    binaryMediaTypes: restApi.property('BinaryMediaTypes') ?? [],
    stages: readStages(restApi, resources),
    methods: readMethods(restApi, resources),
  }));
}

/** The custom domain names of a stack, each with its base path mappings. */
export function readDomainNames(resources: StackResources): DomainNameDefinition[] {
  const mappings = resources.ofType('AWS::ApiGateway::BasePathMapping');
  return resources.ofType('AWS::ApiGateway::DomainName').map(domain => ({
    domainName: domain.ref,
    region: domain.stack.region,
    regionalDomainName: resources.attribute(domain, 'RegionalDomainName'),
    mappings: mappings.filter(mapping => mapping.property('DomainName') === domain.ref).map(mapping => ({
      basePath: mapping.property('BasePath') ?? '',
      restApiId: mapping.property('RestApiId'),
      stage: mapping.property('Stage') ?? '',
    })),
  }));
}

/** Stages of their own, and those that a deployment makes. */
function readStages(restApi: Resource, resources: StackResources): StageDefinition[] {
  return [
    ...ofRestApi(restApi, resources.ofType('AWS::ApiGateway::Stage')).map(stage => ({
      name: stage.ref,
      deploymentId: stage.property('DeploymentId'),
      variables: stage.property('Variables'),
    })),
    ...ofRestApi(restApi, resources.ofType('AWS::ApiGateway::Deployment')).filter(({ property }) => property('StageName')).map(deployment => ({
      name: deployment.property('StageName'),
      deploymentId: deployment.ref,
      variables: deployment.property('StageDescription')?.Variables,
    })),
  ];
}

function ofRestApi(restApi: Resource, candidates: Resource[]): Resource[] {
  return candidates.filter(candidate => candidate.property('RestApiId') === restApi.ref);
}

function readMethods(restApi: Resource, resources: StackResources): MethodDefinition[] {
  const paths = readPaths(restApi, resources);
  return ofRestApi(restApi, resources.ofType('AWS::ApiGateway::Method')).map(method => ({
    httpMethod: method.property('HttpMethod'),
    resourceId: method.property('ResourceId'),
    resourcePath: paths.get(method.property('ResourceId')) ?? '/',
    integration: readIntegration(method),
  }));
}

/** The full path of every API resource, by its id. */
function readPaths(restApi: Resource, resources: StackResources): Map<string, string> {
  const parts = new Map(ofRestApi(restApi, resources.ofType('AWS::ApiGateway::Resource'))
    .map(resource => [resource.ref, { parent: resource.property('ParentId'), part: resource.property('PathPart') }]));
  const pathOf = (id: string): string => {
    const found = parts.get(id);
    return found ? `${pathOf(found.parent)}/${found.part}` : '';
  };
  return new Map([...parts.keys()].map(id => [id, pathOf(id)]));
}

/** What answers the requests of a method. */
export function readIntegration(method: Resource): MethodDefinition['integration'] {
  const authorizationType = method.property('AuthorizationType') ?? 'NONE';
  if (authorizationType !== 'NONE') {
    return { type: 'UNSUPPORTED', what: `authorization by ${authorizationType}` };
  }
  const integration = method.property('Integration');
  switch (integration?.Type) {
    case 'AWS_PROXY': return readLambdaProxy(integration);
    case 'MOCK': return readMock(integration);
    default: return { type: 'UNSUPPORTED', what: integration?.Type ?? 'a method without an integration' };
  }
}

function readLambdaProxy({ Uri: uri, TimeoutInMillis: timeoutMs }: any): LambdaProxyIntegration | UnsupportedIntegration {
  const [, functionName] = /:function:([\w-]+)(?::[\w$-]+)?\/invocations$/.exec(uri) ?? [];
  return functionName ? { type: 'AWS_PROXY', functionName, timeoutMs } : { type: 'UNSUPPORTED', what: `AWS_PROXY to ${uri}` };
}

function readMock(integration: any): MockIntegration {
  return {
    type: 'MOCK',
    passthroughBehavior: integration.PassthroughBehavior ?? 'WHEN_NO_MATCH',
    requestTemplates: integration.RequestTemplates ?? {},
    responses: (integration.IntegrationResponses ?? []).map((response: any) => ({
      statusCode: Number(response.StatusCode),
      selectionPattern: response.SelectionPattern,
      responseParameters: response.ResponseParameters ?? {},
      responseTemplates: response.ResponseTemplates ?? {},
    })),
  };
}
