import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What changes files, and which of the arguments say where. */
const WRITERS: Readonly<Record<string, readonly number[]>> = {
  appendFile: [0],
  chmod: [0],
  copyFile: [1],
  cp: [1],
  link: [1],
  mkdir: [0],
  mkdtemp: [0],
  rename: [0, 1],
  rm: [0],
  rmdir: [0],
  symlink: [1],
  truncate: [0],
  unlink: [0],
  utimes: [0],
  writeFile: [0],
};

type AnyFunction = (...args: any[]) => any;

/** Makes this thread's file system refuse, as Lambda's does, to change what is below a directory. */
export function keepReadOnly(root: string) {
  const refused = (syscall: string, args: unknown[], at: readonly number[]): Error | undefined => {
    const path = at.map(i => args[i]).find(candidate => isBelow(root, candidate));
    return path === undefined ? undefined
      : Object.assign(new Error(`EROFS: read-only file system, ${syscall} '${String(path)}'`), { code: 'EROFS', errno: -30, syscall, path: String(path) });
  };
  const guard = (name: string, why: (args: unknown[]) => Error | undefined) => {
    replace(fs, `${name}Sync`, original => (...args) => {
      const error = why(args);
      if (error) throw error;
      return original(...args);
    });
    replace(fs, name, original => (...args) => {
      const error = why(args);
      return error ? process.nextTick(args.at(-1), error) : original(...args);
    });
    replace(fs.promises, name, original => async (...args) => {
      const error = why(args);
      if (error) throw error;
      return original(...args);
    });
  };
  for (const [name, at] of Object.entries(WRITERS)) guard(name, args => refused(name, args, at));
  guard('open', args => isWriting(args[1]) ? refused('open', args, [0]) : undefined);
  syncBuiltinESMExports();
}

function replace(module: object, name: string, by: (original: AnyFunction) => AnyFunction) {
  const functions = module as Record<string, AnyFunction>;
  functions[name] = by(functions[name]);
}

function isBelow(root: string, path: unknown): boolean {
  if (typeof path === 'number') return false; // a file that is open
  const resolved = resolve(path instanceof URL ? fileURLToPath(path) : String(path));
  return resolved === root || resolved.startsWith(root + sep);
}

/** Of flags in a number, the last two bits say it: 0 only reads. */
function isWriting(flags: unknown): boolean {
  return typeof flags === 'number' ? flags % 4 !== fs.constants.O_RDONLY : /[wa+]/.test(typeof flags === 'string' ? flags : 'r');
}
