import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as manifest from '../../package.json';
import { brokenLinks } from '../../scripts/site-links';
import { rewritten } from '../../scripts/site-pages';

const start = { source: 'README.md', route: 'quick-start', text: '# Start\n\n## In two minutes\n' };
const guide = { source: 'README.md', route: 'guide', text: '# Guide\n\n## Tables & keys\n' };

/** A page of docs/, as it is on the site. */
function onSite(text: string) {
  return rewritten([start, guide, { source: 'docs/costs.md', route: 'costs', text }])[2];
}

test('a link leads to the page of the site that has its heading, or to the repository at this version', () => {
  expect(onSite('[a](../README.md#tables--keys), [b](../README.md), [c](#here)\n\n## Here\n').text).toBe('[a](/guide#tables--keys), [b](/quick-start), [c](/costs#here)\n\n## Here\n');
  expect(onSite('<a href="../README.md#tables--keys">a</a>').text).toBe('<a href="guide.html#tables--keys">a</a>');
  const repository = manifest.repository.url.replace(/\.git$/, '');
  expect(onSite('[a](../LICENSE) and [b](../src), [c](https://example.com)').text)
    .toBe(`[a](${repository}/tree/v${manifest.version}/LICENSE) and [b](${repository}/tree/v${manifest.version}/src), [c](https://example.com)`);
});

test('a link to a heading that is not there is refused', () => {
  expect(() => onSite('[a](../README.md#nowhere)')).toThrow(new Error('docs/costs.md must link to a heading that there is, got: ../README.md#nowhere'));
});

test('code stays as it is, but for what concerns tests alone', () => {
  expect(onSite('`[a](b)` and\n\n```ts nofixture\nf({{ a }}); // [a](b)\n```\n').text).toBe('`[a](b)` and\n\n```ts\nf({{ a }}); // [a](b)\n```\n');
  expect(onSite('a {{ b }}').text).toBe('a &#123;&#123; b }}');
});

test('of a picture for light and dark, the site shows the one that its switch says', () => {
  const { text, pictures } = onSite('<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="images/page-dark.webp">\n  <img src="images/page-light.webp" alt="The page">\n</picture>');
  expect(text).toBe('<img class="light-only" src="/page-light.webp" alt="The page"><img class="dark-only" src="/page-dark.webp" alt="The page">');
  expect(pictures).toEqual(['docs/images/page-light.webp', 'docs/images/page-dark.webp']);
});

test('of a built site, links to files and anchors that are not there are told, beneath any path', () => {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  fs.mkdirSync(path.join(site, 'runbooks'));
  fs.writeFileSync(path.join(site, 'runbooks', 'index.html'), '<h1 id="a&amp;b"></h1><a href="../start.html#top">');
  fs.writeFileSync(path.join(site, 'start.html'), [
    '<p id="top">', '<a href="/docs/runbooks/#a&amp;b">', '<a href="runbooks/">', '<a href="https://example.com/">', // as they should be
    '<a href="#nowhere">', '<a href="/runbooks/">', '<img src="/docs/no.svg">', '<a href="runbooks/#c">',
  ].join(''));
  expect(brokenLinks(site, '/docs/')).toEqual({
    links: 7, broken: ['start.html: #nowhere', 'start.html: /runbooks/', 'start.html: /docs/no.svg', 'start.html: runbooks/#c'],
  });
  fs.rmSync(site, { recursive: true });
});
