import { readBody } from './body';
import { httpApiProperties, httpResources } from './http-resources';
import { restApiProperties, restResources } from './rest-resources';
import { CloudFormationResource } from '../../assembly';
import { problemOf, Resource } from '../../resource';
import { StackResources } from '../../stack-resources';

type Resources = Record<string, CloudFormationResource>;

/** The APIs of a stack that have an OpenAPI definition, and the resources that it stands for, which others of the template add to. */
export function openApiResources(resources: StackResources): Resources {
  return Object.assign({}, ...resources.ofType('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api').map(api => resourcesOf(api).resources));
}

/** Why the OpenAPI definition of an API cannot be read, if it cannot. */
export function openApiProblem(api: Resource): string | undefined {
  return resourcesOf(api).problem;
}

function resourcesOf(api: Resource): { resources?: Resources; problem?: string } {
  try {
    const body = readBody(api);
    if (body === undefined) return {};
    const own = api.stack.template.Resources![api.logicalId];
    const isRest = api.type === 'AWS::ApiGateway::RestApi';
    const Properties = { ...isRest ? restApiProperties(body) : httpApiProperties(body), ...own.Properties };
    return { resources: { [api.logicalId]: { ...own, Properties }, ...isRest ? restResources(api, body) : httpResources(api, body) } };
  } catch (error) {
    return { problem: `its OpenAPI definition is not read: ${problemOf(api, error)}` };
  }
}
