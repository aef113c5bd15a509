import * as fs from 'fs';
import * as path from 'path';
import { CASES } from '../../scripts/updates/cases';
import { Cell } from '../../scripts/updates/cells';
import { disagreements, PAGE, sectionOf, updateCells } from '../../scripts/updates-page';

const ROOT = path.join(__dirname, '..', '..');

/** All sections take a minute: `npx projen docgen` makes the page of them, in `.ci/run` too, and fails where synthesis and AWS disagree. */
describe.each(['Routing and standby'])('every change of %s', section => {
  let cells: Cell[];
  beforeAll(async () => { cells = (await updateCells({ [section]: CASES[section] }))[section]; }, 120_000);

  test('is on docs/updates.md with what comes of it: otherwise run `npx projen docgen`', () => {
    expect(fs.readFileSync(PAGE, 'utf8')).toContain(sectionOf(section, cells));
  });

  test('that AWS would refuse is told at synthesis, and no other is', () => {
    expect(disagreements(cells)).toEqual([]);
  });
});

test('a disagreement is found, of either side', () => {
  const cell: Cell = { prop: 'routing', change: 'a → b', outcome: 'refused', types: [], faults: ['two policies'], left: [], steps: [], isTold: false, codes: [] };
  expect(disagreements([cell])).toEqual(['routing: a → b: synthesis says nothing of it: two policies']);
  expect(disagreements([{ ...cell, codes: ['routing-policy-changed'] }])).toEqual([]);
  expect(disagreements([{ ...cell, faults: [], isTold: true }])).toEqual(['routing: a → b: synthesis refuses it, and AWS does not']);
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
