import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { describeDoubleCharge } from './double-charge';
import { APP_DIRECTORY } from '../visits-app';

const codeDirectory = mkdtempSync(join(tmpdir(), 'charge-'));
beforeAll(() => {
  buildSync({
    entryPoints: [join(__dirname, 'charge.ts')], outfile: join(codeDirectory, 'charge.js'), bundle: true, platform: 'node', target: 'node22', external: ['@aws-sdk/*'],
  });
});
afterAll(() => rmSync(codeDirectory, { recursive: true }));

describeDoubleCharge('TypeScript', () => ({ runtime: Runtime.NODEJS_22_X, handler: 'charge.handler', codeDirectory, appDirectory: APP_DIRECTORY }));
