import { DomainMapping, DomainNameDefinition } from '../../services/api-gateway/domain-name-definition';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The custom domain names of a stack, of either version of API Gateway, each with its base path mappings and API mappings. */
export function readDomainNames(resources: StackResources): DomainNameDefinition[] {
  const basePathMappings = resources.ofTypeInRegion('AWS::ApiGateway::BasePathMapping');
  const apiMappings = resources.ofTypeInRegion('AWS::ApiGatewayV2::ApiMapping');
  return resources.read(resources.ofType('AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName'), domain => ({
    domainName: domain.ref,
    region: domain.stack.region,
    regionalDomainName: resources.attribute(domain, 'RegionalDomainName'),
    mappings: [
      ...resources.read(basePathMappings.filter(mapping => leadsFrom(mapping, domain, 'RestApiId')), readBasePathMapping),
      ...resources.read(apiMappings.filter(mapping => leadsFrom(mapping, domain, 'ApiId')), readApiMapping),
    ],
  }));
}

/** A mapping to an API that is not known here leads nowhere, and is named at start. */
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
