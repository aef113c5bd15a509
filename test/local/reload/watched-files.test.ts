import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Watched, WatchedFiles, watchedTemplates, watchedWithout } from '../../../local/reload/watched-files';

function watched(cdkJson: object = {}) {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'watched-')));
  writeFileSync(join(directory, 'cdk.json'), JSON.stringify(cdkJson));
  const files = new WatchedFiles(directory);
  return { has: (name: string) => files.has(join(directory, name)), isIgnored: (name: string) => files.isIgnored(join(directory, name)) };
}

test('all of an app is watched but hidden folders, node_modules and the output', () => {
  const { has, isIgnored } = watched();
  expect(['app.ts', 'lib/stack.ts', 'handlers/index.js'].map(has)).toEqual([true, true, true]);
  expect(['.', 'lib', 'lib/deep'].map(isIgnored)).toEqual([false, false, false]);
  expect(['.git', 'node_modules', 'lib/node_modules', 'cdk.out', '__pycache__'].map(isIgnored)).toEqual(Array(5).fill(true));
  expect(has('../beside.ts')).toBe(false);
});

test('a folder that the Regions write themselves is left out', () => {
  const app: Watched = { directory: '/app', has: () => true, isIgnored: folder => folder === '/app/out' };
  const { isIgnored } = watchedWithout('/app/data', app);
  expect(['/app/data', '/app/out', '/app/lib'].map(isIgnored)).toEqual([true, true, false]);
});

test('beside an app that is a template, templates are watched', () => {
  const { directory, has } = watchedTemplates('/app/template.yaml');
  expect([directory, has('/app/template.yaml'), has('/app/nested/child.json'), has('/app/README.md')]).toEqual(['/app', true, true, false]);
});

test('the output is the one in cdk.json', () => {
  const { isIgnored } = watched({ output: 'build/assembly' });
  expect(['build/assembly', 'build', 'cdk.out'].map(isIgnored)).toEqual([true, false, false]);
});

test('`watch` in cdk.json says what else is left out, as for `cdk watch`, but for cdk.json itself', () => {
  const { has, isIgnored } = watched({ watch: { include: ['**'], exclude: ['README.md', 'cdk*.json', '**/*.d.ts', 'test'] } });
  expect(['README.md', 'lib/a.d.ts', 'lib/a.ts'].map(has)).toEqual([false, false, true]);
  expect(['cdk.json', 'cdk.context.json'].map(has)).toEqual([true, true]);
  expect(['test', 'lib/test'].map(isIgnored)).toEqual([true, false]);
});

test('`watch` in cdk.json says what alone is watched', () => {
  const { has } = watched({ watch: { include: 'lib/**/*.ts' } });
  expect(['lib/a.ts', 'lib/deep/a.ts', 'app.ts', 'lib/a.md'].map(has)).toEqual([true, true, false, false]);
});
