import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { changesBetween } from './changes';
import { CodeSources } from './code-sources';
import { DirectoryWatcher } from './directory-watcher';
import { isSameCode } from './same-code';
import { Watched } from './watched-files';
import { Deployed } from '../cloudformation/deployed';
import { Journal } from '../machine/journal';
import { Waiting } from '../machine/local-service';
import { codeDirectories, FunctionDefinition } from '../services/lambda/function-definition';

/** What an app is after a synthesis. */
export interface SynthesizedApp {
  /** The directory of its cloud assembly. */
  readonly assembly: string;
  readonly deployed: Deployed;
  /** Those of the synthesis. */
  readonly warnings: readonly string[];
  /** What its code was made of. */
  readonly sources: CodeSources;
}

/** What came of a change. */
export interface Applied {
  readonly waiting: readonly Waiting[];
  /** What people should know of the app as it is now. */
  readonly remarks: readonly string[];
}

export interface ReloadProps {
  readonly app: SynthesizedApp;
  readonly watched: Watched;
  readonly synthesize: (signal: AbortSignal) => Promise<SynthesizedApp>;
  /** Has the services take over what has changed. */
  readonly apply: (app: SynthesizedApp) => Promise<Applied>;
  /** What its people have been told at start. */
  readonly remarks: readonly string[];
  readonly journal: Journal;
  /** Whether edits of code come as a deployment brings them, by the synthesis. */
  readonly isGradual: boolean;
}

/** Editors write a file in several steps. Real time: so do people. */
const SETTLE_MS = 30;

/** Of an error in CDK, Node.js prints the line, which is the whole of a file. */
const LONGEST_LINE = 1000;

/** Has the Regions follow the app while they run: code that is edited, at once; all the rest after a synthesis in the background. */
export class Reload {
  private readonly watcher: DirectoryWatcher;
  private readonly ending = new AbortController();
  private app: SynthesizedApp;
  /** What people know already. */
  private told: { readonly waiting: readonly string[]; readonly remarks: readonly string[] };
  private edits = new Set<string>();
  private sourceDirectories: ReadonlySet<string> = new Set();
  private since = 0;
  private settled?: NodeJS.Timeout;
  /** What was in files when they were last looked at. */
  private readonly contents = new Map<string, string | undefined>();
  /** When code was last edited, and how often, by its directory. */
  private readonly edited = new Map<string, { readonly at: number; readonly revision: number }>();
  private synthesis = new AbortController();
  private isSynthesizing = false;
  private isOutdated = false;
  private hasStartedOver = false;
  private hasFailed = false;
  private turn: Promise<unknown> = Promise.resolve();
  private background?: Promise<void>;

  constructor(private readonly props: ReloadProps) {
    this.app = props.app;
    this.told = { waiting: [], remarks: props.remarks };
    this.watcher = new DirectoryWatcher({ onChange: file => this.noticed(file), isIgnored: folder => props.watched.isIgnored(folder) });
  }

  start() {
    try {
      this.watcher.addTree(this.props.watched.directory);
      this.watchSources();
    } catch (error) {
      this.fail(new Error(`Edits are not seen from here on: ${(error as Error).message}`)); // e.g. more directories than the system watches
    }
  }

  async stop() {
    this.ending.abort();
    clearTimeout(this.settled);
    this.watcher.stop();
    await Promise.all([this.turn, this.background]);
  }

  private watchSources() {
    this.sourceDirectories = new Set(this.app.sources.directories);
    this.sourceDirectories.forEach(directory => this.watcher.add(directory));
  }

  private noticed(file: string) {
    const isSource = this.sourceDirectories.has(path.dirname(file)) && !path.basename(file).startsWith('.');
    if (!isSource && !this.props.watched.has(file) && this.codeWith([file]).length === 0) return;
    if (this.edits.size === 0) this.since = performance.now();
    this.edits.add(file);
    clearTimeout(this.settled);
    this.settled = setTimeout(() => this.take(), SETTLE_MS);
  }

  private take() {
    const edits = [...this.edits].filter(file => this.differs(file));
    this.edits.clear();
    if (edits.length === 0) return;
    const { since } = this;
    this.inTurn(() => this.bring(edits, since)).then(isCode => {
      this.isOutdated = true;
      if (!isCode) this.startOver();
      if (!this.isSynthesizing) this.background = this.synthesize();
    }, error => this.fail(error));
  }

  /** Compilers and apps write files again that are as they were. */
  private differs(file: string): boolean {
    const isFile = fs.statSync(file, { throwIfNoEntry: false })?.isFile();
    const content = isFile ? createHash('sha256').update(fs.readFileSync(file)).digest('hex') : undefined;
    const isKnown = this.contents.has(file) && this.contents.get(file) === content;
    this.contents.set(file, content);
    return !isKnown;
  }

  /** Makes the code again that was made of these files, unless it comes by the synthesis. Resolves to whether all of them are of code. */
  private async bring(edits: readonly string[], since: number): Promise<boolean> {
    const { deployed, sources } = this.app;
    const made = this.props.isGradual ? [] : [...await sources.bring(edits, this.ending.signal), ...this.codeWith(edits)];
    for (const place of new Set(made)) {
      this.edited.set(place, { at: performance.now(), revision: (this.edited.get(place)?.revision ?? 0) + 1 });
    }
    if (made.length > 0) {
      await this.apply({ ...this.app, deployed: { ...deployed, functions: deployed.functions.map(fn => this.revised(fn)) } }, since);
    }
    return edits.every(file => sources.has(file) || this.codeWith([file]).length > 0);
  }

  /** What is being synthesized is not the app as it is now; once in a row, for an app may write files of its own when it is synthesized. */
  private startOver() {
    if (this.hasStartedOver) return;
    this.hasStartedOver = this.isSynthesizing;
    this.synthesis.abort();
  }

  /** One at a time, and one more for what is edited meanwhile. */
  private async synthesize() {
    this.isSynthesizing = true;
    while (this.isOutdated && !this.ending.signal.aborted) {
      this.isOutdated = false;
      this.synthesis = new AbortController();
      const signal = AbortSignal.any([this.ending.signal, this.synthesis.signal]);
      const { since } = this;
      const begin = performance.now();
      try {
        const app = await this.props.synthesize(signal);
        this.hasStartedOver = false;
        await this.inTurn(() => this.apply({ ...app, deployed: { ...app.deployed, functions: this.keptCode(app, begin) } }, since));
      } catch (error) {
        if (!signal.aborted) this.fail(error);
        if (!this.synthesis.signal.aborted) this.hasStartedOver = false;
      }
    }
    this.isSynthesizing = false;
  }

  /** The directories with functions that run from these files as they are. */
  private codeWith(files: readonly string[]): string[] {
    const places = new Set(this.app.deployed.functions.flatMap(codeDirectories));
    return [...places].filter(place => files.some(file => file.startsWith(place + path.sep)));
  }

  /** The functions of a new assembly. Their code stays where it is while it is the same, or newer than the synthesis: the workers go on. */
  private keptCode({ deployed, sources }: SynthesizedApp, begin: number): FunctionDefinition[] {
    const before = new Map(this.app.deployed.functions.map(fn => [`${fn.region} ${fn.functionName}`, codeDirectories(fn)]));
    const places = new Map<string, string>();
    for (const fn of deployed.functions) {
      for (const [i, directory] of codeDirectories(fn).entries()) {
        const place = before.get(`${fn.region} ${fn.functionName}`)?.[i];
        if (place === undefined || places.has(directory)) continue;
        const edit = this.edited.get(place);
        if ((edit && edit.at > begin) || isSameCode(place, directory, edit === undefined)) places.set(directory, place);
      }
    }
    places.forEach((place, directory) => sources.move(directory, place));
    const placeOf = (directory: string) => places.get(directory) ?? directory;
    return deployed.functions.map(fn => this.revised({ ...fn, codeDirectory: placeOf(fn.codeDirectory), layers: fn.layers.map(placeOf) }));
  }

  private revised(fn: FunctionDefinition): FunctionDefinition {
    const codeRevision = codeDirectories(fn).reduce((sum, directory) => sum + (this.edited.get(directory)?.revision ?? 0), 0);
    return codeRevision > 0 ? { ...fn, codeRevision } : fn;
  }

  private async apply(app: SynthesizedApp, since: number) {
    const before = this.app;
    this.app = app;
    this.watchSources();
    const { waiting, remarks } = await this.props.apply(app);
    const changes = changesBetween(before.deployed, app.deployed).filter(({ name }) => !waiting.some(part => part.name === name));
    const { told } = this;
    const allWaiting = waiting.map(({ name, what }) => `${name}: ${what}`);
    const newlyWaiting = allWaiting.filter(text => !told.waiting.includes(text));
    const newRemarks = remarks.filter(text => !told.remarks.includes(text));
    this.told = { waiting: allWaiting, remarks };
    if (!this.hasFailed && changes.length + newlyWaiting.length + newRemarks.length === 0) return;
    this.hasFailed = false;
    const regions = new Set(changes.flatMap(change => change.regions));
    this.props.journal.write('reload', {
      changes: [...new Set(changes.map(({ name, how }) => how ? `${name} (${how})` : name))],
      regions: app.deployed.regions.filter(region => regions.has(region)),
      waiting: newlyWaiting,
      remarks: newRemarks,
      durationMs: performance.now() - since,
    });
  }

  private fail(error: unknown) {
    if (this.ending.signal.aborted) return;
    this.hasFailed = true;
    const lines = (error as Error).message.split('\n').filter(line => line.length < LONGEST_LINE);
    this.props.journal.write('reload', { changes: [], regions: [], waiting: [], remarks: [], durationMs: 0, error: lines.join('\n') });
  }

  /** Nothing is applied while something else is. */
  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const done = this.turn.then(run);
    this.turn = done.catch(() => {}); // whoever asked for it is told
    return done;
  }
}
