import * as fs from 'fs';
import * as path from 'path';
import { AppEnvironment, appEnvironment } from './app-environment';
import { VersionNumbers } from './lambda/version-numbers';
import { isTemplateFile, readTemplate } from './plain-template';
import { LocalValues } from '../machine/local-values';

/** A stack as it would be deployed: its template, where it goes, and the files that it ships. */
export interface AssembledStack {
  readonly name: string;
  /** The construct path, e.g. "HitCounter/us-east-1". */
  readonly path: string;
  readonly region: string;
  /** Who says which Region that is, where the stack itself does not. */
  readonly regionFrom?: string;
  readonly accountId: string;
  /** Where AWS clients find what runs of it. @default - on AWS */
  readonly awsUrl?: string;
  /** What its secrets and parameters hold on this machine. @default - what the templates say */
  readonly values?: LocalValues;
  readonly template: CloudFormationTemplate;
  /** Directories and files of the stack's assets, by the key they have in the bootstrap bucket. */
  readonly assets: Map<string, string>;
  /** Those of functions. @default - each function has one version */
  readonly versionNumbers?: VersionNumbers;
  /** Values given to its parameters, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface CloudFormationTemplate {
  readonly Parameters?: Record<string, { Type?: string; Default?: unknown }>;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  readonly Conditions?: Record<string, unknown>;
  readonly Resources?: Record<string, CloudFormationResource>;
  readonly Outputs?: Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>;
  readonly Metadata?: Record<string, unknown>;
}

export interface CloudFormationResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly Condition?: string;
  readonly UpdatePolicy?: Record<string, any>;
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly properties?: { templateFile?: string; stackName?: string; directoryName?: string; file?: string };
  readonly dependencies?: string[];
}

/** The account of stacks that were synthesized for no account in particular. */
export const LOCAL_ACCOUNT = '000000000000';

/** The lookups that an assembly has dummy values for, by their keys in `cdk.context.json`. */
export function missingContext(directory: string): string[] {
  if (isTemplateFile(directory)) return [];
  const { missing = [], artifacts = {} } = readJson(path.join(directory, 'manifest.json'));
  const nested = Object.values<Artifact>(artifacts).filter(({ type }) => type === 'cdk:cloud-assembly');
  return [...new Set([
    ...missing.map(({ key }: { key: string }) => key),
    ...nested.flatMap(({ properties }) => missingContext(path.join(directory, properties!.directoryName!))),
  ])];
}

/** The same as `readAssembly`, of an assembly that has no dummy values: others say nothing of what is deployed. */
export function readCompleteAssembly(directory: string): AssembledStack[] {
  const [missing] = missingContext(directory);
  if (missing !== undefined) {
    throw new Error(`The app needs context that is looked up on AWS (${missing}): run \`npx cdk synth\` once with credentials, and keep cdk.context.json`);
  }
  return readAssembly(directory);
}

/** Reads every stack of a cloud assembly (`cdk.out`), or that of a template's file, those of nested stages too; those without a Region are put into that of the environment. */
export function readAssembly(directory: string, environment: AppEnvironment = appEnvironment()): AssembledStack[] {
  if (isTemplateFile(directory)) return [readTemplateStack(directory, environment)];
  const manifest = readJson(path.join(directory, 'manifest.json'));
  const artifacts = Object.entries<Artifact>(manifest.artifacts ?? {});
  return artifacts.flatMap(([id, artifact]) => {
    switch (artifact.type) {
      case 'cdk:cloud-assembly': return readAssembly(path.join(directory, artifact.properties!.directoryName!), environment);
      case 'aws:cloudformation:stack': return [readStack(directory, id, artifact, manifest.artifacts, environment)];
      default: return [];
    }
  });
}

/** A template that no CDK has made is the stack that its file is called after. */
function readTemplateStack(file: string, { region, regionFrom }: AppEnvironment): AssembledStack {
  const name = path.basename(file).replace(/(\.template)?\.\w+$/, '').replace(/[^A-Za-z0-9]+/g, '-');
  return { name, path: name, region, regionFrom, accountId: LOCAL_ACCOUNT, ...readTemplate(file) };
}

function readStack(
  directory: string, id: string, artifact: Artifact, artifacts: Record<string, Artifact>, environment: AppEnvironment,
): AssembledStack {
  const name = artifact.properties?.stackName ?? id;
  const [, accountId, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  const hasRegion = region !== undefined && region !== 'unknown-region';
  return {
    name,
    path: artifact.displayName ?? name,
    region: hasRegion ? region : environment.region,
    regionFrom: hasRegion ? undefined : environment.regionFrom,
    accountId: accountId === undefined || accountId === 'unknown-account' ? LOCAL_ACCOUNT : accountId,
    template: readJson(path.join(directory, artifact.properties!.templateFile!)),
    assets: readAssets(directory, artifact.dependencies ?? [], artifacts),
  };
}

function readAssets(directory: string, dependencies: string[], artifacts: Record<string, Artifact>): Map<string, string> {
  const assets = new Map<string, string>();
  for (const dependency of dependencies.map(id => artifacts[id])) {
    if (dependency?.type !== 'cdk:asset-manifest') continue;
    const { files = {} } = readJson(path.join(directory, dependency.properties!.file!));
    for (const file of Object.values<any>(files)) {
      if (!file.source.path) continue;
      for (const destination of Object.values<any>(file.destinations)) {
        assets.set(destination.objectKey, path.resolve(directory, file.source.path));
      }
    }
  }
  return assets;
}

function readJson(file: string): any {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is not a part of a cloud assembly: ${(error as Error).message}`);
  }
}
