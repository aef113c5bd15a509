import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { FunctionDefinition } from './function-definition';

/** A program that runs a function's code in a process, by the Lambda Runtime API. */
export interface RuntimeProgram {
  readonly command: string;
  readonly args: string[];
  /** What it needs beside the variables that the function has, or in place of some. */
  variables(ofFunction: Record<string, string>): Record<string, string>;
}

const PYTHON_RUNTIME = programBesideThis('python-runtime.py');

/** A source: `java` of a JDK compiles it at each start, so that packing this needs none. */
const JAVA_RUNTIME = programBesideThis('JavaRuntime.java');

/** About the share of a function's memory that Lambda gives the heap. */
const HEAP_SHARE = 0.85;

/** Whether a runtime's functions run in worker threads of this process. */
export function isNodeJs(runtime: string): boolean {
  return runtime.startsWith('nodejs');
}

/** Whether a runtime is a program that the function brings. */
export function isCustom(runtime: string): boolean {
  return runtime.startsWith('provided');
}

/** Whether there is anything here that runs functions of a runtime. */
export function runsHere(runtime: string): boolean {
  return isNodeJs(runtime) || isCustom(runtime) || isPython(runtime) || isJava(runtime);
}

export function isPython(runtime: string): boolean {
  return runtime.startsWith('python3');
}

export function isJava(runtime: string): boolean {
  return runtime.startsWith('java');
}

/** What runs a function in a process; nothing if it has to bring that, and does not. */
export function runtimeProgram(definition: FunctionDefinition, appDirectory: string): RuntimeProgram | undefined {
  const { runtime, codeDirectory, layers } = definition;
  const variables = (ofFunction: Record<string, string>) => paths(definition, ofFunction);
  if (isPython(runtime)) return { command: pythonInterpreter(appDirectory), args: ['-B', PYTHON_RUNTIME], variables };
  if (isJava(runtime)) return { command: javaProgram(), args: javaArguments(definition), variables };
  const command = [codeDirectory, ...layers.toReversed()].map(bootstrapIn).find(Boolean);
  return command === undefined ? undefined : { command, args: [], variables };
}

/** As Lambda starts it. */
function javaArguments({ codeDirectory, layers, memoryMb }: FunctionDefinition): string[] {
  const classPath = [codeDirectory, join(codeDirectory, 'lib', '*'), ...layers.map(layer => join(layer, 'java', 'lib', '*'))].join(delimiter);
  const heap = `-Xmx${Math.floor(memoryMb * HEAP_SHARE)}m`;
  return [heap, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dfile.encoding=UTF-8', '-cp', classPath, JAVA_RUNTIME];
}

/** Where programs, libraries and packages are: of the layers, which are not at /opt here, the last comes first. */
function paths({ layers, runtime }: FunctionDefinition, { PATH, LD_LIBRARY_PATH, PYTHONPATH }: Record<string, string>): Record<string, string> {
  const inLayers = (...folders: string[]) => layers.toReversed().flatMap(layer => folders.map(folder => join(layer, folder)));
  return Object.fromEntries(Object.entries({
    // The machine's programs, e.g. `jq` of a shell script, may be anywhere.
    PATH: [...inLayers('bin'), PATH, ...machinePath()],
    LD_LIBRARY_PATH: [...inLayers('lib'), LD_LIBRARY_PATH],
    PYTHONPATH: [...inLayers('python', `python/lib/${runtime}/site-packages`), PYTHONPATH],
  }).map(([name, places]) => [name, places.filter(Boolean).join(delimiter)]).filter(([, value]) => value));
}

/** A custom runtime's program, if it is there. */
export function bootstrapIn(codeDirectory: string): string | undefined {
  const bootstrap = join(codeDirectory, 'bootstrap');
  return existsSync(bootstrap) ? bootstrap : undefined;
}

/** The app's Python: that of the virtual environment that is active or that is the app's own, else the machine's. */
export function pythonInterpreter(appDirectory: string): string {
  const [bin, name] = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python3'];
  const environments = [process.env.VIRTUAL_ENV, join(appDirectory, '.venv'), join(appDirectory, 'venv')].filter(found => found !== undefined);
  return environments.map(found => join(found, bin, name)).find(existsSync) ?? name;
}

/** The JDK that the environment names, else the machine's. */
export function javaProgram(): string {
  const { JAVA_HOME } = process.env;
  return JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java';
}

/** E.g. `3.13.1`; nothing if there is no such program. */
export async function programVersion(program: string): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)(program, ['--version']).catch(() => ({ stdout: '' }));
  return /\d[\d.]+/.exec(stdout)?.[0];
}

function machinePath(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter(Boolean);
}

/** Beside the bundle that this file is part of, `lib/local`; unbundled, beside this file. */
function programBesideThis(name: string): string {
  return __filename.endsWith('.ts') ? join(__dirname, name) : join(__dirname, 'services', 'lambda', name);
}
