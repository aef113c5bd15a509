import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/** Where jsii-rosetta works, and leaves its tablet, from which the packages of other languages get their examples. */
export const TRANSLATIONS = path.join('dist', 'translations');

/** The pages whose snippets are translated besides those of README.md and the docstrings. */
export function pagesOf(root: string): string[] {
  const pagesIn = (directory: string) => fs.readdirSync(path.join(root, directory)).filter(file => file.endsWith('.md')).sort()
    .map(file => `${directory}/${file}`);
  return ['docs', 'docs/runbooks'].flatMap(pagesIn);
}

/**
 * Translates all snippets. One that does not compile or cannot be translated is an error, and so is a name of this
 * library that jsii-rosetta would have to guess.
 *
 * jsii-rosetta reads the assembly only, so pages go into it as if they were readmes of submodules.
 */
export function translateSnippets(root: string, pages = pagesOf(root)): { ok: boolean; said: string } {
  const directory = path.join(root, TRANSLATIONS);
  fs.rmSync(directory, { recursive: true, force: true });
  fs.mkdirSync(directory, { recursive: true });
  ['lib', 'package.json', 'rosetta'].forEach(name => fs.symlinkSync(path.join(root, name), path.join(directory, name)));
  const { fingerprint, ...assembly } = JSON.parse(fs.readFileSync(path.join(root, '.jsii'), 'utf8'));
  const readmes = pages.map(page => [page.replace(/\.md$/, ''), { readme: { markdown: fs.readFileSync(path.join(root, page), 'utf8') } }]);
  fs.writeFileSync(path.join(directory, '.jsii'), JSON.stringify({ ...assembly, submodules: Object.fromEntries(readmes) }));

  const { status, stdout, stderr } = spawnSync('jsii-rosetta', ['extract', '--strict', '--batch', '1000', directory], { encoding: 'utf8' });
  const said = `${stdout}${stderr}`;
  const isGuessed = said.includes(`against the assembly of "${assembly.name}"`);
  return { ok: status === 0 && !isGuessed, said };
}

if (require.main === module) {
  const { ok, said } = translateSnippets(path.join(__dirname, '..'));
  process.stderr.write(said);
  process.exitCode = ok ? 0 : 1;
}
