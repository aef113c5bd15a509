import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction, Code, Function, FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SynthesizedApps } from '../synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

const INLINE: FunctionProps = { code: Code.fromInline('exports.handler = async () => 1;'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X };

/** A stack needs something to run. */
function table(stack: Stack) {
  return new Table(stack, 'Orders', { tableName: 'orders', partitionKey: { name: 'id', type: AttributeType.STRING } });
}

function functionsOf(build: (stack: Stack) => unknown) {
  return apps.deploy(stack => build(stack) && table(stack)).functions;
}

test('a function is what its template says', () => {
  const functions = functionsOf(stack => new Function(stack, 'Hello', {
    ...INLINE, functionName: 'hello', timeout: Duration.seconds(7), memorySize: 512, environment: { COLOR: 'blue' },
  }));
  expect(functions).toEqual([{
    functionName: 'hello',
    region: 'eu-west-1',
    accountId: '000000000000',
    logicalPath: 'Shop/Hello',
    codeDirectory: expect.any(String),
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    timeoutSeconds: 7,
    memoryMb: 512,
    environment: { COLOR: 'blue' },
  }]);
});

test('without a timeout it has 3 seconds, without a memory size 128 MB', () => {
  expect(functionsOf(stack => new Function(stack, 'Hello', INLINE))[0]).toMatchObject({ timeoutSeconds: 3, memoryMb: 128, environment: {} });
});

test('references in the environment are resolved, and numbers become text', () => {
  const { functions, restApis } = apps.deploy(stack => {
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET');
    const orders = table(stack);
    const fn = new Function(stack, 'Hello', { ...INLINE, environment: { TABLE: orders.tableName, ARN: orders.tableArn, URL: api.url } });
    (fn.node.defaultChild as CfnFunction).addPropertyOverride('Environment.Variables.LIMIT', 5);
  });
  expect(functions[0].environment).toEqual({
    TABLE: 'orders',
    ARN: 'arn:aws:dynamodb:eu-west-1:000000000000:table/orders',
    URL: `https://${restApis[0].id}.execute-api.eu-west-1.amazonaws.com/prod/`,
    LIMIT: '5',
  });
});

test('inline code is written to a file', () => {
  const [{ codeDirectory }] = functionsOf(stack => new Function(stack, 'Hello', INLINE));
  expect(readFileSync(join(codeDirectory, 'index.js'), 'utf8')).toBe('exports.handler = async () => 1;');
});

test('functions of the same name in two Regions have each its own code', () => {
  const { functions } = apps.deployApp(app => {
    for (const region of ['us-east-1', 'eu-west-1']) {
      const stack = new Stack(app, `Shop-${region}`, { env: { region } });
      table(stack);
      new Function(stack, 'Hello', { ...INLINE, functionName: 'hello', code: Code.fromInline(`exports.handler = async () => '${region}';`) });
    }
  });
  const codes = functions.map(({ region, codeDirectory }) => [region, readFileSync(join(codeDirectory, 'index.js'), 'utf8')]);
  expect(codes).toEqual(['us-east-1', 'eu-west-1'].map(region => [region, `exports.handler = async () => '${region}';`]));
});

test('functions of the same code have one file, so that it is loaded once', () => {
  const functions = functionsOf(stack => ['Hello', 'Bye'].map(id => new Function(stack, id, INLINE)));
  expect(new Set(functions.map(({ codeDirectory }) => codeDirectory)).size).toBe(1);
});

test('the code of an asset is its directory', () => {
  const source = join(apps.directory, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'index.js'), 'exports.handler = async () => 2;');
  const [{ codeDirectory }] = functionsOf(stack => new Function(stack, 'Hello', { ...INLINE, code: Code.fromAsset(source) }));
  expect(existsSync(join(codeDirectory, 'index.js'))).toBe(true);
});

test('a zip file is refused, with its path', () => {
  const zip = join(apps.directory, 'code.zip');
  writeFileSync(zip, 'PK');
  expect(() => functionsOf(stack => new Function(stack, 'Hello', { ...INLINE, code: Code.fromAsset(zip) })))
    .toThrow(/^The code of Shop\/Hello must be a directory, which `Code.fromAsset` and `NodejsFunction` make, got: \/.*\.zip$/);
});

test('code in a bucket is refused', () => {
  expect(() => functionsOf(stack => new CfnFunction(stack, 'Hello', {
    code: { s3Bucket: 'bucket', s3Key: 'hello.zip' }, role: 'arn:aws:iam::123456789012:role/hello', handler: 'index.handler', runtime: 'nodejs22.x',
  }))).toThrow('The code of Shop/Hello is not in the cloud assembly: hello.zip');
});

test('a container image is refused', () => {
  expect(() => functionsOf(stack => new CfnFunction(stack, 'Hello', {
    code: { imageUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/hello:1' }, packageType: 'Image', role: 'arn:aws:iam::123456789012:role/hello',
  }))).toThrow('Shop/Hello is a container image, which the local Regions do not run: only Node.js functions are served');
});
