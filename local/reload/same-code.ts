import * as fs from 'fs';
import * as path from 'path';

/** What `bundling: { metafile: true }` adds names the directory that it was made in. */
const METAFILE = 'index.meta.json';

/** Whether two directories have the same code; CDK names those by their content that are `asMade`. */
export function isSameCode(directory: string, other: string, asMade: boolean): boolean {
  if (directory === other) return true;
  if (!fs.existsSync(directory)) return false;
  if (asMade && path.basename(directory) === path.basename(other)) return true;
  const [files, others] = [directory, other].map(filesIn);
  return files.length === others.length && files.every((file, at) =>
    file === others[at] && fs.readFileSync(path.join(directory, file)).equals(fs.readFileSync(path.join(other, file))));
}

function filesIn(directory: string): string[] {
  const files = fs.readdirSync(directory, { withFileTypes: true, recursive: true }).filter(entry => entry.isFile() && entry.name !== METAFILE);
  return files.map(({ parentPath, name }) => path.relative(directory, path.join(parentPath, name))).sort();
}
