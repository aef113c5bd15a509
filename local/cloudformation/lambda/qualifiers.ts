import { resolvable } from '../resolvable';
import { arn, Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** What a version is called here: there is one of each function, the code of the template. */
export const ONLY_VERSION = '1';

/** The versions and aliases of a function, each with the version that it leads to. */
export function qualifiersOf(fn: Resource, resources: StackResources): Record<string, string> {
  const names = [fn.ref, arn(fn, 'lambda', `function:${fn.ref}`)];
  const ofFunction = (type: string) => resources.ofTypeInRegion(type).filter(other => names.includes(resolvable(other, 'FunctionName')));
  return Object.fromEntries([
    ...ofFunction('AWS::Lambda::Version').map(() => [ONLY_VERSION, ONLY_VERSION]),
    ...ofFunction('AWS::Lambda::Alias').map(alias => [resolvable(alias, 'Name'), resolvable(alias, 'FunctionVersion') ?? ONLY_VERSION]),
  ]);
}
