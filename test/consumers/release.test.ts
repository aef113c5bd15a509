import { execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { expectPackagesOfThisCode, PACKAGES } from './hit-counter';
import { Registries, startRegistries } from './registries';
import * as manifest from '../../package.json';

/** A release rehearsed: what `package-all` made is published, by npm and twine, to registries on this machine, and installed from them. */
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'release-'));
const environment = path.join(directory, 'venv');
const { version, name } = manifest;

let registries: Registries | undefined;

/** Neither npm's nor pip's cache is asked: what was installed before may be of other code. */
async function run(cwd: string, command: string, args: string[], settings: NodeJS.ProcessEnv = {}): Promise<string> {
  const env = { ...process.env, npm_config_prefer_online: 'true', PIP_NO_CACHE_DIR: '1', ...settings };
  return (await promisify(execFile)(command, args, { cwd, env })).stdout;
}

const inEnvironment = (program: string) => path.join(environment, 'bin', program);

function packed(language: string, end: string): string {
  const folder = path.join(PACKAGES, language);
  return path.join(folder, fs.readdirSync(folder).find(file => file.endsWith(end))!);
}

function newApp(called: string, files: Record<string, string>): string {
  const app = path.join(directory, called);
  fs.mkdirSync(app);
  Object.entries(files).forEach(([file, text]) => fs.writeFileSync(path.join(app, file), text));
  return app;
}

async function stacksOf(app: string, command: string, args: string[]): Promise<string[]> {
  await run(app, command, args, { CDK_OUTDIR: 'cdk.out' });
  const { artifacts } = JSON.parse(fs.readFileSync(path.join(app, 'cdk.out', 'manifest.json'), 'utf8'));
  return Object.values<any>(artifacts).flatMap(({ properties }) => properties?.stackName ?? []).sort();
}

const STACKS = ['Shop-eu-west-1', 'Shop-us-east-1'];

beforeAll(async () => {
  expectPackagesOfThisCode();
  registries = await startRegistries();
});
afterAll(() => {
  registries?.stop();
  fs.rmSync(directory, { recursive: true });
});

test('npm publishes the tarball, and a new app in TypeScript installs it by its name and synthesizes', async () => {
  const { npm } = registries!;
  // It wants to know who publishes, which the loopback registry does not.
  const token = `--${npm.replace('http:', '')}:_authToken=rehearsal`;
  await run(directory, 'npm', ['publish', packed('js', '.tgz'), '--registry', npm, token, '--access', 'public']);
  expect(registries!.published()).toEqual([`${name}-${version}.tgz`]);

  const app = newApp('typescript', {
    'package.json': '{ "private": true }',
    'app.ts': `
      import { App } from 'aws-cdk-lib';
      import { MultiRegionServerlessApi } from '${name}';
      new MultiRegionServerlessApi(new App(), 'Shop', {
        regions: ['us-east-1', 'eu-west-1'], domain: { domainName: 'shop.example.com', hostedZoneId: 'Z0123456789', zoneName: 'example.com' },
      });`,
  });
  await run(app, 'npm', ['install', '--registry', npm, '--no-audit', '--no-fund', `${name}@${version}`, 'tsx', 'typescript@~6.0.3', '@types/node@20']);
  await run(app, 'npx', ['tsc', '--noEmit', '--strict', '--types', 'node', '--module', 'node16', 'app.ts']);
  expect(await stacksOf(app, 'npx', ['tsx', 'app.ts'])).toEqual(STACKS);
  expect((await run(app, 'npx', ['multi-region', '--version'])).trim()).toBe(version);
}, 600_000);

test('twine uploads the wheel, and a new app in Python installs it by its name and synthesizes', async () => {
  const { pypi } = registries!;
  await run(directory, 'python3', ['-m', 'venv', environment]);
  await run(directory, inEnvironment('pip'), ['install', '--quiet', 'twine']);
  const wheel = packed('python', '.whl');
  await run(directory, inEnvironment('twine'), ['check', '--strict', wheel]);
  await run(directory, inEnvironment('twine'), ['upload', '--repository-url', pypi, '--username', 'rehearsal', '--password', 'none', '--non-interactive', wheel]);
  expect(registries!.published()).toContain(path.basename(wheel));

  const app = newApp('python', {
    'app.py': [
      'from aws_cdk import App',
      'from cdk_multi_region_serverless_api import ApiDomain, MultiRegionServerlessApi',
      'app = App()',
      'domain = ApiDomain(domain_name="shop.example.com", hosted_zone_id="Z0123456789", zone_name="example.com")',
      'MultiRegionServerlessApi(app, "Shop", regions=["us-east-1", "eu-west-1"], domain=domain)',
      'app.synth()',
    ].join('\n'),
  });
  await run(app, inEnvironment('pip'), ['install', '--quiet', '--extra-index-url', `${pypi}simple/`, `${name}==${version}`]);
  expect(await stacksOf(app, inEnvironment('python'), ['app.py'])).toEqual(STACKS);
  expect((await run(app, inEnvironment('multi-region'), ['--version'])).trim()).toBe(version);
}, 600_000);
