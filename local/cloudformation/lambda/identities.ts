import { versionNumber } from './qualifiers';
import { arn, Identity, named } from '../resource';

const functionName = named('FunctionName');

export const LAMBDA_IDENTITIES: Record<string, Identity> = {
  'AWS::Lambda::Alias': { ref: resource => arn(resource, 'lambda', `function:${resource.property('FunctionName')}:${resource.property('Name')}`) },
  'AWS::Lambda::Function': {
    ref: functionName,
    attributes: { Arn: resource => arn(resource, 'lambda', `function:${functionName(resource)}`) },
  },
  'AWS::Lambda::LayerVersion': { ref: resource => arn(resource, 'lambda', `layer:${resource.logicalId}:1`) },
  'AWS::Lambda::Version': {
    ref: resource => arn(resource, 'lambda', `function:${resource.property('FunctionName')}:${versionNumber(resource)}`),
    attributes: { Version: versionNumber },
  },
};
