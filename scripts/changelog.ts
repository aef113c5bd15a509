import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import * as manifest from '../package.json';

const CHANGELOG = path.join(__dirname, '..', 'CHANGELOG.md');

/** What users notice, of the types of Conventional Commits. */
const HEADINGS: { readonly [type: string]: string } = { feat: 'New', fix: 'Fixed', perf: 'Faster' };

/** A version's section, of the messages of its commits: what breaks apps first, and nothing that users do not notice. */
export function sectionOf(version: string, date: string, messages: readonly string[]): string {
  const commits = messages.flatMap(message => {
    const [, type, scope, mark, subject] = /^(\w+)(?:\(([^)]*)\))?(!)?: (.*)/.exec(message) ?? [];
    const [, breaking] = /^BREAKING[ -]CHANGE: ([\s\S]*?)(?:\n\n|$(?![\s\S]))/m.exec(message) ?? [];
    if (subject === undefined) return [];
    return [{ type, text: scope ? `${scope}: ${subject}` : subject, breaking: breaking?.replace(/\n/g, ' ') ?? (mark && subject) }];
  });
  const textsOf = (wanted: string) => commits.filter(({ type }) => type === wanted).map(({ text }) => text);
  const parts = [
    { heading: 'Breaking changes', items: commits.flatMap(({ breaking }) => breaking ?? []) },
    ...Object.entries(HEADINGS).map(([type, heading]) => ({ heading, items: textsOf(type) })),
  ];
  return [
    `## ${version} (${date})`,
    ...parts.filter(({ items }) => items.length > 0).map(({ heading, items }) => `### ${heading}\n\n${items.map(item => `* ${item}`).join('\n')}`),
  ].join('\n\n');
}

/** The section as it stands there, mended by hand perhaps. */
export function notesIn(changelog: string, version: string): string {
  const section = changelog.split(/^(?=## )/m).find(text => text.startsWith(`## ${version} `));
  if (section === undefined) throw new Error(`CHANGELOG.md must have a section "## ${version} (…)": npm run changelog writes it`);
  return section.replace(/^.*\n+/, '').trim();
}

/** The changelog with a new section above those that there are. */
export function withSection(changelog: string, section: string): string {
  const first = changelog.search(/^## /m);
  return [changelog.slice(0, first).trimEnd(), section, changelog.slice(first)].join('\n\n');
}

function messagesSinceLastTag(): string[] {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' });
  const [last] = git('tag', '--list', 'v*', '--sort=-v:refname').split('\n');
  return git('log', '--reverse', '--format=%B%x00', ...last ? [`${last}..HEAD`] : []).split('\0').map(message => message.trim());
}

if (require.main === module) {
  const changelog = fs.readFileSync(CHANGELOG, 'utf8');
  if (process.argv[2] === 'write') {
    fs.writeFileSync(CHANGELOG, withSection(changelog, sectionOf(manifest.version, new Date().toISOString().slice(0, 10), messagesSinceLastTag())));
  } else {
    process.stdout.write(`${notesIn(changelog, manifest.version)}\n`);
  }
}
