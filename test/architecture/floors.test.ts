import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { HOUSES, zones } from '../../projenrc/floors';
import { circlesIn, filesIn, importsOf } from '../../scripts/imports';

const ROOT = path.join(__dirname, '..', '..');
const FOLDERS = ['src', 'local', 'runtime', 'test', 'examples', 'benchmark', 'scripts', 'projenrc'];
const files = filesIn(ROOT, FOLDERS);
const imports = importsOf(ROOT, files);

/** The imports that the zones forbid. */
function forbidden(found: { from: string; to: string }[]) {
  const isIn = (file: string, place: string) => `./${file}` === place || `./${file}`.startsWith(`${place}/`);
  const all = zones(ROOT);
  return found.filter(({ from, to }) => all.some(zone => isIn(from, zone.target) && zone.from.some(place => isIn(to, place))));
}

test('every room imports from the floors below its own', () => {
  expect(imports.length).toBeGreaterThan(1000);
  expect(forbidden(imports)).toEqual([]);
});

test.each([
  ['a floor above', 'src/synthesis/refusal.ts', 'src/region/regional-api.ts'],
  ['a room beside', 'src/tables/replicas.ts', 'src/domain/api-domain.ts'],
  ['the roof', 'src/gateway/cors.ts', 'src/index.ts'],
  ['the other house', 'local/drain/drain-switch.ts', 'src/health/drain-switch.ts'],
  ['the constructs, for handlers', 'runtime/regional-counter.ts', 'src/index.ts'],
  ['another service', 'local/services/lambda/worker.ts', 'local/services/dynamodb/engine.ts'],
  ['another service\'s template', 'local/cloudformation/lambda/functions.ts', 'local/cloudformation/dynamodb/tables.ts'],
])('an import from %s is forbidden', (_, from, to) => {
  expect(forbidden([{ from, to }])).toHaveLength(1);
});

test('lint has the zones that the folders make, and a folder on no floor is refused', () => {
  const { rules } = JSON.parse(fs.readFileSync(path.join(ROOT, '.eslintrc.json'), 'utf8').replace(/^\/\/.*$/gm, ''));
  expect(rules['import/no-restricted-paths'][1].zones).toEqual(zones(ROOT));
  const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'house-'));
  HOUSES.forEach(({ name, divided }) => [name, ...divided.map(room => `${name}/${room}`)].forEach(folder => fs.mkdirSync(path.join(elsewhere, folder))));
  expect(() => zones(elsewhere)).not.toThrow();
  fs.mkdirSync(path.join(elsewhere, 'src', 'attic', 'chest'), { recursive: true });
  expect(() => zones(elsewhere)).toThrow('src/attic must stand on a floor: name it in projenrc/floors.ts');
  fs.rmSync(elsewhere, { recursive: true });
});

test('no floor has a room that is not there', () => {
  expect(HOUSES.flatMap(({ name, floors }) => floors.flat().map(room => `${name}/${room.name}`)).filter(room => !fs.existsSync(path.join(ROOT, room)))).toEqual([]);
});

test('no files import each other', () => {
  expect(circlesIn(files, imports)).toEqual([]);
});

test('files that import each other are found, by way of others too', () => {
  const found = circlesIn(['a', 'b', 'c', 'd', 'e'], [
    { from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'c', to: 'a' }, { from: 'c', to: 'd' }, { from: 'd', to: 'e' }, { from: 'e', to: 'd' },
  ]);
  expect(found).toEqual([['d', 'e'], ['a', 'b', 'c']]);
});
