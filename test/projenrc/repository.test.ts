import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { parse } from 'yaml';
import * as manifest from '../../package.json';
import { NODE_VERSIONS } from '../../projenrc/node-versions';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');
const yamlIn = (folder: string) => fs.readdirSync(path.join(ROOT, folder)).filter(file => file.endsWith('.yml')).map(file => ({ file, ...parse(read(path.join(folder, file))) }));

const workflows = yamlIn('.github/workflows');
const steps = workflows.flatMap(({ file, jobs }) => Object.values<any>(jobs).flatMap(job => job.steps.map((step: object) => ({ file, ...step }))));

test('the Node.js versions of the README are those that are tested, and the oldest is the package\'s floor', () => {
  const rows = [...read('README.md').matchAll(/^\| (\d\S*)(?: or later)? \| (\S+) \| ([\d-]+)/gm)].map(([, from, endOfLife, supportedUntil]) => ({ from, endOfLife, supportedUntil }));
  expect(rows).toEqual(NODE_VERSIONS.map(({ version, from, endOfLife, supportedUntil }) => ({ from: from?.replace(/\.0$/, '') ?? version, endOfLife, supportedUntil })));
  expect(manifest.engines.node).toBe(`>= ${NODE_VERSIONS[0].from}`);
  expect(workflows.find(({ name }) => name === 'build').jobs.test.strategy.matrix.node).toEqual(NODE_VERSIONS.map(({ version }) => version));
  const ci = read('.ci/run');
  expect(NODE_VERSIONS.slice(1).filter(({ version }) => !ci.includes(`npm run test:node${version}`))).toEqual([]);
});

test('what workflows run is a script of this repository', () => {
  const commands = steps.flatMap(({ run }) => [...(run ?? '').matchAll(/(?:npx projen|npm run) ([\w:-]+)|npx tsx (\S+)|^(\.ci\/\S+)/gm)]);
  expect(commands.length).toBeGreaterThan(3);
  const { tasks } = JSON.parse(read('.projen/tasks.json'));
  const isThere = ([, task, script, file]: string[]) => task ? task in tasks : fs.existsSync(path.join(ROOT, script ?? file));
  expect(commands.filter(found => !isThere(found)).map(([text]) => text)).toEqual([]);
});

test('no workflow may write more than its job needs', () => {
  const jobs = workflows.flatMap(({ file, jobs: all }) => Object.entries<any>(all).map(([name, { permissions }]) => ({ job: `${file} ${name}`, permissions })));
  expect(jobs.filter(({ permissions }) => permissions === undefined || permissions === 'write-all').map(({ job }) => job)).toEqual([]);
});

test('the forms of issues ask for what a reproduction needs', () => {
  const bug = yamlIn('.github/ISSUE_TEMPLATE').find(({ file }) => file === 'bug.yml')!;
  const required = bug.body.filter(({ validations }: any) => validations?.required).map(({ id }: any) => id);
  expect(required).toEqual(['where', 'app', 'commands', 'expected', 'versions']);
  expect(bug.body.find(({ id }: any) => id === 'commands').attributes.value).toContain('npx multi-region local');
});

test('no file names the host of a package registry', () => {
  const hosts = ['registry.npm' + 'js.org', 'pypi' + '.org', 'pythonhosted' + '.org', 'maven' + '.org', 'sonatype' + '.org', 'nuget' + '.org', 'proxy.golang' + '.org'];
  const found = (() => {
    try {
      return execFileSync('git', ['grep', '--untracked', '-lF', ...hosts.flatMap(host => ['-e', host])], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
    } catch {
      return []; // git grep fails where it finds nothing
    }
  })();
  expect(found).toEqual([]);
});
