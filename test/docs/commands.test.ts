import { execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { documentedApp } from './documented-app';
import { ANSWER, Call, FENCE, PAGES, read, ROOT, SHELLS, Typed, typed } from './page-commands';
import { LocalRegions, start } from '../../local';
import * as manifest from '../../package.json';
import { startRegions } from '../consumers/local-regions';

/** Every command of every page. Those of the AWS CLI and of jq are run by test/consumers/page-commands.test.ts. */
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'commands-'));
const { stacks } = documentedApp(path.join(directory, 'cdk.out')).synth();

/** Those of the documented app, of the pipeline, and of two environments. */
const STACKS = [...stacks.map(({ hierarchicalId }) => hierarchicalId), 'Pipeline', 'staging/**', 'production/**'];
const { tasks } = JSON.parse(read('.projen/tasks.json'));
const cdk: CdkCommands = JSON.parse(read('node_modules/aws-cdk/lib/cli/cli-type-registry.json'));
const packages = [manifest.name, ...Object.keys({ ...manifest.peerDependencies, ...manifest.devDependencies })];

interface CdkCommands {
  readonly globalOptions: CdkOptions;
  readonly commands: { readonly [name: string]: { readonly options?: CdkOptions } };
}

interface CdkOptions {
  readonly [name: string]: { readonly type: string; readonly alias?: string };
}

/** Whether a program understands what it is called with. One that is not here is one that nobody has looked at. */
const UNDERSTANDS: { readonly [program: string]: (args: string[], line: string) => boolean } = {
  'aws': (_, line) => /^[a-z0-9]+ (wait )?[a-z0-9-]+/.test(line),
  'jq': (_, line) => /^-(r|s) /.test(line),
  'multi-region': ([command]) => command !== undefined, // and is run below
  'cdk': understoodByCdk,
  'npm': ([command, ...rest], line) => command === 'run' ? rest[0] in manifest.scripts
    : command === 'install' ? rest.every(name => name === '--save-dev' || packages.includes(name.replace(/(?<=.)@.*/, '')))
      : /^(ci|test|pack|exec|init --yes|audit signatures)$/.test(line),
  'projen': ([task]) => task in tasks,
  'jest': ([file]) => exists(file),
  'tsx': ([file]) => exists(file),
  'run': args => args.length === 0 && exists('.ci/run'),
  'curl': (_, line) => /^((-[si]+|-m \d+|-X PUT|-d (\{.*?\}|[a-z ]+?)|--aws-sigv4 aws:amz:[\w-]+:execute-api|--user \w+:\w+|-o \/dev\/null|-w .*?\\n|-H [\w-]+: \S+|--resolve [\w.]+:\d+:[\d.]+) )*((?:localhost|http:\/\/[\w.-]+\.example\.com):3000|https:\/\/[\w.-]+\.example\.com)\/\S*( -H [\w-]+: \S+)?$/.test(line),
  'dig': (_, line) => /^\+short( @\S+( -p \d+)?)?( NS| CAA| CNAME)?( [\w.-]+)+( \+subnet=\d+\.\d+\.\d+\.0\/(16|24))?$/.test(line),
  'date': (_, line) => /^-u( -d -\d+ (min|day))? \+%FT%TZ$/.test(line),
  'git': (_, line) => /^(add cdk\.context\.json|checkout v[\d.]+)$/.test(line),
  'cd': ([folder]) => exists(folder),
  'sleep': ([seconds]) => Number(seconds) > 0,
  'cat': args => args.length === 0,
  'sort': (_, line) => /^-k\d$/.test(line),
  'head': (_, line) => /^-\d$/.test(line),
  'python': ([file]) => exists(`examples/hit-counter-python/${file}`),
  'python3': (_, line) => line === '-m venv .venv',
  'source': (_, line) => line === '.venv/bin/activate',
  'pip': ([command, name], line) => command === 'install' && (name === manifest.jsii.targets.python.distName || /^install \S+\.whl -r requirements\.txt$/.test(line)),
  'mvn': (_, line) => /^install:install-file -Dfile=\S+\.jar -DpomFile=\S+\.pom$/.test(line) && line.includes(`-${manifest.version}.jar`),
  'go': (_, line) => line === `get ${manifest.jsii.targets.go.moduleName}/${manifest.jsii.targets.go.packageName}`,
};

function exists(file: string): boolean {
  return fs.existsSync(path.join(ROOT, file));
}

function understoodByCdk([command, ...rest]: string[]): boolean {
  if (!(command in cdk.commands)) return false;
  const options = Object.entries({ ...cdk.globalOptions, ...cdk.commands[command].options });
  for (let i = 0; i < rest.length; i++) {
    if (rest[i].startsWith('-')) {
      const [, option] = options.find(([name, { alias }]) => [`--${name}`, `-${alias}`].includes(rest[i])) ?? [];
      if (!option) return false;
      if (option.type !== 'boolean') i++;
    } else if (command === 'bootstrap' ? !/^aws:\/\/\d{12}\/[a-z]+-[a-z]+-\d$/.test(rest[i]) : !STACKS.includes(rest[i])) {
      return false;
    }
  }
  return true;
}

/** `npx` finds the program in the app's packages. */
function withoutNpx({ command, args }: Call): Pick<Call, 'command' | 'args'> {
  return command === 'npx' ? { command: args[0], args: args.slice(1) } : { command, args };
}

function misunderstood({ calls }: Typed): string[] {
  return calls.filter(call => {
    const { command, args } = withoutNpx(call);
    return !UNDERSTANDS[command]?.(args, args.join(' '));
  }).map(({ at, command, args }) => `${at}: ${[command, ...args].join(' ')}`);
}

const pages = PAGES.map(page => [page, typed(read(page), page)] as const);

test.each(pages)('a shell takes what is typed from %s, and the programs understand it', (_page, page) => {
  expect(page.complaints).toBe('');
  expect(misunderstood(page)).toEqual([]);
});

test.each([
  ['no shell takes', 'for r in a b; do', /syntax error/],
  ['a terminal takes for history', 'aws route53 list-health-checks --query "HealthChecks[?!Inverted]"', /event not found/],
  ['calls a program that nobody has looked at', 'frobnicate --all', /frobnicate: No such file/],
])('a page is told of a command that %s', (_, command, complaint) => {
  expect(typed(`\`\`\`console\n${command}\n\`\`\`\n`, 'page.md').complaints).toMatch(complaint);
});

test.each([
  'npx cdk deploy --everything', 'npx cdk deploy HitCounter/mars-1', 'npx cdk undeploy', 'npx frobnicate --all', 'npx jest test/nowhere', 'npm run nothing',
  'npm install cdk-multi-region-serverless', 'curl --nonsense localhost:3000/hello', 'aws Route53', 'git push',
])('`%s` is told to be misunderstood, in a block and in the text', command => {
  expect(misunderstood(typed(`\`\`\`console\n${command}\n\`\`\`\n`, 'page.md'))).toEqual([`page.md:1: ${command}`]);
  expect(misunderstood(typed(`Run\n\`${command}\`.`, 'page.md'))).toEqual([`page.md:2: ${command}`]);
});

test('nobody knows what stands for a placeholder that is new', () => {
  expect(() => typed('Run `git checkout <nothing>`.', 'page.md')).toThrow('page.md:1: nobody knows what stands for <nothing>');
});

test.each(PAGES)('what is in a block of %s is said', page => {
  const text = read(page);
  const languages = [...text.matchAll(FENCE)].map(([, language]) => language);
  const others = ['', 'ts', 'tsx', 'python', 'java', 'go', 'json', 'text'];
  expect(languages.filter(language => ![...SHELLS, ...others].includes(language))).toEqual([]);
  // A block begins and ends on a line of its own; one of no language holds no command.
  expect(text.replace(FENCE, '')).not.toContain('```');
  expect([...text.matchAll(FENCE)].filter(([, language]) => language === '').filter(([, , block]) => /^ *(\$|aws|npx|npm) /m.test(block))).toEqual([]);
});

describe('`npx multi-region`, as it is on a page, runs:', () => {
  const calls = pages.flatMap(([, page]) => page.calls.map(withoutNpx)).filter(({ command }) => command === 'multi-region');
  const commands = new Map(calls.map(({ args }) => [args.join(' '), args]));
  const bin = path.join(ROOT, 'bin', 'multi-region');
  let regions: LocalRegions;

  beforeAll(async () => {
    const outputs = stacks.map(({ stackName, template: { Outputs = {} } }) => [
      stackName, Object.fromEntries(Object.keys(Outputs).map(name => [name, ANSWER])),
    ]);
    fs.writeFileSync(path.join(directory, 'cdk.json'), '{ "app": "cdk.out" }');
    fs.writeFileSync(path.join(directory, 'outputs.json'), JSON.stringify(Object.fromEntries(outputs)));
    regions = await start({ directory });
  });
  afterAll(() => regions.stop());

  /** The command with the drain switch that is meant, and with the Regions of this test. */
  function here([command, ...args]: string[]): string[] {
    if (['record', 'completion', 'trust'].includes(command)) return [command, ...args];
    if (['fault', 'lose', 'reset', 'restore', 'sent', 'token'].includes(command)) return [command, ...args, '--endpoint', regions.awsUrl];
    if (command === 'drill') return [command, path.join(ROOT, 'examples', 'hit-counter', args[0]), ...args.slice(1), '--app', path.join(directory, 'cdk.out')];
    if (command === 'plan') return [command, ...args.map(arg => arg === 'main-cdk.out' ? 'cdk.out' : arg)];
    if (command === 'check') return [command, ...args, '--app', 'cp -r cdk.out "$CDK_OUTDIR"'];
    const others = args.filter((arg, i) => arg !== '--endpoint' && args[i - 1] !== '--endpoint');
    return [command, ...others, '--table', 'HitCounter-DrainSwitch', '--endpoint', regions.awsUrl, '--via', regions.url];
  }

  test.each([...commands])('%s', async (_line, args) => {
    if (args[0] === 'local') {
      (await startRegions(`${bin} ${args.join(' ')}`, directory)).stop();
    } else if (args[0] === 'token') { // the app of this test has no issuer
      await expect(promisify(execFile)(process.execPath, [bin, ...here(args)], { cwd: directory })).rejects.toThrow(': there is no issuer');
    } else if (args[0] === 'drill') { // the app of this test has two names, and is not deployed
      const ran = promisify(execFile)(process.execPath, [bin, ...here(args)], { cwd: directory });
      if (args.includes('--restore')) await expect(ran).resolves.toMatchObject({ stdout: 'There is nothing else to restore\n' });
      else await expect(ran).rejects.toThrow(/`host` must be the name|could not be read in/);
    } else if (args.includes('--from-aws')) {
      const env = { ...process.env, AWS_ENDPOINT_URL: regions.awsUrl, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
      await expect(promisify(execFile)(process.execPath, [bin, ...args], { cwd: directory, env })).resolves.toMatchObject({ stdout: expect.stringContaining('as it is on AWS') });
    } else {
      if (args[0] === 'check') await promisify(execFile)(process.execPath, [bin, 'record'], { cwd: directory });
      await promisify(execFile)(process.execPath, [bin, ...here(args)], { cwd: directory });
    }
    regions.clearFaults();
    if (args[0] === 'drain') await promisify(execFile)(process.execPath, [bin, ...here(['undrain', args[1]])], { cwd: directory });
  });
});
