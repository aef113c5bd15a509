import { ParameterDefinition } from '../../services/ssm/parameter-definition';
import { Identity, named, Resource } from '../resource';
import { ServiceTemplate } from '../service-template';

export interface SsmDefinitions {
  readonly storedParameters: ParameterDefinition[];
}

const parameterName = named('Name');

/** What the file of this machine says goes before the template. */
function valueOf(parameter: Resource): string {
  return parameter.stack.values?.parameters[parameterName(parameter)] ?? String(parameter.property('Value'));
}

const PARAMETER: Identity = { ref: parameterName, attributes: { Type: parameter => parameter.property('Type'), Value: valueOf } };

export const SSM: ServiceTemplate<SsmDefinitions> = {
  runs: 'parameters of Parameter Store, each Region\'s own; [values of a file](#secrets-and-parameters)',
  differs: ['nothing is encrypted: a `SecureString` without decryption is a text of other letters', 'labels, policies and the parameters of AWS (`/aws/service/…`) are not here'],
  types: ['AWS::SSM::Parameter'],
  identities: { 'AWS::SSM::Parameter': PARAMETER },
  define: resources => ({
    storedParameters: resources.read(resources.ofType('AWS::SSM::Parameter'), parameter => ({
      name: parameterName(parameter),
      region: parameter.stack.region,
      type: parameter.property('Type'),
      value: valueOf(parameter),
      description: parameter.property('Description'),
      constructId: parameter.path.split('/').pop(),
    })),
  }),
};
