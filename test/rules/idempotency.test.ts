import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { messagesAtSynth } from './messages';
import { Idempotency } from '../../src';
import { aFunction, anApi } from '../an-api';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'keyed-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));

interface Coded extends Partial<FunctionProps> {
  readonly folder: string;
}

function folderOf(name: string, files: Record<string, string>): string {
  const folder = path.join(directory, name);
  Object.entries(files).forEach(([file, text]) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  });
  return folder;
}

function bundle(name: string, options: string, minify: boolean = false): Coded {
  const contents = `import { makeIdempotent } from '@aws-lambda-powertools/idempotency';
    import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
    const CHARGE = process.env.PREFIX;
    export const handler = makeIdempotent(async event => CHARGE + event, { persistenceStore: new DynamoDBPersistenceLayer({ tableName: 'x' })${options} });`;
  const folder = path.join(directory, name);
  buildSync({ stdin: { contents, resolveDir: __dirname }, outfile: path.join(folder, 'index.js'), bundle: true, minify, platform: 'node', target: 'node22', external: ['@aws-sdk/*'] });
  return { folder };
}

function python(name: string, options: string): Coded {
  const code = folderOf(name, {
    'index.py': `from aws_lambda_powertools.utilities.idempotency import idempotent\n@idempotent(persistence_store=store${options})\ndef handler(event, context): pass`,
    'aws_lambda_powertools/utilities/idempotency/base.py': 'key_prefix=key_prefix',
  });
  return { folder: code, runtime: Runtime.PYTHON_3_13 };
}

/** Told of a function with this code in each Region; `grant()` gives it the variable. */
function toldOf({ folder, ...props }: Coded, isGranted: boolean = false, context: Record<string, unknown> = {}): string[] {
  const app = new App({ context });
  const api = anApi({}, app);
  const once = isGranted ? api.addIdempotencyTable('Charges', { across: Idempotency.afterReplication() }) : undefined;
  const table = once?.table ?? api.addGlobalTable('Charges', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    const charge = aFunction(region, 'Charge', { code: Code.fromAsset(folder), environment: once ? {} : { TABLE_NAME: table.tableName }, ...props });
    if (once) once.grant(charge);
    else table.grantReadWriteData(charge);
  }
  return messagesAtSynth(app);
}

const TOLD = [expect.stringMatching(/^The function at Shop\/us-east-1\/Shop\/Charge has Powertools' idempotency on the table Shop-Charges, by its own name in us-east-1, eu-west-1: .*idempotency-by-function-name\]$/)];

test.each<[string, () => Coded]>([
  ['a bundle', () => bundle('bundle', '')],
  ['a minified bundle', () => bundle('minified', '', true)],
  ['Python', () => python('python', '')],
  ['a bundle that asks for the variable, which it does not have', () => bundle('variable', ', keyPrefix: process.env.IDEMPOTENCY_KEY_PREFIX')],
])('%s without a prefix is told of', (_, propsOf) => {
  expect(toldOf(propsOf())).toEqual(TOLD);
});

test.each<[string, () => Coded]>([
  ['a literal prefix in a bundle', () => bundle('literal', ', keyPrefix: "charge"')],
  ['a literal prefix in a minified bundle', () => bundle('minified-literal', ', keyPrefix: "charge"', true)],
  ['a prefix by a name in a bundle', () => bundle('name', ', keyPrefix: CHARGE')],
  ['a prefix in Python', () => python('python-prefix', ', key_prefix="charge"')],
  ['the same name of the function in every Region', () => ({ ...bundle('called', ''), functionName: 'charge' })],
  ['code without Powertools', () => ({ folder: folderOf('plain', { 'index.js': 'exports.handler = async () => {};', 'node_modules/x/index.js': 'in_progress_expiration' }) })],
  ['code that is not read', () => ({ folder: folderOf('classes', { 'Charge.class': 'in_progress_expiration' }), runtime: Runtime.JAVA_21 })],
])('%s is told nothing of', (_, propsOf) => {
  expect(toldOf(propsOf())).toEqual([]);
});

test('a table of addIdempotencyTable() whose variable is not used is told of, and one whose is not', () => {
  expect(toldOf(bundle('unused', ''), true)).toEqual(TOLD);
  expect(toldOf(bundle('used', ', keyPrefix: process.env.IDEMPOTENCY_KEY_PREFIX', true), true)).toEqual([]);
});

test('where nothing is staged or bundled, which leaves the path of a whole project, nothing is told', () => {
  expect(toldOf(bundle('unstaged', ''), false, { 'aws:cdk:disable-asset-staging': true })).toEqual([]);
});
