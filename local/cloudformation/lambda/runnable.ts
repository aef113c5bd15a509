import * as fs from 'fs';
import { isZip } from './unpacked';
import { madeFor } from '../../services/lambda/executable-format';
import { bootstrapIn, isCustom, runsHere } from '../../services/lambda/runtime-programs';
import { problemOf, Resource } from '../resource';

/** Why a function cannot run on this machine, if it cannot. */
export function whyNotRun(fn: Resource): string | undefined {
  try {
    ['Handler', 'Timeout', 'MemorySize'].forEach(name => fn.property(name));
    return whyNoRuntime(fn);
  } catch (error) {
    return problemOf(fn, error);
  }
}

function whyNoRuntime(fn: Resource): string | undefined {
  if (fn.property('PackageType') === 'Image') return 'it is a container image';
  const runtime: string = fn.property('Runtime');
  if (!runsHere(runtime)) return `it runs on ${runtime}`;
  return whyNoCode(fn) ?? (isCustom(runtime) ? whyNoBootstrap(fn) : undefined);
}

function whyNoCode(fn: Resource): string | undefined {
  const { S3Key: key, ZipFile: inlineCode } = fn.property('Code');
  if (inlineCode !== undefined) return undefined;
  const asset = fn.stack.assets.get(key);
  if (!asset) return `its code, ${key}, is not in the cloud assembly`;
  if (!fs.existsSync(asset)) return `its code is not there: ${asset}`;
  return fs.statSync(asset).isDirectory() || isZip(asset) ? undefined : `its code is no directory and no zip file: ${asset}`;
}

/** A bootstrap that is missing fails as on AWS. */
function whyNoBootstrap(fn: Resource): string | undefined {
  const { S3Key: key } = fn.property('Code');
  const bootstrap = bootstrapIn(fn.stack.assets.get(key)!);
  const target = bootstrap && madeFor(bootstrap);
  const machine = `${process.platform} ${process.arch}`;
  return target === undefined || target === machine ? undefined : `its bootstrap is built for ${target}, and this machine is ${machine}`;
}
