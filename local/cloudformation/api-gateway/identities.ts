import { executeApiDomain } from '../../services/api-gateway/entry-point';
import { id, Identity, Resource } from '../resource';

function domainTarget(resource: Resource): string {
  const { region } = resource.stack;
  return `d-${id(resource, 10)}.${executeApiDomain(region)}`;
}

const DOMAIN_NAME: Identity = {
  ref: resource => resource.property('DomainName'),
  attributes: {
    RegionalDomainName: domainTarget,
    RegionalHostedZoneId: () => 'Z1UJRXOUMOOFQ8',
  },
};

export const API_GATEWAY_IDENTITIES: Record<string, Identity> = {
  'AWS::ApiGateway::ApiKey': { ref: resource => id(resource, 10), attributes: { APIKeyId: resource => id(resource, 10) } },
  'AWS::ApiGateway::Authorizer': { ref: resource => id(resource, 6), attributes: { AuthorizerId: resource => id(resource, 6) } },
  'AWS::ApiGateway::Deployment': { ref: resource => id(resource, 6) },
  'AWS::ApiGateway::DomainName': DOMAIN_NAME,
  'AWS::ApiGateway::Model': { ref: resource => resource.property('Name') ?? id(resource, 6) },
  'AWS::ApiGateway::RequestValidator': { ref: resource => id(resource, 6), attributes: { RequestValidatorId: resource => id(resource, 6) } },
  'AWS::ApiGateway::Resource': { ref: resource => id(resource, 6) },
  'AWS::ApiGateway::RestApi': {
    ref: resource => id(resource, 10),
    attributes: { RootResourceId: resource => `${id(resource, 9)}r`, RestApiId: resource => id(resource, 10) },
  },
  'AWS::ApiGateway::Stage': { ref: resource => resource.property('StageName') },
  'AWS::ApiGateway::UsagePlan': { ref: resource => id(resource, 6), attributes: { Id: resource => id(resource, 6) } },
  'AWS::ApiGatewayV2::Api': {
    ref: resource => id(resource, 10),
    attributes: {
      ApiEndpoint: ({ ref, stack: { region } }) => `https://${ref}.${executeApiDomain(region)}`,
      ApiId: resource => id(resource, 10),
    },
  },
  'AWS::ApiGatewayV2::Authorizer': { ref: resource => id(resource, 6), attributes: { AuthorizerId: resource => id(resource, 6) } },
  'AWS::ApiGatewayV2::Deployment': { ref: resource => id(resource, 6), attributes: { DeploymentId: resource => id(resource, 6) } },
  'AWS::ApiGatewayV2::DomainName': DOMAIN_NAME,
  'AWS::ApiGatewayV2::Integration': { ref: resource => id(resource, 7), attributes: { IntegrationId: resource => id(resource, 7) } },
  'AWS::ApiGatewayV2::Stage': { ref: resource => resource.property('StageName') },
};
