import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DirectoryWatcher } from '../../../local/reload/directory-watcher';

let root: string;
let watcher: DirectoryWatcher;
let told: string[];
let wake: () => void;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watcher-'));
  told = [];
  wake = () => {};
  watcher = new DirectoryWatcher({
    onChange: file => {
      told.push(file);
      wake();
    },
    isIgnored: folder => basename(folder) === 'node_modules',
  });
  ['lib/deep', 'lib/node_modules/one'].forEach(folder => mkdirSync(join(root, folder), { recursive: true }));
});

afterEach(() => watcher.stop());

/** Resolves when it has been told of a file since it was asked. */
async function toldOf(name: string, edit: (file: string) => void) {
  told = [];
  const file = join(root, name);
  edit(file);
  while (!told.includes(file)) await new Promise<void>(resolve => { wake = resolve; });
}

const write = (file: string) => writeFileSync(file, `${Math.random()}`);

test('a file that comes, changes, is replaced or goes is told of, however deep it is', async () => {
  watcher.addTree(root);
  await toldOf('lib/deep/a', write);
  await toldOf('lib/deep/a', write);
  await toldOf('lib/deep/a', file => {
    write(`${file}~`);
    renameSync(`${file}~`, file);
  });
  await toldOf('lib/deep/a', file => rmSync(file));
});

test('files in folders that come later are told of', async () => {
  watcher.addTree(root);
  await toldOf('new/deep/a', file => {
    mkdirSync(join(file, '..'), { recursive: true });
    write(file);
  });
  await toldOf('new/deep/b', write);
});

test('a folder that goes and comes back is watched', async () => {
  watcher.addTree(root);
  await toldOf('lib/deep/a', file => {
    rmSync(join(root, 'lib'), { recursive: true });
    mkdirSync(join(file, '..'), { recursive: true });
    write(file);
  });
  await toldOf('lib/deep/b', write);
});

test('ignored folders are not watched, nor are those below one that is added by itself', async () => {
  watcher.addTree(join(root, 'lib'));
  watcher.add(root);
  mkdirSync(join(root, 'beside'));
  write(join(root, 'beside', 'a'));
  write(join(root, 'lib', 'node_modules', 'one', 'a'));
  await toldOf('b', write);
  await toldOf('lib/deep/a', write);
  expect(told.filter(file => /beside|node_modules/.test(file))).toEqual([]);
});
