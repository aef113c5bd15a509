import { createHash } from 'crypto';
import { StackDefinition } from '../../services/cloudformation/stack-definition';
import { arn } from '../resource';
import { ServiceTemplate } from '../service-template';
import { StackResources } from '../stack-resources';

export interface CloudFormationDefinitions {
  readonly stacks: StackDefinition[];
}

export const CLOUDFORMATION: ServiceTemplate<CloudFormationDefinitions> = {
  runs: 'what the stacks of the app have: their templates and outputs',
  differs: ['nothing is deployed by it, and outputs of what is not here are left out'],
  types: [],
  define: resources => ({ stacks: [stackOf(resources)] }),
};

function stackOf(resources: StackResources): StackDefinition {
  const { stack } = resources;
  const id = createHash('sha256').update(`${stack.region}/${stack.name}`).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
  return {
    name: stack.name,
    region: stack.region,
    arn: arn({ stack }, 'cloudformation', `stack/${stack.name}/${id}`),
    template: stack.template,
    outputs: Object.fromEntries(Object.keys(stack.template.Outputs ?? {}).flatMap(name => {
      try {
        return [[name, String(resources.output(name))]];
      } catch {
        return [];
      }
    })),
  };
}
