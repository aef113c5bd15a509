import { readBody } from './body';
import { httpApiProperties, httpResources } from './http-resources';
import { restApiProperties, restResources } from './rest-resources';
import { CloudFormationResource } from '../../assembly';
import { Resource } from '../../resource';
import { StackResources } from '../../stack-resources';

/** The APIs of a stack that have an OpenAPI definition, and the resources that it stands for, which others of the template add to. */
export function openApiResources(resources: StackResources): Record<string, CloudFormationResource> {
  return Object.assign({}, ...resources.ofType('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api').map(resourcesOf));
}

function resourcesOf(api: Resource): Record<string, CloudFormationResource> {
  const { body } = readBody(api);
  if (!body) return {};
  const own = api.stack.template.Resources![api.logicalId];
  const isRest = api.type === 'AWS::ApiGateway::RestApi';
  const Properties = { ...isRest ? restApiProperties(body) : httpApiProperties(body), ...own.Properties };
  return { [api.logicalId]: { ...own, Properties }, ...isRest ? restResources(api, body) : httpResources(api, body) };
}
