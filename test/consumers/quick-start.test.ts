import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { RunningRegions, startRegions } from './local-regions';
import * as manifest from '../../package.json';

/** What the README promises for two minutes, pasted into an empty folder: the packed tarball in place of the registry's. */
const ROOT = path.join(__dirname, '..', '..');
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'quick-start-'));
const LONGEST_MS = 120_000;

const section = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8').split(/^## /m).find(text => text.startsWith('In two minutes'))!;
const [, pasted] = /^```sh\n([\s\S]*?)^```$/m.exec(section)!;
/** What is typed, with what is answered, in the second terminal. */
const typed = [.../^```console\n([\s\S]*?)^```$/m.exec(section)![1].matchAll(/^\$ (.*)\n([^$]*)/gm)].map(([, command, answer]) => ({ command, answer }));

let regions: RunningRegions | undefined;
let began: number;

beforeAll(() => {
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', directory], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  fs.renameSync(path.join(directory, filename), `${directory}.tgz`);
  began = Date.now();
}, 300_000);
afterAll(() => regions?.stop());

/** The last command stays in the foreground. */
const [start] = /^npx multi-region local .*$/m.exec(pasted)!;
const setUp = pasted.replace(manifest.name, `${directory}.tgz`).replace(start, '');

test('what is pasted into an empty folder runs, and each command answers as the README says', async () => {
  execFileSync('bash', ['-e', '-c', setUp], { cwd: directory, stdio: 'ignore' });
  regions = await startRegions(start, directory);
  const { url, awsUrl } = regions;
  expect(typed.map(({ command }) => command.replace(/^sleep \d+; /, '').split(' ')[0])).toEqual(['curl', 'npx', 'curl', 'npx']);
  for (const { command, answer } of typed) {
    // The machine may be busier than the reader's.
    const here = command.replace('localhost:3000', url).replace('http://localhost:3100', `${awsUrl} --via ${url}`).replace(/^sleep 3/, 'sleep 6');
    const answered = execFileSync('bash', ['-c', here], { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect([command, answered.replaceAll(awsUrl, 'http://localhost:3100').replaceAll(url, 'http://localhost:3000')]).toEqual([command, answer]);
  }
  expect(Date.now() - began).toBeLessThan(LONGEST_MS);
}, 300_000);
