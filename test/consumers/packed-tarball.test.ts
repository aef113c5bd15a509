import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { answersOfHitCounter } from './local-regions';
import * as manifest from '../../package.json';

/** The package as npm would publish it, in a new CDK app with the oldest peers that it allows. */
const ROOT = path.join(__dirname, '..', '..');
const FLOORS = Object.entries(manifest.peerDependencies).map(([name, range]) => `${name}@${range.slice(1)}`);
const app = fs.mkdtempSync(path.join(os.tmpdir(), 'consumer-'));

const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: app, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const installed = () => fs.readdirSync(path.join(app, 'node_modules')).filter(name => !name.startsWith('.')).sort();

/** The first TypeScript snippet of the README that makes an app, and the handler that it needs. */
function writeSnippet() {
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const snippets = [...readme.matchAll(/```(?:ts nofixture|tsx)\n([\s\S]*?)```/g)].map(([, code]) => code);
  fs.writeFileSync(path.join(app, 'app.ts'), snippets.find(code => code.includes('new App()'))!);
  fs.writeFileSync(path.join(app, 'hello.ts'), snippets.find(code => code.includes('export async function handler'))!);
  fs.writeFileSync(path.join(app, 'cdk.json'), JSON.stringify({ app: 'npx tsx app.ts' }));
}

beforeAll(() => {
  run('npm', 'init', '-y');
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', app], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  run('npm', 'install', path.join(app, filename), ...FLOORS);
}, 300_000);

test('installing it brings nothing but the peers', () => {
  expect(installed()).toEqual(expect.arrayContaining(['aws-cdk-lib', 'cdk-multi-region-serverless-api', 'constructs']));
  const withoutUs = fs.mkdtempSync(path.join(os.tmpdir(), 'peers-'));
  execFileSync('npm', ['init', '-y'], { cwd: withoutUs });
  execFileSync('npm', ['install', ...FLOORS], { cwd: withoutUs });
  const peers = fs.readdirSync(path.join(withoutUs, 'node_modules')).filter(name => !name.startsWith('.'));
  expect(installed()).toEqual([...peers, 'cdk-multi-region-serverless-api'].sort());
}, 300_000);

test('it holds the library, the runner and the docs, and none of the sources', () => {
  const files = execFileSync('find', ['node_modules/cdk-multi-region-serverless-api', '-type', 'f'], { cwd: app, encoding: 'utf8' }).split('\n')
    .map(file => file.replace('node_modules/cdk-multi-region-serverless-api/', ''));
  expect(files).toEqual(expect.arrayContaining([
    '.jsii', 'API.md', 'LICENSE', 'README.md', 'THIRD-PARTY-LICENSES', 'assets/health-probe/index.js', 'bin/multi-region', 'lib/index.js', 'lib/index.d.ts',
    'lib/runtime/index.js', 'lib/runtime/index.mjs', 'lib/runtime/index.d.ts', 'lib/local/cli.js', 'lib/local/index.js', 'lib/local/index.d.ts', 'lib/local/services/lambda/worker.js', 'lib/local/services/lambda/python-runtime.py', 'docs/drain-switch.md',
    'docs/runbooks/failing-over-and-back.md',
  ]));
  expect(files.filter(file => /^docs\/(decisions|images)|\.lambda\.|\.meta\.json$/.test(file))).toEqual([]);
  expect(files.filter(file => /\.ts$/.test(file) && !/\.d\.ts$/.test(file))).toEqual([]);
});

test('it takes no more than 7 MB: no code is in two bundles, and no map of sources is in it', () => {
  const directory = path.join(app, 'node_modules/cdk-multi-region-serverless-api');
  const entries = fs.readdirSync(directory, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const files = entries.map(entry => path.join(entry.parentPath, entry.name));
  expect(files.reduce((sum, file) => sum + fs.statSync(file).size, 0)).toBeLessThan(7_000_000);
  expect(files.filter(file => fs.readFileSync(file, 'latin1').includes('sourceMappingURL=data:'))).toEqual([]);
});

test('it names the packages whose code it contains', () => {
  const licenses = fs.readFileSync(path.join(app, 'node_modules/cdk-multi-region-serverless-api/THIRD-PARTY-LICENSES'), 'utf8');
  const names = [...licenses.matchAll(/^(\S+) \d\S* \(\S+\)$/gm)].map(([, name]) => name);
  expect(names).toEqual(expect.arrayContaining(['dynalite', 'commander', 'velocityjs']));
});

describe('the README\'s app', () => {
  beforeAll(() => {
    run('npm', 'install', '--save-dev', 'typescript@~6.0.3', 'tsx', 'esbuild', '@types/node@^20', '@types/aws-lambda', '@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb');
    writeSnippet();
  }, 300_000);

  test('compiles in strict mode, and so does a test that uses the local Regions', () => {
    fs.writeFileSync(path.join(app, 'regions.ts'), `
      import { LocalRegions, ManualClock, start } from 'cdk-multi-region-serverless-api/local';
      export async function drill(): Promise<string | undefined> {
        const regions: LocalRegions = await start({ clock: new ManualClock(), replicationLag: 200 });
        regions.invert('us-east-1');
        await regions.stop();
        return regions.servedBy('us-east-1');
      }`);
    fs.writeFileSync(path.join(app, 'count.ts'), `
      import { RegionalCounter } from 'cdk-multi-region-serverless-api/runtime';
      export const hits: RegionalCounter = RegionalCounter.bySortKey({ tableName: 'Hits', partitionKey: 'id', sortKey: 'region' });`);
    run('npx', 'tsc', '--noEmit', '--strict', '--target', 'es2022', '--module', 'node16', '--types', 'node', 'app.ts', 'hello.ts', 'regions.ts', 'count.ts');
  }, 120_000);

  test.each([
    ['commonjs', 'node10', '--ignoreDeprecations', '6.0'], ['node16', 'node16'], ['nodenext', 'nodenext'], ['esnext', 'bundler'],
  ])('finds the types of the local Regions and of what handlers import as %s with the module resolution %s, in CommonJS and ES modules', (module, resolution, ...flags) => {
    ['regions', 'count'].forEach(name => ['mts', 'cts'].forEach(extension => fs.copyFileSync(path.join(app, `${name}.ts`), path.join(app, `${name}.${extension}`))));
    run('npx', 'tsc', '--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--types', 'node', '--module', module,
      '--moduleResolution', resolution, ...flags, ...['regions', 'count'].flatMap(name => ['ts', 'mts', 'cts'].map(extension => `${name}.${extension}`)));
  }, 120_000);

  test('synthesizes', () => {
    execFileSync('npx', ['tsx', 'app.ts'], { cwd: app, env: { ...process.env, CDK_OUTDIR: 'cdk.out' }, stdio: 'ignore' });
    const { artifacts } = JSON.parse(fs.readFileSync(path.join(app, 'cdk.out', 'manifest.json'), 'utf8'));
    const stacks = Object.values<any>(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack').map(({ properties }) => properties.stackName);
    expect(stacks.sort()).toEqual(['HitCounter-Tables', 'HitCounter-ap-southeast-1', 'HitCounter-eu-west-1', 'HitCounter-us-east-1']);
  }, 120_000);

  test('is served by `npx multi-region local`', async () => {
    expect(await answersOfHitCounter('npx multi-region local', app)).toEqual([
      { message: 'hello from us-east-1, 127.0.0.1', visits: '1' }, expect.objectContaining({ message: 'hello from eu-west-1, 127.0.0.1' }),
    ]);
  }, 120_000);
});

test('only its entry points can be imported', () => {
  const tryImport = (name: string) => {
    try {
      run(process.execPath, '-e', `require('${name}')`);
      return 'imported';
    } catch (error) {
      return /ERR_PACKAGE_PATH_NOT_EXPORTED/.exec(String((error as { stderr: string }).stderr))?.[0];
    }
  };
  const name = 'cdk-multi-region-serverless-api';
  expect([name, `${name}/local`, `${name}/runtime`, `${name}/package.json`].map(tryImport)).toEqual(['imported', 'imported', 'imported', 'imported']);
  expect([`${name}/lib/domain/regional-domain`, `${name}/lib/local/cli.js`].map(tryImport)).toEqual(['ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_PACKAGE_PATH_NOT_EXPORTED']);
}, 60_000);
