import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { FunctionDefinition } from '../../services/lambda/function-definition';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The Lambda functions of a stack. Code that is written into the template is put below `inlineCodeDirectory`. */
export function readFunctions(resources: StackResources, inlineCodeDirectory: string): FunctionDefinition[] {
  return resources.ofType('AWS::Lambda::Function').map(fn => {
    if (fn.property('PackageType') === 'Image') {
      throw new Error(`${fn.path} is a container image, which the local Regions do not run: only Node.js functions are served`);
    }
    return {
      functionName: fn.ref,
      region: fn.stack.region,
      accountId: fn.stack.accountId,
      logicalPath: fn.path,
      codeDirectory: codeDirectory(fn, inlineCodeDirectory),
      handler: fn.property('Handler'),
      runtime: fn.property('Runtime'),
      timeoutSeconds: fn.property('Timeout') ?? 3,
      memoryMb: fn.property('MemorySize') ?? 128,
      environment: stringValues(fn.eachOf('Environment', 'Variables').values),
    };
  });
}

function codeDirectory(fn: Resource, inlineCodeDirectory: string): string {
  const { S3Key: key, ZipFile: inlineCode } = fn.property('Code');
  if (inlineCode !== undefined) {
    const hash = createHash('sha256').update(inlineCode).digest('hex'); // so that Regions share what is the same, and nothing else
    const directory = path.join(inlineCodeDirectory, hash.slice(0, 16));
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, 'index.js'), inlineCode);
    return directory;
  }
  const asset = fn.stack.assets.get(key);
  if (!asset) {
    throw new Error(`The code of ${fn.path} is not in the cloud assembly: ${key}`);
  }
  if (!fs.existsSync(asset) || !fs.statSync(asset).isDirectory()) {
    throw new Error(`The code of ${fn.path} must be a directory, which \`Code.fromAsset\` and \`NodejsFunction\` make, got: ${asset}`);
  }
  return asset;
}

function stringValues(variables: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]));
}
