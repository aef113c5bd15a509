import * as fs from 'fs';
import * as path from 'path';
import { PACKAGES, ROOT } from './hit-counter';
import { breakingChanges, lastPublished } from '../../scripts/compatibility';

/** This library, and itself without a method, beside each other below `node_modules` with its peers. */
const changed = path.join(PACKAGES, 'changed');
const read = () => JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'));

afterAll(() => fs.rmSync(changed, { recursive: true, force: true }));

test('the library without one of its methods breaks callers, and the other way round it does not', () => {
  const { fingerprint, ...assembly } = read();
  const regionalApi = assembly.types[`${assembly.name}.RegionalApi`];
  regionalApi.methods = regionalApi.methods.filter(({ name }: { name: string }) => name !== 'addRoute');
  fs.mkdirSync(changed, { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(changed, 'package.json'));
  fs.writeFileSync(path.join(changed, '.jsii'), JSON.stringify(assembly));

  expect(breakingChanges(ROOT, changed)).toMatch(/METHOD \S+\.RegionalApi\.addRoute: has been removed/);
  expect(breakingChanges(changed, ROOT)).toBe('');
}, 120_000);

test('npm tells the last version that is published', () => {
  expect(lastPublished('constructs')).toMatch(/^\d+\.\d+\.\d+$/);
}, 60_000);
