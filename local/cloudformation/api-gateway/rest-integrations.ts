import { readRole } from './integration-role';
import { calledFunction, readLambdaProxy } from './lambda-uri';
import { awsTarget } from '../../services/api-gateway/integrations/aws-integration';
import { MappedIntegration } from '../../services/api-gateway/integrations/integration-definition';
import { MethodDefinition } from '../../services/api-gateway/rest-api/rest-api-definition';
import { problemOf, Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The integration of a method, whoever may call it. */
export function readRestIntegration(method: Resource, resources: StackResources): MethodDefinition['integration'] {
  const type = method.entry('Integration', 'Type');
  try {
    switch (type) {
      case 'AWS_PROXY': return readProxy(method);
      case 'MOCK': return { type, ...readMappings(method.property('Integration')) };
      case 'AWS': return readAws(method, resources);
      case 'HTTP':
      case 'HTTP_PROXY': return readHttp(method.property('Integration'));
      default: return { type: 'UNSUPPORTED', what: type ?? 'a method without an integration' };
    }
  } catch (error) {
    return { type: 'UNSUPPORTED', what: `${type}, whose ${problemOf(method, error)}` };
  }
}

function readProxy(method: Resource): MethodDefinition['integration'] {
  const role = method.outline('Integration').Credentials;
  return readLambdaProxy(method.entry('Integration', 'Uri'), method.entry('Integration', 'TimeoutInMillis'), role);
}

function readAws(method: Resource, resources: StackResources): MethodDefinition['integration'] {
  const integration = method.property('Integration');
  const called = calledFunction(integration.Uri, integration.Credentials);
  if (called) return { type: 'AWS_LAMBDA', ...called, ...readMappings(integration) };
  const target = awsTarget(integration.Uri);
  if (!target) return { type: 'UNSUPPORTED', what: `an integration with ${integration.Uri}` };
  if (!integration.Credentials) return { type: 'UNSUPPORTED', what: `an integration with ${target.service} without credentials, which AWS refuses` };
  return { type: 'AWS', target, httpMethod: integration.IntegrationHttpMethod ?? 'POST', role: readRole(integration.Credentials, method, resources), ...readMappings(integration) };
}

function readHttp(integration: any): MethodDefinition['integration'] {
  const { Type: type, Uri: uri, IntegrationHttpMethod: httpMethod = 'ANY', ConnectionType: connection } = integration;
  return connection === 'VPC_LINK'
    ? { type: 'UNSUPPORTED', what: `${type} by a VPC link` }
    : { type, uri, httpMethod, ...readMappings(integration) };
}

function readMappings(integration: any): MappedIntegration {
  return {
    passthroughBehavior: integration.PassthroughBehavior ?? 'WHEN_NO_MATCH',
    requestTemplates: integration.RequestTemplates ?? {},
    requestParameters: integration.RequestParameters,
    timeoutMs: integration.TimeoutInMillis,
    contentHandling: integration.ContentHandling,
    responses: (integration.IntegrationResponses ?? []).map((response: any) => ({
      statusCode: Number(response.StatusCode),
      selectionPattern: response.SelectionPattern,
      responseParameters: response.ResponseParameters ?? {},
      responseTemplates: response.ResponseTemplates ?? {},
      contentHandling: response.ContentHandling,
    })),
  };
}
