import { ServiceTemplate } from '../service-template';

export const FIS: ServiceTemplate = {
  runs: 'what [goes wrong on purpose](#faults)',
  types: [],
};
