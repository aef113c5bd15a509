import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { RECORDING } from './asset-steps';
import { CodeSources } from './code-sources';
import { Watched, watchedAssembly, WatchedFiles, watchedTemplates } from './watched-files';
import { isTemplateFile } from '../cloudformation/plain-template';
import { cdkJson } from '../cloudformation/synthesize';

/** Beside the bundle that this file is part of, `lib/local`; unbundled, this file stands in `local/reload`. */
const RECORDER = __filename.endsWith('.ts')
  ? path.join(__dirname, '..', '..', 'lib', 'local', 'reload', 'asset-recorder.js')
  : path.join(__dirname, 'reload', 'asset-recorder.js');

/** Where the syntheses of an app go that is watched: each to a folder of its own, so that what runs is not touched by the next. */
export class Assemblies {
  private readonly directory: string;
  private count = 0;

  constructor(private readonly appDirectory: string) {
    // Below the app, where modules are found, and below its output, which apps leave out of their assets.
    this.directory = path.resolve(appDirectory, cdkJson(appDirectory).output ?? 'cdk.out', `local-${randomUUID().slice(0, 8)}`);
  }

  /** What the next synthesis gets: it notes what its assets are made of. */
  next(): { output: string; variables: Record<string, string> } {
    const output = path.join(this.directory, String(++this.count));
    const options = [process.env.NODE_OPTIONS, `--require ${JSON.stringify(RECORDER)}`].filter(Boolean).join(' ');
    return { output, variables: { [RECORDING]: recordingOf(output), NODE_OPTIONS: options } };
  }

  sources(assembly: string): CodeSources {
    return new CodeSources(recordingOf(assembly), assembly);
  }

  /** What is watched for the next synthesis, or for the next assembly or template of one who makes them elsewhere. */
  watched(assembly: string, app: string = cdkJson(this.appDirectory).app): Watched {
    if (assembly !== path.resolve(this.appDirectory, app)) return new WatchedFiles(this.appDirectory);
    return isTemplateFile(assembly) ? watchedTemplates(assembly) : watchedAssembly(assembly);
  }

  /** Deletes the assemblies before this one that no code is run from. */
  prune(current: string, codeDirectories: readonly string[]) {
    for (let number = 1; number < Number(path.basename(current)); number++) {
      const old = path.join(this.directory, String(number));
      if (!codeDirectories.some(directory => directory.startsWith(old + path.sep))) fs.rmSync(old, { recursive: true, force: true });
    }
  }

  stop() {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

function recordingOf(assembly: string): string {
  return path.join(assembly, 'asset-steps');
}
