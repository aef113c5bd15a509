import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { Capacity } from '../../../../local/services/lambda/capacity';
import { FunctionDefinition } from '../../../../local/services/lambda/function-definition';
import { LambdaFunction, LambdaFunctionOptions } from '../../../../local/services/lambda/worker-pool';

/** A temporary app with assets in it, the bundled worker, and the functions that a test file starts. */
export class FunctionSandbox {
  readonly directory = mkdtempSync(join(tmpdir(), 'lambda-'));
  readonly appDirectory = join(this.directory, 'app');
  readonly workerFile: string;
  readonly lines: string[] = [];
  private readonly functions: LambdaFunction[] = [];
  private assets = 0;

  constructor() {
    mkdirSync(this.appDirectory);
    this.workerFile = this.bundle('worker.ts', 'services/lambda/worker.js');
  }

  /** Bundles a file of `local/services/lambda` to where the package has it, under `lib/local`. */
  bundle(file: string, output: string = 'index.js'): string {
    const outfile = join(this.directory, 'lib', 'local', output);
    const entryPoint = join(__dirname, '../../../../local/services/lambda', file);
    buildSync({ entryPoints: [entryPoint], outfile, bundle: true, platform: 'node', target: 'node20', minifySyntax: true, minifyWhitespace: true });
    return outfile;
  }

  /** Writes an asset into the app, as an assembly holds it. */
  asset(files: Record<string, string>): string {
    const directory = join(this.appDirectory, 'cdk.out', `asset.${this.assets++}`);
    write(directory, files);
    return directory;
  }

  /** Writes packages into the app's node_modules. */
  install(files: Record<string, string>) {
    write(join(this.appDirectory, 'node_modules'), files);
  }

  definition(files: Record<string, string> | string, overrides: Partial<FunctionDefinition> = {}): FunctionDefinition {
    return {
      functionName: 'hello',
      region: 'eu-west-1',
      accountId: '123456789012',
      logicalPath: 'HitCounter-eu-west-1/Hello',
      description: '',
      codeDirectory: this.asset(typeof files === 'string' ? { 'index.js': files } : files),
      layers: [],
      qualifiers: {},
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      timeoutSeconds: 20,
      memoryMb: 256,
      environment: {},
      ...overrides,
    };
  }

  function(
    files: Record<string, string> | string,
    overrides: Partial<FunctionDefinition> = {},
    options: Partial<LambdaFunctionOptions> & { maxWorkers?: number } = {},
  ) {
    const lambdaFunction = new LambdaFunction(this.definition(files, overrides), {
      awsEndpoint: 'http://localhost:3100',
      appDirectory: this.appDirectory,
      workerFile: this.workerFile,
      capacity: new Capacity(options.maxWorkers),
      log: line => this.lines.push(line),
      ...options,
    });
    this.functions.push(lambdaFunction);
    return lambdaFunction;
  }

  async remove() {
    await Promise.all(this.functions.map(lambdaFunction => lambdaFunction.stop()));
    rmSync(this.directory, { recursive: true });
  }
}

function write(directory: string, files: Record<string, string>) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
    if (name === 'bootstrap') chmodSync(join(directory, name), 0o755);
  }
}
