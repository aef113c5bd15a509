import { execFileSync, spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { commandOf, example, PACKAGES, synthesize, Templates, typescriptTemplates, typescriptTemplatesOf } from './hit-counter';
import { answersOfHitCounter } from './local-regions';
import * as manifest from '../../package.json';

/** The wheel in a virtual environment. */
const EXAMPLE = example('hit-counter-python');
const environment = fs.mkdtempSync(path.join(os.tmpdir(), 'python-'));
const inEnvironment = (name: string) => path.join(environment, 'bin', name);
const activated = { PATH: `${environment}/bin:${process.env.PATH}` };

let expected: Templates;
let python: { templates: Templates; assembly: string };

beforeAll(() => {
  expected = typescriptTemplates();
  const wheel = fs.readdirSync(path.join(PACKAGES, 'python')).find(file => file.endsWith('.whl'))!;
  execFileSync('python3', ['-m', 'venv', environment]);
  execFileSync(inEnvironment('pip'), ['install', '--quiet', path.join(PACKAGES, 'python', wheel), '--requirement', path.join(EXAMPLE, 'requirements.txt')]);
  python = synthesize(EXAMPLE, commandOf(EXAMPLE), activated);
}, 600_000);

afterAll(() => fs.rmSync(environment, { recursive: true, force: true }));

test('the hit counter in Python makes the templates of the one in TypeScript', () => {
  expect(Object.keys(expected)).toHaveLength(4);
  expect(python.templates).toEqual(expected);
});

test('and so do schedules, queues, their routes and failure destinations', () => {
  const directory = path.join(__dirname, 'background-work');
  const { templates } = synthesize(directory, 'python app.py', activated);
  expect(Object.keys(templates)).toHaveLength(3);
  expect(templates).toEqual(typescriptTemplatesOf(directory));
}, 120_000);

test('a prop that differs would be found', () => {
  const changed = path.join(environment, 'changed.py');
  const app = fs.readFileSync(path.join(EXAMPLE, 'app.py'), 'utf8');
  fs.writeFileSync(changed, app.replace('failure_threshold=1', 'failure_threshold=2'));
  const { templates } = synthesize(EXAMPLE, commandOf(EXAMPLE).replace('app.py', changed), activated);
  const differing = Object.keys(expected).filter(file => JSON.stringify(templates[file]) !== JSON.stringify(expected[file]));
  expect(differing).toHaveLength(3); // the Regions' stacks; the tables' has no health check
}, 120_000);

test('the command line comes with the wheel, and takes less than a second, for it starts no jsii kernel', () => {
  const durations = [1, 2, 3].map(() => {
    const begin = performance.now();
    expect(execFileSync(inEnvironment('multi-region'), ['--version'], { encoding: 'utf8' }).trim()).toBe(manifest.version);
    return performance.now() - begin;
  });
  expect(Math.min(...durations)).toBeLessThan(1000);
}, 60_000);

test('Ctrl-C ends it without a traceback', async () => {
  const child = spawn(inEnvironment('multi-region'), ['local', '--app', python.assembly, '--port', '0', '--aws-port', '0'], { cwd: EXAMPLE });
  let errors = '';
  child.stderr.on('data', data => { errors += data; });
  await new Promise<void>(resolve => child.stdout.on('data', text => { if (String(text).includes('AWS clients')) resolve(); }));
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(errors).not.toContain('Traceback');
}, 60_000);

test('without Node.js it says so', () => {
  const command = () => execFileSync(inEnvironment('multi-region'), ['--version'], { env: { PATH: '/nowhere' }, stdio: 'pipe' });
  expect(command).toThrow('multi-region needs Node.js: there is no `node` on the PATH');
});

test('and runs the Regions of the Python app', async () => {
  expect(await answersOfHitCounter(`${inEnvironment('multi-region')} local --app ${python.assembly}`, EXAMPLE)).toEqual([
    { message: 'hello from us-east-1, 127.0.0.1', visits: '1' }, expect.objectContaining({ message: 'hello from eu-west-1, 127.0.0.1' }),
  ]);
}, 120_000);
