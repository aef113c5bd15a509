import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { deploymentFunctions } from './deployment-functions';
import { findLayers, isSecretsExtension } from './layers';
import { qualifiersOf } from './qualifiers';
import { whyNotRun } from './runnable';
import { unpacked } from './unpacked';
import { FunctionDefinition } from '../../services/lambda/function-definition';
import { isPython } from '../../services/lambda/runtime-programs';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** A function of a template that does not run here. */
export interface AbsentFunction {
  readonly functionName: string;
  readonly region: string;
  /** E.g. `Shop/Hello: it runs on python3.13`. */
  readonly what: string;
}

/** The Lambda functions of a stack that run here. Code that is written into the template, or a zip file, is put below `inlineCodeDirectory`. */
export function readFunctions(resources: StackResources, inlineCodeDirectory: string): FunctionDefinition[] {
  const forDeployments = deploymentFunctions(resources);
  return resources.read(resources.ofType('AWS::Lambda::Function').filter(fn => whyNotRun(fn) === undefined), fn => ({
    functionName: fn.ref,
    region: fn.stack.region,
    accountId: fn.stack.accountId,
    roleArn: resolvable(fn, 'Role'),
    logicalPath: fn.path,
    description: resolvable(fn, 'Description') ?? '',
    codeDirectory: codeDirectory(fn, inlineCodeDirectory),
    layers: findLayers(resolvable(fn, 'Layers'), resources).directories,
    hasSecretsExtension: (resolvable(fn, 'Layers') ?? []).some(isSecretsExtension),
    qualifiers: qualifiersOf(fn, resources),
    handler: fn.property('Handler'),
    runtime: fn.property('Runtime'),
    timeoutSeconds: fn.property('Timeout') ?? 3,
    memoryMb: fn.property('MemorySize') ?? 128,
    environment: stringValues(fn.eachOf('Environment', 'Variables').values),
    logGroupName: resolvable(fn, 'LoggingConfig')?.LogGroup,
    reservedConcurrency: resolvable(fn, 'ReservedConcurrentExecutions'),
    deadLetterTargetArn: resolvable(fn, 'DeadLetterConfig')?.TargetArn,
    isForDeployments: forDeployments.includes(fn),
    isLoggedAsJson: resolvable(fn, 'LoggingConfig')?.LogFormat === 'JSON',
  }));
}

/** The Lambda functions of a stack that do not run here. */
export function readAbsentFunctions(resources: StackResources): AbsentFunction[] {
  return resources.read(resources.ofType('AWS::Lambda::Function').filter(fn => whyNotRun(fn) !== undefined), fn =>
    ({ functionName: fn.ref, region: fn.stack.region, what: `${fn.path}: ${whyNotRun(fn)}` }));
}

function codeDirectory(fn: Resource, inlineCodeDirectory: string): string {
  const { S3Key: key, ZipFile: inlineCode } = fn.property('Code');
  if (inlineCode !== undefined) {
    const hash = createHash('sha256').update(inlineCode).digest('hex'); // so that Regions share what is the same, and nothing else
    const directory = path.join(inlineCodeDirectory, hash.slice(0, 16));
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, isPython(fn.property('Runtime')) ? 'index.py' : 'index.js'), inlineCode);
    return directory;
  }
  const asset = fn.stack.assets.get(key)!;
  return fs.statSync(asset).isDirectory() ? asset : unpacked(asset, inlineCodeDirectory);
}

function stringValues(variables: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]));
}
