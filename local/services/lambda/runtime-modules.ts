import { existsSync, realpathSync } from 'node:fs';
import module, { createRequire, isBuiltin } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { WorkerStart } from './worker-messages';

const SDK_SCOPES = ['@aws-sdk/', '@smithy/', '@aws/'];

type NextResolve = (specifier: string, context: object) => unknown;

/**
 * Where the packages that a handler imports come from: its asset, and for the SDK that Lambda's runtime provides, the app.
 *
 * An asset lies inside the app, where Node.js would find the app's other packages too; on AWS they are missing.
 */
export class RuntimeModules {
  private readonly codeDirectory: string;
  /** The one that counts first. */
  private readonly layers: readonly string[];

  constructor(private readonly start: WorkerStart) {
    const { codeDirectory, layers } = start.definition;
    this.codeDirectory = realpathSync(codeDirectory);
    this.layers = layers.toReversed();
  }

  /** Makes `require` in this thread follow the rule. */
  hookRequire() {
    const commonJs = module as unknown as { _resolveFilename: (...args: any[]) => string };
    const original = commonJs._resolveFilename;
    commonJs._resolveFilename = (request: string, parent: { filename?: string } | undefined, isMain: boolean, options?: { paths?: string[] }) => {
      const importer = parent?.filename && !options?.paths ? this.importer(request, parent.filename, this.layers) : undefined;
      return importer ? createRequire(importer).resolve(request) : original(this.mounted(request), parent, isMain, options);
    };
  }

  /** Makes `import` in this thread follow the rule. */
  hookImport(workerFile: string) {
    const { registerHooks } = module as unknown as { registerHooks?: (hooks: object) => void };
    if (registerHooks) {
      registerHooks({ resolve: this.resolveImport });
    } else {
      // Node.js before 22.15 runs the hooks on a thread of their own, which loads the worker's file again.
      const file = JSON.stringify(workerFile);
      const code = `import { createRequire } from 'node:module';
        const { RuntimeModules } = createRequire(${file})(${file});
        export const resolve = new RuntimeModules(${JSON.stringify(this.start)}).resolveImport;`;
      module.register(`data:text/javascript,${encodeURIComponent(code)}`);
    }
  }

  readonly resolveImport = (specifier: string, context: { parentURL?: string }, next: NextResolve): unknown => {
    const { parentURL } = context;
    const importer = parentURL?.startsWith('file:') ? this.importer(specifier, fileURLToPath(parentURL)) : undefined;
    return next(specifier, importer ? { ...context, parentURL: pathToFileURL(importer).href } : context);
  };

  /** A path below /opt, in the layer that has it. */
  private mounted(request: string): string {
    const paths = request.startsWith('/opt/') ? this.layers.map(layer => join(layer, request.slice('/opt/'.length))) : [];
    return paths.find(path => ['', '.js', '.cjs', '.json'].some(extension => existsSync(path + extension))) ?? request;
  }

  /**
   * The file of the app, or of one of the layers, to look from for what a file of the asset imports; undefined if the file itself is the place.
   * Layers are for `require`: on AWS, `import` does not look there.
   */
  private importer(specifier: string, file: string, layers: readonly string[] = []): string | undefined {
    const name = packageName(specifier);
    if (!name || !file.startsWith(this.codeDirectory + sep) || isInstalled(name, dirname(file), this.codeDirectory)) {
      return undefined;
    }
    const { functionName, logicalPath, runtime } = this.start.definition;
    const folders = layers.flatMap(layer => [join(layer, 'nodejs', runtime.replace(/^nodejs(\d+).*/, 'node$1')), join(layer, 'nodejs')]);
    const folder = folders.find(candidate => isInstalled(name, candidate, candidate));
    if (folder !== undefined) {
      return join(folder, 'package.json');
    }
    const isSdk = SDK_SCOPES.some(scope => name.startsWith(scope));
    if (isSdk && isInstalled(name, this.start.appDirectory)) {
      return join(this.start.appDirectory, 'package.json');
    }
    const fix = isSdk
      ? `Lambda's runtime provides it, the local Regions take it from the app: run \`npm install --save-dev ${name}\` in ${this.start.appDirectory}`
      : 'it is neither in the function\'s asset nor in Lambda\'s runtime: bundle it or add it to the asset';
    const error = new Error(`Cannot find module '${specifier}', which ${functionName} (${logicalPath}) imports: ${fix}`);
    throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
  }
}

/** The package that an import names; undefined for a path, a URL, a subpath import or a built-in module. */
function packageName(specifier: string): string | undefined {
  if (isBuiltin(specifier) || specifier.includes(':')) {
    return undefined;
  }
  return /^(@[^/]+\/)?[^./#@][^/]*/.exec(specifier)?.[0];
}

/** Whether a node_modules of the directory, or of one above it up to `top`, holds the package. */
function isInstalled(name: string, directory: string, top?: string): boolean {
  const parent = dirname(directory);
  return existsSync(join(directory, 'node_modules', name))
    || (directory !== top && directory !== parent && isInstalled(name, parent, top));
}
