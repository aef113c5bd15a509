import { Resource } from './resource';

/** A property, or undefined where it refers to what its stack does not have, e.g. to another stack's export. */
export function resolvable(resource: Resource, name: string): any {
  try {
    return resource.property(name);
  } catch {
    return undefined;
  }
}
