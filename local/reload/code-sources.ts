import { execFile } from 'child_process';
import * as fs from 'fs';
import { availableParallelism } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { AssetStep, BundlingCommand } from './asset-steps';

/** Which files of the app the code of its functions was made of, so that one that is edited gets there without a synthesis. */
export class CodeSources {
  /** Where each file was copied to. */
  private readonly copies = new Map<string, string[]>();
  private readonly bundlings: Bundling[] = [];
  private readonly places = new Map<string, string>();

  /** @param recording what the synthesis into `output` noted of its assets */
  constructor(recording: string, private readonly output: string) {
    for (const step of readSteps(recording)) {
      switch (step.did) {
        case 'copy': this.copies.set(step.from, [...this.copies.get(step.from) ?? [], step.to]); break;
        case 'bundle': this.bundlings.push(new Bundling(step)); break;
        case 'move': this.bundlings.forEach(bundling => bundling.move(step.from, step.to)); break;
      }
    }
  }

  /** The directories of all files, those of installed packages left out. */
  get directories(): string[] {
    const files = [...this.copies.keys(), ...this.bundlings.flatMap(({ inputs }) => [...inputs])];
    return [...new Set(files.filter(file => !file.includes(`${path.sep}node_modules${path.sep}`)).map(file => path.dirname(file)))];
  }

  has(file: string): boolean {
    return this.copies.has(file) || this.bundlings.some(({ inputs }) => inputs.has(file));
  }

  /** Has the code of an asset be in another directory, where the same runs already. */
  move(directory: string, place: string) {
    this.places.set(directory, place);
  }

  /** Brings edited files into the code that was made of them. Resolves to the directories of that code; rejects with what esbuild says. */
  async bring(files: readonly string[], signal: AbortSignal): Promise<string[]> {
    const copied = files.filter(file => fs.existsSync(file)).flatMap(file => this.copies.get(file)?.map(to => this.copy(file, to)) ?? []);
    const affected = this.bundlings.filter(({ directory, inputs }) => fs.existsSync(directory) && files.some(file => inputs.has(file)));
    const next = affected.values();
    await Promise.all(Array.from({ length: availableParallelism() }, async () => {
      for (const bundling of next) await bundling.run(this.placeOf(bundling.directory), signal);
    }));
    return [...new Set([...copied, ...affected.map(({ directory }) => this.placeOf(directory))])];
  }

  private copy(from: string, to: string): string {
    const [asset, ...rest] = path.relative(this.output, to).split(path.sep);
    const place = this.placeOf(path.join(this.output, asset));
    fs.copyFileSync(from, path.join(place, ...rest));
    return place;
  }

  private placeOf(directory: string): string {
    return this.places.get(directory) ?? directory;
  }
}

/** A call of esbuild by the app, which can be made again. */
class Bundling {
  inputs: ReadonlySet<string> = new Set();
  /** The asset that it made. */
  directory: string;
  private metafile: string;

  constructor(private readonly made: BundlingCommand) {
    ({ directory: this.directory, metafile: this.metafile } = made);
  }

  move(from: string, to: string) {
    if (this.directory !== from) return;
    this.directory = to;
    this.metafile = this.metafile.replace(from, to);
    this.readInputs(this.metafile);
  }

  async run(place: string, signal: AbortSignal) {
    const { cwd, environment } = this.made;
    const [command, ...args] = withoutRunner(this.made).map(arg => arg.replaceAll(this.made.directory, place));
    try {
      await promisify(execFile)(command, args, { cwd, env: { ...process.env, ...environment }, signal });
    } catch (error) {
      throw new Error((error as { stderr?: string }).stderr?.trim() || (error as Error).message);
    }
    this.readInputs(this.made.metafile.replace(this.made.directory, place));
  }

  private readInputs(metafile: string) {
    if (!fs.existsSync(metafile)) return;
    this.inputs = new Set(Object.keys(JSON.parse(fs.readFileSync(metafile, 'utf8')).inputs).map(file => path.resolve(this.made.cwd, file)));
  }
}

/** npx and its like take half a second to find the esbuild of the app. */
function withoutRunner({ command, args, cwd }: BundlingCommand): string[] {
  const at = args.indexOf('esbuild');
  for (let directory = cwd; at >= 0; directory = path.dirname(directory)) {
    const esbuild = path.join(directory, 'node_modules', '.bin', 'esbuild');
    if (fs.existsSync(esbuild)) return [esbuild, ...args.slice(at + 1)];
    if (directory === path.dirname(directory)) break;
  }
  return [command, ...args];
}

function readSteps(recording: string): AssetStep[] {
  return fs.existsSync(recording) ? fs.readFileSync(recording, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line)) : [];
}
