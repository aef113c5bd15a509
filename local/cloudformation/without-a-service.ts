import { arn, Identity, uuid } from './resource';
import { limit, ServiceTemplate } from './service-template';

const IDENTITIES: Record<string, Identity> = {
  'AWS::CertificateManager::Certificate': { ref: resource => arn(resource, 'acm', `certificate/${uuid(resource)}`) },
  'AWS::CloudFormation::Stack': { ref: resource => arn(resource, 'cloudformation', `stack/${resource.stack.name}-${resource.logicalId}/${uuid(resource)}`) },
};

/** What no service here runs, and what callers do not see: the resources have their names, for others that refer to them. */
export const WITHOUT_A_SERVICE: ServiceTemplate = {
  runs: 'nothing: they have names and ARNs, for what refers to them',
  types: [
    'AWS::CDK::Metadata',
    'AWS::CertificateManager::Certificate',
    'AWS::CloudFormation::Stack',
    'AWS::CloudWatch::Dashboard',
    'Custom::CertificateValidation',
    'Custom::CrossRegionExportReader',
    'Custom::CrossRegionExportWriter',
  ],
  identities: IDENTITIES,
  limits: [
    limit('AWS::CloudFormation::Stack', (stack, resources) => !resources.nested(stack),
      'its template is not in the cloud assembly: its resources are not run here'),
  ],
};
