import { whyNot } from '../../faults/experiment-faults';
import { ExperimentAction, ExperimentTemplate } from '../../faults/experiment-template';
import { id, Resource } from '../resource';
import { ServiceTemplate } from '../service-template';

export interface FisDefinitions {
  readonly experimentTemplates: ExperimentTemplate[];
}

const TYPE = 'AWS::FIS::ExperimentTemplate';

const templateId = (template: Resource) => `EXT${id(template, 15)}`;

export const FIS: ServiceTemplate<FisDefinitions> = {
  runs: 'what [goes wrong on purpose](#faults), and experiments of that',
  differs: [
    'functions that an experiment targets are found by their ARNs, and by nothing else; what throttles or fails requests is for any service, on AWS for EC2 and Kinesis',
    'stop conditions stop nothing, and the role of an experiment is not asked',
  ],
  types: [TYPE],
  identities: { [TYPE]: { ref: templateId, attributes: { Id: templateId } } },
  limits: [{
    type: TYPE,
    says: ['its action {of a kind, or on targets, that there is not} is not run here'],
    meanings: template => Object.values<ExperimentAction>(template.property('Actions') ?? {})
      .filter(action => whyNot(action, { targets: template.property('Targets') ?? {} }) !== undefined)
      .map(({ ActionId }) => `its action ${ActionId} is not run here`),
  }],
  define: resources => ({
    experimentTemplates: resources.read(resources.ofType(TYPE), template => ({
      id: templateId(template),
      region: template.stack.region,
      description: template.property('Description') ?? '',
      actions: template.property('Actions') ?? {},
      targets: template.property('Targets') ?? {},
    })),
  }),
};
