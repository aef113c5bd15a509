import * as fs from 'fs';
import * as path from 'path';
import * as manifest from '../../package.json';
import { notesIn, sectionOf, withSection } from '../../scripts/changelog';

const read = (file: string) => fs.readFileSync(path.join(__dirname, '..', '..', file), 'utf8');

test('a version\'s section says what breaks, what is new and what is fixed, and nothing that users do not notice', () => {
  expect(sectionOf('0.2.0', '2026-12-24', [
    'feat: a drain switch for pairs\n\nIt asks both.',
    'test: a shorter soak',
    'fix(local): a lost Region\'s names are not answered',
    'feat!: tables are retained\n\nBREAKING CHANGE: `removalPolicy` of a table\nis RETAIN.\n\nSigned-off-by: Somebody',
    'perf!: one worker a function',
    'Merge branch \'main\'',
  ])).toBe([
    '## 0.2.0 (2026-12-24)',
    '### Breaking changes\n\n* `removalPolicy` of a table is RETAIN.\n* one worker a function',
    '### New\n\n* a drain switch for pairs\n* tables are retained',
    '### Fixed\n\n* local: a lost Region\'s names are not answered',
    '### Faster\n\n* one worker a function',
  ].join('\n\n'));
});

test('a new section stands above the others, and is the notes of its release as it was mended', () => {
  const changelog = withSection('# Changelog\n\nWhat is new.\n\n## 0.1.0 (2026-12-01)\n\nThe first.\n', '## 0.2.0 (2026-12-24)\n\n### New\n\n* a page');
  expect(changelog).toBe('# Changelog\n\nWhat is new.\n\n## 0.2.0 (2026-12-24)\n\n### New\n\n* a page\n\n## 0.1.0 (2026-12-01)\n\nThe first.\n');
  expect(notesIn(changelog.replace('a page', 'a page of its own'), '0.2.0')).toBe('### New\n\n* a page of its own');
  expect(() => notesIn(changelog, '0.3.0')).toThrow('must have a section "## 0.3.0 (…)"');
});

test('this version has notes', () => {
  expect(notesIn(read('CHANGELOG.md'), manifest.version)).not.toBe('');
});
