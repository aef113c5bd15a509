import {
  AssetManifestBuilder, isReusableStackSynthesizer, IStackSynthesizer, PermissionsBoundary, PERMISSIONS_BOUNDARY_CONTEXT_KEY, Stack, StackProps,
} from 'aws-cdk-lib';
import { refusal } from '../synthesis/refusal';

/** How stacks are deployed and kept: what those of an app have in common, or those of a team. */
export type StackConventions = Pick<StackProps, 'synthesizer' | 'terminationProtection' | 'permissionsBoundary'>;

/** What a stack is made with: what is told, or else as the model has it. Without a model CDK takes what the app and the stage have. */
export function conventionsLike(model: Stack | undefined, told: StackConventions): StackProps {
  return {
    synthesizer: told.synthesizer ?? (model && synthesizerOf(model)),
    terminationProtection: told.terminationProtection ?? model?.terminationProtection,
    permissionsBoundary: told.permissionsBoundary ?? (model && permissionsBoundaryOf(model)),
    tags: model?.tags.tagValues(),
  };
}

/** CDK's copies of one synthesizer have one list of assets: each stack would publish those of all others as well, in their Regions. */
export function keepOwnAssets({ synthesizer }: Stack) {
  if ('assetManifest' in synthesizer) {
    Object.assign(synthesizer, { assetManifest: new AssetManifestBuilder() });
  }
}

export function validateSynthesizer(synthesizer: IStackSynthesizer | undefined) {
  if (synthesizer && !isReusableStackSynthesizer(synthesizer)) {
    throw refusal('`synthesizer` must have a `reusableBind()`, for there are several stacks', synthesizer.constructor.name);
  }
}

/** A stack has a copy of the synthesizer that it was made with, which CDK binds to no other stack. The original is the copy's prototype. */
function synthesizerOf({ synthesizer }: Stack): IStackSynthesizer | undefined {
  const original: IStackSynthesizer = Object.getPrototypeOf(synthesizer);
  const isClass = Object.getOwnPropertyNames(original).includes('constructor');
  return !isClass && isReusableStackSynthesizer(original) ? original : undefined;
}

function permissionsBoundaryOf(stack: Stack): PermissionsBoundary | undefined {
  const { name, arn } = stack.node.tryGetContext(PERMISSIONS_BOUNDARY_CONTEXT_KEY) ?? {};
  return name ? PermissionsBoundary.fromName(name) : arn && PermissionsBoundary.fromArn(arn);
}
