import * as fs from 'fs';
import * as path from 'path';
import { LANGUAGES, slugOf } from './site-anchors';
import * as manifest from '../package.json';

/** The pages of the site, made of the repository's Markdown: links lead to pages of the site, or else to the repository. */
const ROOT = path.join(__dirname, '..');
const SITE = path.join(ROOT, 'site');
const PAGES = path.join(SITE, 'pages');
/** Where jsii-docgen writes the API's pages of the languages besides TypeScript. */
const API = path.join(ROOT, 'dist', 'api');
const REPOSITORY = manifest.repository.url.replace(/\.git$/, '');

interface Page {
  /** What it is made of, by its path in the repository. */
  readonly source: string;
  /** Where it is on the site. */
  readonly route: string;
  readonly text: string;
}

/** All pages, those of the API if jsii-docgen has been there. */
export function sitePages(): Page[] {
  const read = (source: string) => fs.readFileSync(path.join(ROOT, source), 'utf8');
  const markdownIn = (folder: string) => fs.readdirSync(path.join(ROOT, folder)).filter(file => file.endsWith('.md')).map(file => `${folder}/${file}`);
  const examples = fs.readdirSync(path.join(ROOT, 'examples')).map(name => `examples/${name}/README.md`).filter(file => fs.existsSync(path.join(ROOT, file)));
  const single = [...['docs', 'docs/runbooks', 'docs/decisions'].flatMap(markdownIn), 'examples/README.md', ...examples, 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
  return [
    ...readmePages(read('README.md')),
    ...single.map(source => ({ source, route: routeOf(source), text: read(source) })),
    ...Object.keys(LANGUAGES).flatMap(language => apiPages(language)),
  ];
}

function routeOf(source: string): string {
  return source.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index').replace(/\.md$/, '').toLowerCase();
}

/** What makes one start, and the guide to everything. */
function readmePages(readme: string): Page[] {
  const [intro, ...sections] = readme.replace(/^Apache-2\.0$/m, '').split(/^(?=## )/m);
  const guide = sections.findIndex(section => section.startsWith('## What is deployed'));
  return [
    { source: 'README.md', route: 'quick-start', text: [intro.replace(/^# .*$/m, '# Quick start'), ...sections.slice(0, guide)].join('') },
    { source: 'README.md', route: 'guide', text: ['# Guide\n\n', ...sections.slice(guide)].join('') },
  ];
}

/** A page for constructs, one for structs, and so on: all of it would be too much for a phone. */
function apiPages(language: string): Page[] {
  const source = language === 'typescript' ? path.join(ROOT, 'API.md') : path.join(API, `API.${language}.md`);
  if (!fs.existsSync(source)) return [];
  const [, ...kinds] = fs.readFileSync(source, 'utf8').split(/^(?=## )/m);
  return kinds.map(text => {
    const [, kind] = /^## (\w+)/.exec(text)!;
    const body = text.replace(/^## .*$/m, `# ${kind} in ${LANGUAGES[language]} <a id="${kind}"></a>`).replace(/^##(#+ )/gm, '#$1');
    // Headings such as "Methods" are under each type: their names are no anchors.
    const named = body.replace(/ <a name="[^"]*" id="([^"]*)"><\/a>/g, (_, id) => id.includes('.') ? ` <a id="${id}"></a>` : '');
    // Only one language is searched, or each find would come five times.
    return { source: 'API.md', route: `api/${language}/${kind.toLowerCase()}`, text: `---\noutline: 2\nsearch: ${language === 'typescript'}\n---\n\n${named}` };
  });
}

/** Anchors of headings, and those that are written as HTML. */
function anchorsOf({ text }: Page): Set<string> {
  const prose = text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
  return new Set([...[...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slugOf(heading)), ...[...prose.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)]);
}

/** Rewrites pages for the site, whose links, pictures and anchors are all there: one that is not is an error. */
export function rewritten(pages: Page[]): { route: string; text: string; pictures: string[] }[] {
  const anchors = new Map(pages.map(page => [page, anchorsOf(page)]));
  return pages.map(page => {
    const pictures: string[] = [];
    const resolve = (link: string): string => {
      if (/^(https?|mailto):/.test(link)) return link;
      const [target, anchor] = link.split('#');
      const found = target === '' ? page.source : path.posix.join(path.posix.dirname(page.source), target);
      const file = fs.statSync(path.join(ROOT, found)).isDirectory() && fs.existsSync(path.join(ROOT, found, 'README.md')) ? path.posix.join(found, 'README.md') : found;
      if (/\.(svg|webp|png)$/.test(file)) {
        pictures.push(file);
        return `/${path.basename(file)}`;
      }
      const candidates = pages.filter(({ source, route }) => source === file && path.dirname(route) === (target === '' ? path.dirname(page.route) : path.dirname(route)));
      if (candidates.length === 0) return `${REPOSITORY}/${path.extname(file) ? 'blob' : 'tree'}/v${manifest.version}/${file}${anchor ? `#${anchor}` : ''}`;
      if (anchor === undefined) return `/${candidates[0].route}`;
      const there = candidates.find(candidate => anchors.get(candidate)!.has(anchor));
      if (there === undefined) throw new Error(`${page.source} must link to a heading that there is, got: ${link}`);
      return `/${there.route}#${anchor}`;
    };
    // VitePress knows its base path in links of Markdown, not in those of HTML.
    const relative = (link: string): string => {
      const [, route, anchor] = /^\/([^#]*)(.*)$/.exec(link) ?? [];
      return route === undefined ? link : `${path.posix.relative(path.posix.dirname(page.route), route)}.html${anchor}`;
    };
    const prose = (text: string) => text
      // The site has its own switch between light and dark.
      .replace(/<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img([^>]*?) src="([^"]+)"([^>]*)>\s*<\/picture>/g,
        (_, dark, before, light, after) => `<img class="light-only"${before} src="${light}"${after}><img class="dark-only"${before} src="${dark}"${after}>`)
      .replace(/\]\(\s*([^)\s]+)\s*\)/g, (_, link) => `](${resolve(link)})`)
      .replace(/ src="([^"]+)"/g, (_, link) => ` src="${resolve(link)}"`)
      .replace(/ href="([^"]+)"/g, (_, link) => ` href="${relative(resolve(link))}"`)
      .replace(/\{\{/g, '&#123;&#123;');
    // Code stays as it is.
    const text = page.text.split(/(^ *```[\s\S]*?^ *```$|`[^`\n]*`)/gm).map((part, index) => index % 2 === 0 ? part : `\0${index}\0`).join('');
    const code = page.text.split(/(^ *```[\s\S]*?^ *```$|`[^`\n]*`)/gm);
    const kept = (part: string) => /^`.*\{\{/.test(part) && !part.startsWith('```')
      ? `<code v-pre>${part.slice(1, -1).replace(/&/g, '&amp;').replace(/</g, '&lt;')}</code>` // Vue would take it for an expression
      : part.replace(/^( *```)(tsx?) nofixture$/m, '$1$2');
    return { route: page.route, pictures, text: prose(text).replace(/\0(\d+)\0/g, (_, index) => kept(code[Number(index)])) };
  });
}

if (require.main === module) {
  fs.rmSync(PAGES, { recursive: true, force: true });
  const pictures = path.join(PAGES, 'public');
  fs.mkdirSync(pictures, { recursive: true });
  for (const { route, text, pictures: files } of rewritten(sitePages())) {
    fs.mkdirSync(path.dirname(path.join(PAGES, route)), { recursive: true });
    fs.writeFileSync(path.join(PAGES, `${route}.md`), text);
    files.forEach(file => fs.copyFileSync(path.join(ROOT, file), path.join(pictures, path.basename(file))));
  }
  fs.copyFileSync(path.join(SITE, 'index.md'), path.join(PAGES, 'index.md'));
}
