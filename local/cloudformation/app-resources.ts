import { AssembledStack } from './assembly';
import { ServiceTemplate } from './service-template';
import { StackResources } from './stack-resources';

/** The resources of all stacks of an app, each of which may refer to the others. */
export function appResources(stacks: readonly AssembledStack[], templates: readonly ServiceTemplate[]): StackResources[] {
  const all: StackResources[] = [];
  for (const stack of stacks) {
    all.push(new StackResources(stack, templates, all));
  }
  return all;
}
