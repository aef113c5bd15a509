import { ChildProcess, spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { AppEnvironment, appEnvironment, lookedUpAccount } from './app-environment';
import { isTemplateFile } from './plain-template';

/** How an assembly is synthesized that is only looked at. */
export interface GlanceOptions {
  /** Where it goes, apart from what is deployed or run. */
  readonly output: string;
  /** The keys of the context that the app shall not see. */
  readonly withoutContext: string[];
}

/** What an app gets beside what its directory says. */
export interface SynthesisOptions {
  readonly glance?: GlanceOptions;
  /** @default - the CDK CLI's */
  readonly environment?: AppEnvironment;
  /** Goes before the context of the files. @default - none */
  readonly context?: Readonly<Record<string, string>>;
  /** Where the assembly goes. @default - the `output` of cdk.json, or cdk.out */
  readonly output?: string;
  /** Above the variables that it has at any rate. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Is told what is done. @default - nobody */
  readonly onProgress?: (doing: string) => void;
  /** Is told what the command prints, as it comes. @default - it is told by the error of a command that fails */
  readonly onOutput?: (text: string) => void;
}

const HOW_TO_GIVE_ONE = 'run `npx cdk synth` first, or give the command of the app';

/**
 * Finds the cloud assembly to run: `app` is a `cdk.out` directory, the file of a template or a command; by default the command in `cdk.json`.
 *
 * A command gets what the CDK CLI would give it, but for an account that it would have to ask AWS for, and writes to `cdk.out` below `directory`; `signal` ends it, with all that it started.
 * At a `glance` no code is bundled.
 */
export async function synthesize(
  directory: string, app?: string, signal?: AbortSignal, options: SynthesisOptions = {},
): Promise<string> {
  const { glance, environment = appEnvironment(), context: given = {}, onProgress, onOutput } = options;
  const settings = cdkJson(directory);
  const command = app ?? settings.app;
  if (!command) {
    throw new Error('No app: there is no `app` in cdk.json here; give one with `--app "npx tsx app.ts"` or `--app cdk.out`');
  }
  const place = path.resolve(directory, command);
  if (fs.existsSync(place) && (isTemplateFile(place) || fs.statSync(place).isDirectory())) {
    onProgress?.(`Reading ${command}`);
    return place;
  }
  if (/^\S*cdk\.out\/?$/.test(command)) {
    throw new Error(`There is no directory ${place}: ${HOW_TO_GIVE_ONE}`);
  }
  if (/^\S+$/.test(command) && isTemplateFile(command)) {
    throw new Error(`There is no template ${place}`);
  }
  const usual = path.resolve(directory, settings.output ?? 'cdk.out');
  const output = glance?.output ?? options.output ?? usual;
  const places = [output, usual]; // an app may say itself where it goes
  const before = places.map(modified);
  const context = { ...settings.context, ...readIfPresent(path.join(directory, 'cdk.context.json')), ...given, ...glance && { 'aws:cdk:bundling-stacks': [] } };
  glance?.withoutContext.forEach(key => delete context[key]);
  const account = process.env.CDK_DEFAULT_ACCOUNT ?? lookedUpAccount(context) ?? environment.account;
  const variables = {
    CDK_OUTDIR: output,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true }),
    CDK_DEFAULT_REGION: environment.region,
    ...account !== undefined && { CDK_DEFAULT_ACCOUNT: account },
    ...options.variables,
  };
  onProgress?.(`Synthesizing: ${command}`);
  await run(command, directory, variables, { signal, onOutput });
  const written = places.find((candidate, i) => modified(candidate) !== before[i]);
  if (!written) {
    throw new Error(`The app synthesized nothing: \`${command}\` wrote no ${path.join(output, 'manifest.json')}`);
  }
  return written;
}

/** What cdk.json says, if there is one. */
export function cdkJson(directory: string): any {
  return readIfPresent(path.join(directory, 'cdk.json'));
}

/** When an assembly was written, or undefined where there is none. */
function modified(output: string): number | undefined {
  return fs.statSync(path.join(output, 'manifest.json'), { throwIfNoEntry: false })?.mtimeMs;
}

interface RunOptions extends Pick<SynthesisOptions, 'onOutput'> {
  readonly signal?: AbortSignal;
}

async function run(command: string, directory: string, variables: Record<string, string>, { signal, onOutput }: RunOptions) {
  const child = spawn(command, {
    cwd: directory,
    shell: true,
    detached: true, // a process group of its own, which can be ended as a whole
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...variables },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      onOutput?.(text);
    });
  }
  const kill = () => killGroup(child);
  signal?.addEventListener('abort', kill);
  const exitCode = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
    .finally(() => signal?.removeEventListener('abort', kill));
  signal?.throwIfAborted();
  if (exitCode === NOT_FOUND && isNotFound(command, said)) {
    throw new Error(`There is neither a directory ${path.resolve(directory, command)} nor a command \`${command}\`: ${HOW_TO_GIVE_ONE}`);
  }
  if (exitCode !== 0) {
    throw new Error(`The app failed to synthesize: \`${command}\` ended with exit code ${exitCode}\n${onOutput ? '' : said}`.trimEnd());
  }
}

/** What a shell exits with when it does not find a command. */
const NOT_FOUND = 127;

/** Whether it is the command itself, one word, that the shell does not find, rather than something that it runs. */
function isNotFound(command: string, said: string): boolean {
  return /(?:^|: )([^:\n]+): [^:\n]*$/.exec(said.trim())?.[1] === command;
}

function killGroup({ pid }: ChildProcess) {
  try {
    process.kill(-pid!, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}

function readIfPresent(file: string): any {
  if (!fs.existsSync(file)) return {};
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${path.basename(file)} is not JSON: ${(error as Error).message}`);
  }
}
