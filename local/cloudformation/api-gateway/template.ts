import { readDomainNames } from './domain-names';
import { readHttpApis } from './http-apis';
import { API_GATEWAY_IDENTITIES } from './identities';
import { API_GATEWAY_LIMITS } from './limits';
import { openApiResources } from './open-api/resources';
import { readRestApis } from './rest-apis';
import { DomainNameDefinition } from '../../services/api-gateway/domain-name-definition';
import { HttpApiDefinition } from '../../services/api-gateway/http-api/http-api-definition';
import { RestApiDefinition } from '../../services/api-gateway/rest-api/rest-api-definition';
import { ServiceTemplate } from '../service-template';

export interface ApiGatewayDefinitions {
  readonly restApis: RestApiDefinition[];
  readonly httpApis: HttpApiDefinition[];
  readonly domainNames: DomainNameDefinition[];
}

export const API_GATEWAY: ServiceTemplate<ApiGatewayDefinitions> = {
  runs: 'REST and HTTP APIs in front of functions, [HTTP endpoints and services](#integrations) of AWS, by proxies, mapping templates and first-class integrations, and mocks; [authorization](#authorized-routes) by Lambda, Cognito, JWT and IAM; API keys, usage plans and throttles; CORS, gateway responses, custom domain names',
  differs: ['certificates and TLS policies of the templates have no effect', 'bodies are validated as on AWS, but what is wrong with one is told in other words (`$context.error.validationErrorString`)'],
  types: [
    'AWS::ApiGateway::Account',
    'AWS::ApiGateway::ApiKey',
    'AWS::ApiGateway::Authorizer',
    'AWS::ApiGateway::BasePathMapping',
    'AWS::ApiGateway::Deployment',
    'AWS::ApiGateway::DomainName',
    'AWS::ApiGateway::GatewayResponse',
    'AWS::ApiGateway::Method',
    'AWS::ApiGateway::Model',
    'AWS::ApiGateway::RequestValidator',
    'AWS::ApiGateway::Resource',
    'AWS::ApiGateway::RestApi',
    'AWS::ApiGateway::Stage',
    'AWS::ApiGateway::UsagePlan',
    'AWS::ApiGateway::UsagePlanKey',
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::ApiMapping',
    'AWS::ApiGatewayV2::Authorizer',
    'AWS::ApiGatewayV2::Deployment',
    'AWS::ApiGatewayV2::DomainName',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
  ],
  identities: API_GATEWAY_IDENTITIES,
  limits: API_GATEWAY_LIMITS,
  expand: openApiResources,
  define: resources => ({ restApis: readRestApis(resources), httpApis: readHttpApis(resources), domainNames: readDomainNames(resources) }),
};
