import { DomainMapping, DomainNameDefinition } from '../../services/api-gateway/domain-name-definition';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The custom domain names of a stack, of either version of API Gateway, each with its base path mappings and API mappings. */
export function readDomainNames(resources: StackResources): DomainNameDefinition[] {
  const basePathMappings = resources.ofType('AWS::ApiGateway::BasePathMapping');
  const apiMappings = resources.ofType('AWS::ApiGatewayV2::ApiMapping');
  return resources.ofType('AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName').map(domain => ({
    domainName: domain.ref,
    region: domain.stack.region,
    regionalDomainName: resources.attribute(domain, 'RegionalDomainName'),
    mappings: [
      ...basePathMappings.filter(mapping => leadsFrom(mapping, domain, 'RestApiId')).map(readBasePathMapping),
      ...apiMappings.filter(mapping => leadsFrom(mapping, domain, 'ApiId')).map(readApiMapping),
    ],
  }));
}

/** A mapping to an API of another stack leads nowhere, and is named at start. */
function leadsFrom(mapping: Resource, domain: Resource, apiId: string): boolean {
  return resolvable(mapping, 'DomainName') === domain.ref && resolvable(mapping, apiId) !== undefined;
}

function readBasePathMapping(mapping: Resource): DomainMapping {
  const basePath = mapping.property('BasePath');
  return {
    basePath: basePath === undefined || basePath === '(none)' ? '' : basePath,
    apiId: mapping.property('RestApiId'),
    stage: mapping.property('Stage') ?? '',
  };
}

function readApiMapping(mapping: Resource): DomainMapping {
  const key = mapping.property('ApiMappingKey');
  return { basePath: key === undefined || key === '(none)' ? '' : key, apiId: mapping.property('ApiId'), stage: mapping.property('Stage') };
}
