import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { commandOf, example, PACKAGES, synthesize, Templates, typescriptTemplates } from './hit-counter';
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

test('a prop that differs would be found', () => {
  const changed = path.join(environment, 'changed.py');
  const app = fs.readFileSync(path.join(EXAMPLE, 'app.py'), 'utf8');
  fs.writeFileSync(changed, app.replace('failure_threshold=1', 'failure_threshold=2'));
  const { templates } = synthesize(EXAMPLE, commandOf(EXAMPLE).replace('app.py', changed), activated);
  const differing = Object.keys(expected).filter(file => JSON.stringify(templates[file]) !== JSON.stringify(expected[file]));
  expect(differing).toHaveLength(3); // the Regions' stacks; the tables' has no health check
}, 120_000);

test('the command line comes with the wheel', () => {
  expect(execFileSync(inEnvironment('multi-region'), ['--version'], { encoding: 'utf8' }).trim()).toBe(manifest.version);
}, 60_000);

test('and runs the Regions of the Python app', async () => {
  expect(await answersOfHitCounter(`${inEnvironment('multi-region')} local --app ${python.assembly}`, EXAMPLE)).toEqual([
    { message: 'hello from us-east-1, 127.0.0.1', visits: '1' }, expect.objectContaining({ message: 'hello from eu-west-1, 127.0.0.1' }),
  ]);
}, 120_000);
