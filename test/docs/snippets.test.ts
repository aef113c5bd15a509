/** @cdk-validation */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';

/** The snippets of the documentation, each as a file of its own in one program; how they are written is in CONTRIBUTING.md. */
const ROOT = path.join(__dirname, '..', '..');
const FIXTURE = path.join(ROOT, 'rosetta', 'default.ts-fixture');

interface Snippet {
  /** Where it is: the file, and the heading or the docstring's subject. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

function filesIn(directory: string, extension: string, recursive: boolean = false): string[] {
  return fs.readdirSync(path.join(ROOT, directory), { encoding: 'utf8', recursive }).filter(file => file.endsWith(extension)).map(file => path.join(directory, file));
}

function markdownSnippets(file: string): Snippet[] {
  const text = read(file);
  return [...text.matchAll(/^```(?:ts|ts nofixture|tsx)\n([\s\S]*?)^```$/gm)].map(({ 1: code, index }) => {
    const before = text.slice(0, index);
    const heading = [...before.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? '';
    return { name: `${file}, ${heading}`, file, line: lineOf(before) + 1, code };
  });
}

/** From `@example` to the next tag or the docstring's end. */
function docstringSnippets(file: string): Snippet[] {
  const text = read(file);
  return [...text.matchAll(/\/\*\*([\s\S]*?)\*\/\s*(.*)/g)].flatMap(({ 1: docstring, 2: subject, index: start }) => {
    const example = /^ *\* @example\n((?: *\*(?! @).*\n)*)/m.exec(docstring);
    if (!example) return [];
    const line = lineOf(text.slice(0, start + '/**'.length + example.index)) + 1;
    return [{ name: `${file}, ${subject.replace(/[({].*/, '').trim()}`, file, line, code: example[1].replace(/^ *\* ?/gm, '') }];
  });
}

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

function lineOf(before: string): number {
  return before.split('\n').length;
}

function isModule({ code }: Snippet): boolean {
  return /^import /m.test(code);
}

/** A snippet that imports something is a module; any other stands in the fixture. */
function moduleOf(snippet: Snippet): { text: string; linesBefore: number } {
  const { code } = snippet;
  if (isModule(snippet)) return { text: code, linesBefore: 0 };
  const [before, after] = fs.readFileSync(FIXTURE, 'utf8').split('/// here\n');
  return { text: `${before}\n${code}${after}`, linesBefore: lineOf(before) };
}

/** What the compiler says of each snippet, in the lines of the documentation. */
function compile(snippets: Snippet[]): string[] {
  const modules = new Map(snippets.map((snippet, i) => [path.join(ROOT, 'test', `snippet-${i}.ts`), { snippet, ...moduleOf(snippet) }]));
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.dev.json'), name => fs.readFileSync(name, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, ROOT,
    { noUnusedLocals: false, noUnusedParameters: false }, path.join(ROOT, 'tsconfig.dev.json'));
  const host = ts.createCompilerHost(options);
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors; // as `tsc` does
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = name => modules.has(name) || fileExists(name);
  host.readFile = name => modules.get(name)?.text ?? readFile(name);
  host.getSourceFile = (name, ...others) => {
    const text = modules.get(name)?.text;
    return text === undefined ? getSourceFile(name, ...others) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules].map(([name, { snippet, linesBefore }]) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ messageText, start }) => {
      const line = source.getLineAndCharacterOfPosition(start ?? 0).line - linesBefore + snippet.line;
      return `${snippet.file}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    }).join('\n');
  });
}

/** Without what takes time and is not looked at. Otherwise as in a new app, and what CDK's validator finds is an error. */
const CONTEXT = {
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:disable-asset-staging': true,
  'aws:cdk:disable-stack-trace': true,
  '@aws-cdk/aws-lambda-nodejs:useLatestRuntimeVersion': true,
  '@aws-cdk/aws-s3:setUniqueReplicationRoleName': true,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
};

/** Runs a snippet; returns the apps that it, or the fixture, makes. */
function run(snippet: Snippet): cdk.App[] {
  const apps: cdk.App[] = [];
  class RecordedApp extends cdk.App {
    constructor(props: cdk.AppProps = {}) {
      super({ ...props, analyticsReporting: false, treeMetadata: false, postCliContext: CONTEXT });
      apps.push(this);
    }
  }
  const library = Object.create(cdk, { App: { value: RecordedApp } });
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(moduleOf(snippet).text, { compilerOptions });
  new Function('require', 'exports', outputText)((name: string) => name === 'aws-cdk-lib' ? library : require(name), {});
  return apps;
}

const pages = ['README.md', ...filesIn('docs', '.md'), ...filesIn('docs/runbooks', '.md')];
const snippets = [
  ...pages.flatMap(markdownSnippets),
  ...filesIn('src', '.ts', true).flatMap(docstringSnippets),
];
const isRun = (snippet: Snippet) => !isModule(snippet) || snippet.code.includes('new App()');
const sizeOf = (app: cdk.App) => app.node.findAll().length;

test('a snippet that imports something is `ts nofixture` or `tsx`, for jsii-rosetta to leave out the fixture, or the snippet', () => {
  const inFixture = pages.flatMap(page => [...read(page).matchAll(/^```ts\n([\s\S]*?)^```$/gm)]).map(([, code]) => code);
  expect(inFixture.filter(code => /^import /m.test(code))).toEqual([]);
  expect(inFixture.length).toBeGreaterThan(0);
});

describe('a snippet of the documentation compiles:', () => {
  const broken = { name: '', file: 'README.md', line: 7, code: 'const n = 1;\nRouting.nearest();\n' };
  let found: string[];
  beforeAll(() => { found = compile([...snippets, broken]); }, 120_000);

  test.each(snippets.map(({ name }, i) => [name, i] as const))('%s', (_, i) => {
    expect(found[i]).toBe('');
  });

  test('what does not is told by its line', () => {
    expect(found.at(-1)).toMatch(/^README\.md:8: Property 'nearest' does not exist/);
  });
});

describe('a snippet of the documentation runs, and what it makes synthesizes:', () => {
  const directory = process.cwd();
  const consumer = fs.mkdtempSync(path.join(os.tmpdir(), 'docs-'));
  let untouched: number[];

  beforeAll(() => {
    // What `NodejsFunction` looks for in the directory of an app.
    ['package-lock.json', 'hello.ts', 'orders.ts', 'authorize.ts'].forEach(file => fs.writeFileSync(path.join(consumer, file), ''));
    process.chdir(consumer);
    untouched = run({ name: '', file: '', line: 0, code: '' }).map(sizeOf);
  });
  afterAll(() => {
    process.chdir(directory);
    fs.rmSync(consumer, { recursive: true });
  });

  test.each(snippets.filter(isRun).map(snippet => [snippet.name, snippet] as const))('%s', (_, snippet) => {
    const made = run(snippet).filter((app, i) => sizeOf(app) > (isModule(snippet) ? 0 : untouched[i]));
    expect(() => made.forEach(app => app.synth())).not.toThrow();
  });
});

test('every closed choice has an example in its docstring', () => {
  const choices = [
    'AccessLogs', 'ApiGateway', 'Authorizer', 'BreakerScope', 'Consistency', 'Drain', 'GlobalTable', 'GlobalTableEncryption', 'GradualDeployment', 'HealthAlarm',
    'HealthCheck', 'Notification', 'Opens', 'RequestValidation', 'Rollout', 'Routing', 'Standby',
  ];
  const documented = snippets.map(({ name }) => /(?:abstract )?class (\w+)/.exec(name)?.[1]);
  expect(choices.filter(choice => !documented.includes(choice))).toEqual([]);
});
