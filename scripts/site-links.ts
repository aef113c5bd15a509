import * as fs from 'fs';
import * as path from 'path';

/** The links of a built site that lead to no file or no anchor of it, each with the page where it stands. */
export function brokenLinks(site: string, base = '/'): { links: number; broken: string[] } {
  const files = fs.readdirSync(site, { recursive: true, encoding: 'utf8' }).map(file => file.split(path.sep).join('/'));
  const pages = new Map(files.filter(file => file.endsWith('.html')).map(file => [file, fs.readFileSync(path.join(site, file), 'utf8')]));
  const idsIn = (html: string) => new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => unescaped(id)));
  const anchors = new Map([...pages].map(([file, html]) => [file, idsIn(html)]));
  const isThere = (page: string, link: string): boolean => {
    const { pathname, hash } = new URL(link, `http://site${base}${page}`);
    if (!pathname.startsWith(base)) return false;
    const wanted = decodeURIComponent(pathname.slice(base.length));
    const file = [wanted, `${wanted}.html`, path.posix.join(wanted, 'index.html')].find(candidate => files.includes(candidate) && path.extname(candidate) !== '');
    if (file === undefined) return false;
    return hash === '' || !pages.has(file) || anchors.get(file)!.has(decodeURIComponent(hash.slice(1)));
  };
  const links = [...pages].flatMap(([page, html]) => [...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, link]) => ({ page, link: unescaped(link) })));
  const within = links.filter(({ link }) => !/^(?:[a-z]+:|\/\/)/.test(link));
  return { links: within.length, broken: within.filter(({ page, link }) => !isThere(page, link)).map(({ page, link }) => `${page}: ${link}`) };
}

function unescaped(text: string): string {
  return text.replace(/&quot;/g, '"').replace(/&#39;/g, '\'').replace(/&amp;/g, '&');
}

if (require.main === module) {
  const { links, broken } = brokenLinks(path.join(__dirname, '..', 'dist', 'site'), process.env.SITE_BASE);
  process.stdout.write(`${links} links within the site, of which lead nowhere: ${broken.length}\n${broken.map(line => `${line}\n`).join('')}`);
  process.exitCode = links > 0 && broken.length === 0 ? 0 : 1;
}
