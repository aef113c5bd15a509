import { AssembledStack } from './assembly';
import { nestedStack } from './nested-stack';
import { Resource } from './resource';
import { ServiceTemplate } from './service-template';
import { StackResources } from './stack-resources';

/** The resources of all stacks of an app, nested ones included, each of which may refer to the others. */
export function appResources(assembled: readonly AssembledStack[], templates: readonly ServiceTemplate[]): StackResources[] {
  const stacks: StackResources[] = [];
  const unread = new Map<Resource, string>();
  const add = (stack: AssembledStack, nestedIn?: Resource) => {
    const around = { stacks, unread, nestedIn };
    const written = new StackResources(stack, templates, around);
    const Resources = Object.assign({ ...stack.template.Resources }, ...templates.map(({ expand }) => expand?.(written)));
    const resources = new StackResources({ ...stack, template: { ...stack.template, Resources } }, templates, around);
    stacks.push(resources);
    for (const resource of resources.ofType('AWS::CloudFormation::Stack')) {
      const nested = nestedStack(resource);
      if (nested) add(nested, resource);
    }
  };
  assembled.forEach(stack => add(stack));
  return stacks;
}
