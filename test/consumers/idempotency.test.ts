import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { describeDoubleCharge } from '../local/idempotency/double-charge';

/** A virtual environment that has boto3, as Lambda has, and code that brings what it needs besides. */
const appDirectory = mkdtempSync(join(tmpdir(), 'charge-'));
const codeDirectory = join(appDirectory, 'code');
beforeAll(() => {
  const pip = (...args: string[]) => execFileSync(join(appDirectory, '.venv', 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...args]);
  execFileSync('python3', ['-m', 'venv', join(appDirectory, '.venv')]);
  pip('boto3');
  pip('--target', codeDirectory, 'aws-lambda-powertools');
  copyFileSync(join(__dirname, 'charge', 'charge.py'), join(codeDirectory, 'charge.py'));
}, 120_000);
afterAll(() => rmSync(appDirectory, { recursive: true, force: true }));

describeDoubleCharge('Python', () => ({ runtime: Runtime.PYTHON_3_13, handler: 'charge.handler', codeDirectory, appDirectory }));
