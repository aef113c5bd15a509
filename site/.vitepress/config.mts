import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { LANGUAGES, slugOf } from '../../scripts/site-anchors';
import manifest from '../../package.json' with { type: 'json' };

const pages = join(import.meta.dirname, '..', 'pages');
const repository = manifest.repository.url.replace(/\.git$/, '');

/** A page in the sidebar, by its heading. */
function page(route: string) {
  const [, heading] = /^# (.*?)(?: <a.*)?$/m.exec(readFileSync(join(pages, `${route}.md`), 'utf8'))!;
  return { text: heading.replace(/`/g, ''), link: `/${route}`.replace(/index$/, '') };
}

function pagesIn(folder: string) {
  return readdirSync(join(pages, folder)).filter(file => file !== 'index.md').sort().map(file => page(`${folder}/${file.replace(/\.md$/, '')}`));
}

/** What the pages have of HTML. */
const ELEMENTS = /^\s*<\/?(a|img|sup|code|br|details|summary|p|div|!--)\b/;

const api = Object.entries(LANGUAGES).filter(([language]) => existsSync(join(pages, 'api', language)));

export default defineConfig({
  title: 'Multi-Region Serverless API',
  description: manifest.description,
  lang: 'en-US',
  base: process.env.SITE_BASE ?? '/',
  srcDir: 'pages',
  outDir: join(import.meta.dirname, '..', '..', 'dist', 'site'),
  cleanUrls: false, // as files, which any server has
  lastUpdated: false,
  ignoreDeadLinks: false,
  markdown: {
    anchor: { slugify: slugOf },
    attrs: { disable: true }, // braces are text
    config: markdown => {
      // So are words in angle brackets: what stands in the place of a name is no element.
      for (const rule of ['html_inline', 'html_block']) {
        const render = markdown.renderer.rules[rule]!;
        markdown.renderer.rules[rule] = (tokens, index, ...rest) =>
          ELEMENTS.test(tokens[index].content) ? render(tokens, index, ...rest) : markdown.utils.escapeHtml(tokens[index].content);
      }
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: undefined,
    footer: { message: 'Apache-2.0' },
    nav: [
      { text: 'Quick start', link: '/quick-start' },
      { text: 'Runbooks', link: '/runbooks/' },
      { text: 'API', items: api.map(([language, text]) => ({ text, link: `/api/${language}/constructs` })) },
      { text: `v${manifest.version}`, items: [{ text: 'What is new', link: '/changelog' }, { text: 'Other versions', link: `${repository}/releases` }] },
    ],
    sidebar: {
      '/api/': api.map(([language, text]) => ({ text, collapsed: true, items: pagesIn(`api/${language}`) })),
      '/': [
        { text: 'Start', items: ['quick-start', 'guide', 'languages', 'examples/index', 'compare'].map(page) },
        { text: 'On your machine', items: ['local-regions', 'drill', 'faults'].map(page) },
        {
          text: 'By task',
          items: ['drain-switch', 'background-work', 'rollout', 'operations', 'hosted-zone-in-another-account', 'consistency', 'costs', 'rules', 'updates'].map(page),
        },
        { text: 'Runbooks', collapsed: true, items: [page('runbooks/index'), ...pagesIn('runbooks')] },
        { text: 'The project', collapsed: true, items: ['changelog', 'contributing', 'security', 'architecture', 'decisions/index'].map(page) },
      ],
    },
  },
});
