import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import * as manifest from '../../package.json';

const ROOT = path.join(__dirname, '..', '..');
const PACKAGE = '/app/node_modules/cdk-multi-region-serverless-api';

/** The files of the package as npm installs it, as far as types are looked for. */
const FILES: Record<string, string> = {
  [`${PACKAGE}/package.json`]: JSON.stringify(manifest),
  [`${PACKAGE}/lib/index.d.ts`]: '',
  [`${PACKAGE}/lib/local/index.d.ts`]: '',
};

const { CommonJS, Node16, NodeNext, ESNext } = ts.ModuleKind;
const { Node10, Bundler, Node16: Node16Resolution, NodeNext: NodeNextResolution } = ts.ModuleResolutionKind;

test.each([
  ['node10', CommonJS, Node10, undefined],
  ['node16 of a CommonJS module', Node16, Node16Resolution, CommonJS],
  ['node16 of an ES module', Node16, Node16Resolution, ESNext],
  ['nodenext of a CommonJS module', NodeNext, NodeNextResolution, CommonJS],
  ['nodenext of an ES module', NodeNext, NodeNextResolution, ESNext],
  ['bundler', ESNext, Bundler, undefined],
] as const)('both entry points have types under the module resolution %s', (_, module, moduleResolution, mode) => {
  const host: ts.ModuleResolutionHost = { fileExists: file => file in FILES, readFile: file => FILES[file] };
  const typesOf = (name: string) =>
    ts.resolveModuleName(name, '/app/drill.ts', { module, moduleResolution }, host, undefined, undefined, mode).resolvedModule?.resolvedFileName;
  expect(typesOf('cdk-multi-region-serverless-api')).toBe(`${PACKAGE}/lib/index.d.ts`);
  expect(typesOf('cdk-multi-region-serverless-api/local')).toBe(`${PACKAGE}/lib/local/index.d.ts`);
});

/** The names that an exported interface of a file has for those who install the package. */
function membersOf(file: string, name: string): string[] {
  const [, body] = new RegExp(`^export interface ${name} \\{\n([^]*?)^\\}`, 'm').exec(fs.readFileSync(path.join(ROOT, file), 'utf8'))!;
  return [...body.matchAll(/(?<!@internal .*\n)^ {2}readonly (\w+)/gm)].map(match => match[1]);
}

test.each([
  ['local/regions/local-regions-options.ts', ['LocalRegionsOptions']],
  ['local/machine/journal.ts', ['Happenings', 'ServedRequest', 'FunctionOutput', 'FunctionInvocation', 'HealthStatusChange', 'HealthCheckUpdate', 'ReplicatedWrite']],
])('docs/local-regions.md has a word on all that %s offers to tests', (file, names) => {
  const [, tests] = fs.readFileSync(path.join(ROOT, 'docs', 'local-regions.md'), 'utf8').split('\n## In your tests\n');
  const [section] = tests.split('\n## ');
  expect(names.flatMap(name => membersOf(file, name)).filter(member => !section.includes(`\`${member}\``))).toEqual([]);
});
