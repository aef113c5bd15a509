import * as fs from 'fs';
import { AssembledStack } from './assembly';
import { resolvable } from './resolvable';
import { id, Resource } from './resource';

/** The stack that a resource nests in its own, if its template is an asset of the assembly. */
export function nestedStack(resource: Resource): AssembledStack | undefined {
  const { stack, logicalId, path } = resource;
  const url = String(resolvable(resource, 'TemplateURL'));
  const [, file] = [...stack.assets].find(([key]) => url.endsWith(`/${key}`)) ?? [];
  return file === undefined ? undefined : {
    ...stack,
    name: `${stack.name}-${logicalId}-${id(resource, 12).toUpperCase()}`,
    path: path.replace(/\.NestedStack\/[^/]+$/, ''),
    template: JSON.parse(fs.readFileSync(file, 'utf8')),
  };
}
