import * as fs from 'fs';
import * as path from 'path';

/** Beside the bundle that this file is part of, `lib/local`; unbundled, this file stands in `local/console`. */
const DIRECTORY = __filename.endsWith('.ts') ? path.join(__dirname, '..', '..', 'lib', 'local', 'console') : path.join(__dirname, 'console');

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
};

/** A file of the page, if it has one of that name. */
export function pageFile(name: string): { readonly type: string; readonly content: string } | undefined {
  const type = TYPES[name];
  return type === undefined ? undefined : { type, content: fs.readFileSync(path.join(DIRECTORY, name), 'utf8') };
}
