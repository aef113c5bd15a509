import * as fs from 'fs';
import * as path from 'path';
import { CASES } from '../../scripts/updates/cases';
import { Cell } from '../../scripts/updates/cells';
import { UNTOLD } from '../../scripts/updates/untold';
import { PAGE, updateCells, updatesPage } from '../../scripts/updates-page';

const ROOT = path.join(__dirname, '..', '..');

describe('every change', () => {
  let sections: Record<string, Cell[]>;
  let cells: Cell[];
  // Some hundred apps are synthesized.
  beforeAll(async () => {
    sections = await updateCells();
    cells = Object.values(sections).flat();
  }, 600_000);

  const titles = (some: Cell[]) => some.map(({ prop, change, faults }) => `${prop}: ${change}: ${faults.join('; ')}`);

  test('is on docs/updates.md with what comes of it: otherwise run `npx projen docgen`', () => {
    expect(updatesPage(sections)).toBe(fs.readFileSync(PAGE, 'utf8'));
  });

  test('that AWS would refuse is told at synthesis, but for what is known to be untold', () => {
    const silent = cells.filter(({ isTold, codes }) => !isTold && codes.length === 0);
    expect(titles(silent.filter(({ faults }) => faults.some(fault => !Object.hasOwn(UNTOLD, fault))))).toEqual([]);
  });

  test('that is known to be untold is untold: otherwise take it from the list', () => {
    const untold = new Set(cells.filter(({ isTold, codes }) => !isTold && codes.length === 0).flatMap(({ faults }) => faults));
    expect(Object.keys(UNTOLD).filter(fault => !untold.has(fault))).toEqual([]);
  });

  test('that synthesis refuses would be refused by AWS', () => {
    expect(titles(cells.filter(({ isTold, faults }) => isTold && faults.length === 0))).toEqual([]);
  });
});

describe('there is a change of', () => {
  const library = readFiles(path.join(ROOT, 'src'));
  const cases = readFiles(path.join(ROOT, 'scripts', 'updates', 'cases'));
  const published = fs.readFileSync(path.join(ROOT, 'src', 'index.ts'), 'utf8');
  const names = [...published.matchAll(/(type )?(\w+)(?=[,\s}])/g)].map(match => match[2]);
  const interfaces = names.filter(name => new RegExp(`^export interface ${name}\\b`, 'm').test(library));
  const classes = names.filter(name => choicesOf(name).length > 0);

  test.each(interfaces)('each setting of %s', name => {
    const [, body] = new RegExp(`^export interface ${name}\\b[^{]*\\{(\\}|\\n.*?^\\})`, 'ms').exec(library)!;
    const settings = [...body.matchAll(/^ {2}readonly (\w+)/gm)].map(match => match[1]);
    expect(settings.filter(setting => !new RegExp(`\\b${setting}\\b`).test(cases))).toEqual([]);
  });

  test.each(classes)('each choice of %s', name => {
    expect(choicesOf(name).filter(choice => !cases.includes(`${name}.${choice}(`))).toEqual([]);
  });

  test('all that is public', () => {
    expect(interfaces).toEqual(expect.arrayContaining(['MultiRegionServerlessApiProps', 'ApiDomain', 'RouteOptions', 'GlobalTableProps', 'OperationsOptions']));
    expect(classes).toEqual(expect.arrayContaining(['ApiGateway', 'Authorizer', 'GradualDeployment', 'HealthCheck', 'Notification', 'Routing', 'Standby']));
  });

  function choicesOf(name: string): string[] {
    const [, body = ''] = new RegExp(`^export (?:abstract )?class ${name}\\b[^{]*\\{\\n(.*?)^\\}`, 'ms').exec(library) ?? [];
    return [...body.matchAll(/^ {2}static ([a-z]\w*)\(/gm)].map(match => match[1]);
  }

  function readFiles(directory: string): string {
    const files = fs.readdirSync(directory, { encoding: 'utf8', recursive: true }).filter(file => file.endsWith('.ts'));
    return files.map(file => fs.readFileSync(path.join(directory, file), 'utf8')).join('\n');
  }
});

test('a change has a name of its own', () => {
  const titles = Object.values(CASES).flat().map(({ prop, change }) => `${prop}: ${change}`);
  expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
});
