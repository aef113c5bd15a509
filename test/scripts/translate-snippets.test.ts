import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { pagesOf, translateSnippets } from '../../scripts/translate-snippets';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'snippets-'));
const write = (file: string, text: string) => fs.writeFileSync(path.join(root, file), text);

beforeAll(() => {
  ['lib', 'rosetta', 'docs', 'docs/runbooks'].forEach(directory => fs.mkdirSync(path.join(root, directory)));
  write('package.json', JSON.stringify({ name: 'doors', version: '1.0.0', types: 'lib/index.d.ts' }));
  write('lib/index.d.ts', 'export declare class Door { open(): void; }');
  write('rosetta/default.ts-fixture', "import { Door } from 'doors';\nconst door = new Door();\n/// here\n");
  write('docs/doors.md', '# Doors\n\n```ts\ndoor.open();\n```\n\n```tsx\ndoor.isNotTranslated();\n```\n');
  write('docs/runbooks/locks.md', 'The lock is stuck.\n');
});
afterAll(() => fs.rmSync(root, { recursive: true }));

/** An assembly that tells where the library's class is declared. */
function assembly(symbolId: string): string {
  return JSON.stringify({
    schema: 'jsii/0.10.0',
    name: 'doors',
    version: '1.0.0',
    metadata: { tscRootDir: 'lib' },
    targets: { python: { module: 'doors' } },
    types: { 'doors.Door': { assembly: 'doors', fqn: 'doors.Door', kind: 'class', name: 'Door', symbolId, methods: [{ name: 'open' }] } },
  });
}

test('the pages are those of docs/ and its runbooks', () => {
  expect(pagesOf(root)).toEqual(['docs/doors.md', 'docs/runbooks/locks.md']);
});

test('a snippet that compiles is kept in every language', () => {
  write('.jsii', assembly('lib/index:Door'));
  expect(translateSnippets(root)).toMatchObject({ ok: true });
  const { snippets } = JSON.parse(fs.readFileSync(path.join(root, 'dist', 'translations', '.jsii.tabl.json'), 'utf8'));
  const [{ translations, didCompile }, ...others] = Object.values<any>(snippets);
  expect(didCompile).toBe(true);
  expect(Object.keys(translations)).toEqual(expect.arrayContaining(['python', 'java', 'go']));
  expect(others).toEqual([]);
});

test('a name of the library that would have to be guessed is an error', () => {
  write('.jsii', assembly('lib/elsewhere:Door'));
  const { ok, said } = translateSnippets(root);
  expect(said).toMatch(/Could not resolve symbol id ".*:Door" against the assembly of "doors"/);
  expect(ok).toBe(false);
});

test('a snippet that does not compile is an error, told by its page and line', () => {
  write('.jsii', assembly('lib/index:Door'));
  write('docs/runbooks/locks.md', '# Locks\n\nTurn.\n\n```ts\ndoor.unlock();\n```\n');
  const { ok, said } = translateSnippets(root);
  expect(said).toMatch(/docs.runbooks.locks-README-L5\.ts.*Property 'unlock' does not exist on type 'Door'/);
  expect(ok).toBe(false);
});

test('so is one that cannot be translated', () => {
  write('docs/runbooks/locks.md', '```ts\n[door].forEach(each => each.open());\n```\n');
  const { ok, said } = translateSnippets(root);
  expect(said).toMatch('This TypeScript feature (ArrowFunction) is not supported in examples');
  expect(ok).toBe(false);
});
