import { execFile, execFileSync, spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { createInterface } from 'readline';
import { promisify } from 'util';
import { describeMessaging, REGION } from '../local/messaging/conformance';

const environment = fs.mkdtempSync(path.join(os.tmpdir(), 'messaging-'));
const program = (name: string) => path.join(environment, 'bin', name);
const ends: (() => void)[] = [() => fs.rmSync(environment, { recursive: true, force: true })];

beforeAll(() => {
  execFileSync('python3', ['-m', 'venv', environment]);
  execFileSync(program('pip'), ['install', '--quiet', '--disable-pip-version-check', 'awscli', 'boto3']);
}, 300_000);
afterAll(() => ends.reverse().forEach(end => end()));

describeMessaging('boto3', ({ awsUrl }) => {
  const child = spawn(program('python3'), [path.join(__dirname, 'call.py'), awsUrl, REGION], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  ends.push(() => child.kill());
  return async (...asked) => {
    child.stdin.write(`${JSON.stringify(asked)}\n`);
    const { output, error } = JSON.parse((await answers.next()).value);
    if (error) throw new Error(error);
    return output;
  };
}, 60_000);

describeMessaging('the AWS CLI', ({ awsUrl }) => async (service, operation, input) => {
  const command = operation.replace(/(?<!^)(?=[A-Z])/g, '-').toLowerCase();
  const { stdout } = await promisify(execFile)(program('aws'), [service, command, '--cli-input-json', JSON.stringify(input), '--endpoint-url', awsUrl], {
    env: { PATH: process.env.PATH, HOME: environment, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_DEFAULT_REGION: REGION, AWS_DEFAULT_OUTPUT: 'json' },
  });
  return stdout ? JSON.parse(stdout) : undefined;
}, 60_000);
