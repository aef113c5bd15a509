import { createHash } from 'crypto';
import { CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { CfnLayerVersion, Function } from 'aws-cdk-lib/aws-lambda';
import { renderResource } from '../synthesis/rendered-resource';
import { isResourceOf } from '../synthesis/resource-type';
import { referencesIn } from '../synthesis/template-values';

/** What Lambda takes on without a new version; a new one that differs in nothing else would be refused. */
const UNVERSIONED = ['CodeSigningConfigArn', 'ReservedConcurrentExecutions', 'Tags', 'TenancyConfig'];

/** CloudFormation's limit of logical ids, without the hash. */
const MAX_STEM = 255 - 32;

/**
 * Names a function's current version after all that is in it but the Region's name, which would come in with the asset bucket's.
 *
 * CDK's own hash would differ between Regions. What goes into this one must stay: another hash is another version, and Lambda
 * refuses one that is equal to the last.
 */
export function nameVersionAlike(handler: Function) {
  const version = handler.currentVersion.node.defaultChild as CfnResource;
  const stem = Stack.of(handler).getLogicalId(version).slice(-MAX_STEM);
  version.overrideLogicalId(Lazy.uncachedString({ produce: () => `${stem}${hashOf(handler)}` }));
}

function hashOf(handler: Function): string {
  const stack = Stack.of(handler);
  const { Properties = {} } = renderResource(handler.node.defaultChild as CfnResource);
  const versioned = Object.entries(Properties).filter(([name]) => !UNVERSIONED.includes(name));
  // Of `invalidateVersionBasedOn()`, which CDK keeps to itself.
  const others = stack.resolve((handler as unknown as { hashMixins?: unknown }).hashMixins) ?? [];
  const text = JSON.stringify(sorted([Object.fromEntries(versioned), layersOf(stack, Properties.Layers), others]));
  return createHash('sha256').update(text.replaceAll(stack.region, '<Region>')).digest('hex').slice(0, 32);
}

/** A layer that is made anew keeps its logical id. */
function layersOf(stack: Stack, layers: unknown) {
  const ids = referencesIn(layers);
  if (ids.length === 0) return [];
  return stack.node.findAll()
    .filter((construct): construct is CfnLayerVersion => isResourceOf(CfnLayerVersion, construct) && construct.stack === stack)
    .filter(layer => ids.includes(stack.resolve(layer.logicalId)))
    .map(layer => renderResource(layer).Properties);
}

/** With the keys of objects in one order, whatever CDK's is. */
function sorted(value: any): any {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().filter(key => value[key] !== undefined).map(key => [key, sorted(value[key])]));
}
