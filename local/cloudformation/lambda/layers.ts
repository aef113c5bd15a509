import * as fs from 'fs';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The directories of layers, in their order, and the ARNs of those that are not here. */
export function findLayers(arns: string[] = [], resources: StackResources): { directories: string[]; absent: string[] } {
  const found = arns.map(arn => ({ arn, directory: directoryOf(resources.ofTypeInRegion('AWS::Lambda::LayerVersion').find(({ ref }) => ref === arn)) }));
  return {
    directories: found.flatMap(({ directory }) => directory ?? []),
    absent: found.filter(({ arn, directory }) => directory === undefined && !isSecretsExtension(arn)).map(({ arn }) => arn),
  };
}

/** AWS's layer for secrets and parameters, which this machine answers for. */
export function isSecretsExtension(arn: string): boolean {
  return /:layer:AWS-Parameters-and-Secrets-Lambda-Extension(?:-Arm64)?:/.test(arn);
}

function directoryOf(layer: Resource | undefined): string | undefined {
  const asset = layer?.stack.assets.get(resolvable(layer, 'Content')?.S3Key);
  return asset !== undefined && fs.statSync(asset, { throwIfNoEntry: false })?.isDirectory() ? asset : undefined;
}
