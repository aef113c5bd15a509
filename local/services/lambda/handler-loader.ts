import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isError, RuntimeError } from './function-error';

export type Handler = (event: unknown, context: object, callback?: (error?: unknown, result?: unknown) => void) => unknown;

/** The file that a handler name such as `src/app.handler` stands for, if there is one. */
export function handlerFile(codeDirectory: string, handler: string): string | undefined {
  const path = join(codeDirectory, dirname(handler), moduleName(handler));
  return ['', '.js', '.mjs', '.cjs'].map(extension => path + extension).find(file => existsSync(file));
}

/** Whether Node.js loads the file as an ES module. */
export function isEsModule(file: string): boolean {
  return file.endsWith('.mjs') || (file.endsWith('.js') && nearestPackageType(dirname(file)) === 'module');
}

/** Loads a handler as Lambda's Node.js runtimes do, and fails in their words. */
export async function loadHandler(codeDirectory: string, handler: string): Promise<Handler> {
  if (handler.includes('..')) {
    throw new RuntimeError('Runtime.MalformedHandlerName', `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const exportName = basename(handler).slice(moduleName(handler).length + 1);
  if (!exportName) {
    throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const found = exportName.split('.').reduce<any>((value, name) => value?.[name], await loadModule(codeDirectory, handler));
  if (typeof found !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is ${found ? 'not a function' : 'undefined or not exported'}`);
  }
  return found;
}

async function loadModule(codeDirectory: string, handler: string): Promise<unknown> {
  const file = handlerFile(codeDirectory, handler);
  if (!file) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName(handler)}' in ${join(codeDirectory, dirname(handler))}`);
  }
  try {
    return isEsModule(file) ? await import(pathToFileURL(file).href) : createRequire(file)(file);
  } catch (error) {
    throw importError(error);
  }
}

function importError(error: unknown): unknown {
  if (error instanceof SyntaxError) {
    return Object.assign(new RuntimeError('Runtime.UserCodeSyntaxError', String(error)), { stack: error.stack });
  }
  const missing = isError(error) && ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code ?? '');
  return missing ? new RuntimeError('Runtime.ImportModuleError', String(error)) : error;
}

function moduleName(handler: string): string {
  return basename(handler).split('.')[0];
}

/** The `type` of the package.json that governs a directory, searched upwards to the next node_modules. */
function nearestPackageType(directory: string): unknown {
  const file = join(directory, 'package.json');
  if (existsSync(file)) {
    return JSON.parse(readFileSync(file, 'utf8')).type;
  }
  const parent = dirname(directory);
  return parent === directory || directory.endsWith(`${sep}node_modules`) ? undefined : nearestPackageType(parent);
}
