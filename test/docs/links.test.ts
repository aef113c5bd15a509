import * as fs from 'fs';
import * as path from 'path';
import { PAGES, read, ROOT } from './page-commands';

/** As GitHub makes anchors of headings. */
function anchorsOf(file: string): string[] {
  const headings = [...read(file).replace(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  return headings.map(heading => heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-'));
}

function linksOf(file: string): string[] {
  const text = read(file).replace(/^ *```[\s\S]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, '');
  const markdown = [...text.matchAll(/\]\(\s*([^)\s]+)\s*\)/g)].map(([, link]) => link);
  const html = [...text.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map(([, link]) => link);
  return [...markdown, ...html].filter(link => !/^(https?|mailto):/.test(link));
}

function isBroken(file: string, link: string): boolean {
  const [target, anchor] = link.split('#');
  const found = target === '' ? file : path.join(path.dirname(file), target);
  const stats = fs.statSync(path.join(ROOT, found), { throwIfNoEntry: false });
  if (!stats) return true;
  return anchor !== undefined && !anchorsOf(stats.isDirectory() ? path.join(found, 'README.md') : found).includes(anchor);
}

test.each(PAGES)('the links of %s lead to pages and headings that exist', file => {
  expect(linksOf(file).filter(link => isBroken(file, link))).toEqual([]);
});

test('a link to nowhere is found', () => {
  expect(['runbooks/nowhere.md', 'runbooks/README.md#nowhere', 'runbooks/README.md'].filter(link => isBroken('docs/costs.md', link)))
    .toEqual(['runbooks/nowhere.md', 'runbooks/README.md#nowhere']);
});

test('the list of runbooks leads to each of them', () => {
  const listed = linksOf('docs/runbooks/README.md').map(link => link.split('#')[0]);
  expect(fs.readdirSync(path.join(ROOT, 'docs', 'runbooks')).filter(file => file !== 'README.md' && !listed.includes(file))).toEqual([]);
});

test('the README shows other languages as docs/languages.md does, which are parts of the examples', () => {
  const blocks = (file: string) => [...read(file).matchAll(/^```(?:python|java|go)\n[\s\S]*?^```$/gm)].map(([block]) => block);
  expect(blocks('README.md')).toEqual(blocks('docs/languages.md'));
});
