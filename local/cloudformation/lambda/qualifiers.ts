import { FIRST_VERSION } from './version-numbers';
import { resolvable } from '../resolvable';
import { arn, Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** What a version is called here: where deployments bring no others, each function has one, the code of the template. */
export function versionNumber(version: Resource): string {
  const { versionNumbers, name, region } = version.stack;
  return versionNumbers?.of(JSON.stringify([region, name, version.property('FunctionName')]), version.logicalId) ?? FIRST_VERSION;
}

/** The versions and aliases of a function, each with the version that it leads to. */
export function qualifiersOf(fn: Resource, resources: StackResources): Record<string, string> {
  const ofFunction = (type: string) => resources.ofTypeInRegion(type).filter(other => isOf(other, fn));
  return Object.fromEntries([
    ...ofFunction('AWS::Lambda::Version').map(version => [versionNumber(version), versionNumber(version)]),
    ...ofFunction('AWS::Lambda::Alias').map(alias => [resolvable(alias, 'Name'), resolvable(alias, 'FunctionVersion') ?? FIRST_VERSION]),
  ]);
}

function isOf(qualifier: Resource, fn: Resource): boolean {
  return [fn.ref, arn(fn, 'lambda', `function:${fn.ref}`)].includes(resolvable(qualifier, 'FunctionName'));
}
