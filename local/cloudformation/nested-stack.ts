import { AssembledStack } from './assembly';
import { readTemplate } from './plain-template';
import { resolvable } from './resolvable';
import { id, Resource } from './resource';

/** The stack that a resource nests in its own, if its template is an asset of the assembly. */
export function nestedStack(resource: Resource): AssembledStack | undefined {
  const { stack, logicalId, path } = resource;
  const url = String(resolvable(resource, 'TemplateURL'));
  const [, file] = [...stack.assets].find(([key]) => url.endsWith(`/${key}`)) ?? [];
  if (file === undefined) return undefined;
  const { template, assets } = readTemplate(file);
  return {
    ...stack,
    name: `${stack.name}-${logicalId}-${id(resource, 12).toUpperCase()}`,
    path: path.replace(/\.NestedStack\/[^/]+$/, ''),
    template,
    assets: new Map([...stack.assets, ...assets]),
    parameters: undefined, // they come from the stack that it is nested in
  };
}
