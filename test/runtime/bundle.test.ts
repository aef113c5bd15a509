import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';
import * as runtime from '../../runtime';

const ROOT = path.join(__dirname, '..', '..');

/** What a handler of its own bundles, as `NodejsFunction` does. */
function bundled(code: string): string {
  const { outputFiles: [{ text }] } = buildSync({
    stdin: { contents: code, resolveDir: ROOT, loader: 'ts' }, bundle: true, platform: 'node', external: ['@aws-sdk/*'], write: false,
  });
  return text;
}

test('a handler\'s bundle has of the package what it uses, and needs the SDK\'s DynamoDB client alone', () => {
  const counter = bundled('import { RegionalCounter } from "cdk-multi-region-serverless-api/runtime"; export const c = RegionalCounter;');
  const needed = [...counter.matchAll(/require\("([^"]*)"\)/g)].map(([, name]) => name);
  expect(new Set(needed)).toEqual(new Set(['@aws-sdk/client-dynamodb']));
  expect(bundled('import { stamped } from "cdk-multi-region-serverless-api/runtime"; export const s = stamped;')).not.toContain('RegionalCounter');
  expect(fs.statSync(path.join(ROOT, 'lib/runtime/index.js')).size).toBeLessThan(20_000);
});

test('both module systems of Node.js find the same names', () => {
  const names = (program: string, type: string) =>
    JSON.parse(execFileSync(process.execPath, [`--input-type=${type}`, '-e', program], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  const name = 'cdk-multi-region-serverless-api/runtime';
  const expected = Object.keys(runtime).sort();
  expect(names(`console.log(JSON.stringify(Object.keys(require('${name}')).sort()))`, 'commonjs')).toEqual(expected);
  expect(names(`import * as runtime from '${name}'; console.log(JSON.stringify(Object.keys(runtime).sort()))`, 'module')).toEqual(expected);
});
