import * as fs from 'fs';
import * as path from 'path';
import picomatch from 'picomatch';
import { isTemplateFile } from '../cloudformation/plain-template';
import { cdkJson } from '../cloudformation/synthesize';

/** What is in these folders is nobody's edit. */
const IGNORED_FOLDERS = /^(\..*|node_modules|__pycache__)$/;

/** Always told of: what the app is started by. */
const SETTINGS = ['cdk.json', 'cdk.context.json'];

/** The files of an app whose edits count, besides those that code is made of. */
export interface Watched {
  readonly directory: string;
  has(file: string): boolean;
  /** Whether nothing in a folder counts. */
  isIgnored(folder: string): boolean;
}

/** Of a cloud assembly, what CDK writes last. */
export function watchedAssembly(directory: string): Watched {
  return { directory, has: (file: string) => file === path.join(directory, 'manifest.json'), isIgnored: (folder: string) => IGNORED_FOLDERS.test(path.basename(folder)) };
}

/** Of an app that is a template, the templates beside it and below: it may name others. */
export function watchedTemplates(file: string): Watched {
  return { directory: path.dirname(file), has: isTemplateFile, isIgnored: folder => IGNORED_FOLDERS.test(path.basename(folder)) };
}

/** All of it but a folder. */
export function watchedWithout(folder: string, watched: Watched): Watched {
  return { directory: watched.directory, has: file => watched.has(file), isIgnored: other => other === folder || watched.isIgnored(other) };
}

/**
 * Which files of an app's directory are watched: as by `cdk watch`, all but those in hidden folders, in node_modules and in the output, by the
 * `include` and `exclude` of `watch` in cdk.json.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-watch.html
 */
export class WatchedFiles implements Watched {
  readonly directory: string;
  private readonly output: string;
  private readonly isIncluded: (file: string) => boolean;
  private readonly isExcluded: (place: string) => boolean;

  constructor(directory: string) {
    this.directory = fs.realpathSync(directory);
    const { output = 'cdk.out', watch: { include = '**', exclude = [] } = {} } = cdkJson(directory);
    this.output = path.resolve(this.directory, output);
    this.isIncluded = picomatch(include);
    this.isExcluded = picomatch(exclude);
  }

  has(file: string): boolean {
    const name = path.relative(this.directory, file);
    return SETTINGS.includes(name) || (!name.startsWith('..') && this.isIncluded(name) && !this.isExcluded(name));
  }

  isIgnored(folder: string): boolean {
    if (folder === this.directory) return false;
    return folder === this.output || IGNORED_FOLDERS.test(path.basename(folder)) || this.isExcluded(path.relative(this.directory, folder));
  }
}
