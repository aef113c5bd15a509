import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Alias, CfnFunction, Code, Function, FunctionProps, LayerVersion, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { zipSync } from 'fflate';
import { SynthesizedApps } from '../synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

const INLINE: FunctionProps = { code: Code.fromInline('exports.handler = async () => 1;'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X };

const RUBY = new Runtime('ruby3.4', RuntimeFamily.RUBY, { supportsInlineCode: true });

/** A stack needs something to run. */
function table(stack: Stack) {
  return new Table(stack, 'Orders', { tableName: 'orders', partitionKey: { name: 'id', type: AttributeType.STRING } });
}

function functionsOf(build: (stack: Stack) => unknown) {
  return apps.deploy(stack => build(stack) && table(stack)).functions;
}

test('a function is what its template says', () => {
  const functions = functionsOf(stack => new Function(stack, 'Hello', {
    ...INLINE, functionName: 'hello', description: 'says hello', timeout: Duration.seconds(7), memorySize: 512, environment: { COLOR: 'blue' },
  }));
  expect(functions).toEqual([{
    functionName: 'hello',
    region: 'eu-west-1',
    accountId: '000000000000',
    roleArn: expect.stringMatching(/^arn:aws:iam::000000000000:role\/Shop-HelloServiceRole/),
    logicalPath: 'Shop/Hello',
    description: 'says hello',
    codeDirectory: expect.any(String),
    layers: [],
    qualifiers: {},
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    timeoutSeconds: 7,
    memoryMb: 512,
    environment: { COLOR: 'blue' },
    isForDeployments: false,
    hasSecretsExtension: false,
    isLoggedAsJson: false,
  }]);
});

test('code in a zip file is unpacked, once for all Regions', () => {
  const zip = join(apps.directory, 'zipped.zip');
  writeFileSync(zip, zipSync({ 'index.js': Buffer.from('exports.handler = 1;'), 'lib/': Buffer.alloc(0), '../a.txt': Buffer.from('a') }));
  const [first, second] = functionsOf(stack => ['First', 'Second'].map(id => new Function(stack, id, { ...INLINE, code: Code.fromAsset(zip) })));
  expect(readdirSync(first.codeDirectory, { recursive: true }).toSorted()).toEqual(['a.txt', 'index.js', 'lib']);
  expect(readFileSync(join(first.codeDirectory, 'index.js'), 'utf8')).toBe('exports.handler = 1;');
  expect(second.codeDirectory).toBe(first.codeDirectory);
});

test('without a timeout it has 3 seconds, without a memory size 128 MB', () => {
  expect(functionsOf(stack => new Function(stack, 'Hello', INLINE))[0]).toMatchObject({ timeoutSeconds: 3, memoryMb: 128, environment: {} });
});

test('its log group is its own one, where it has one', () => {
  const logs = (logGroupName?: string) => functionsOf(stack => new Function(stack, 'Hello', {
    ...INLINE, logGroup: logGroupName === undefined ? undefined : new LogGroup(stack, 'Logs', { logGroupName }),
  }))[0].logGroupName;
  expect([logs('/shop/hello'), logs()]).toEqual(['/shop/hello', undefined]);
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

test('inline code in Python is written to a module', () => {
  const [{ codeDirectory }] = functionsOf(stack => new Function(stack, 'Hello', { ...INLINE, runtime: Runtime.PYTHON_3_13, code: Code.fromInline('handler = print') }));
  expect(readFileSync(join(codeDirectory, 'index.py'), 'utf8')).toBe('handler = print');
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

function directory(name: string, files: Record<string, string | Buffer>): string {
  const made = join(apps.directory, name);
  mkdirSync(made, { recursive: true });
  Object.entries(files).forEach(([file, content]) => writeFileSync(join(made, file), content));
  return made;
}

test('versions and aliases lead to its one version', () => {
  const { functions } = apps.deploy(stack => {
    table(stack);
    const hello = new Function(stack, 'Hello', { ...INLINE, functionName: 'hello' });
    hello.addAlias('live');
    new Alias(stack, 'Newest', { aliasName: 'newest', version: hello.latestVersion });
    new Function(stack, 'Bye', { ...INLINE, functionName: 'bye' });
  });
  expect(functions.map(({ qualifiers }) => qualifiers)).toEqual([{ 1: '1', live: '1', newest: '$LATEST' }, {}]);
});

describe('layers', () => {
  test('are the directories of their assets, in the function\'s order', () => {
    const { functions, unsupported } = apps.deploy(stack => {
      table(stack);
      const layers = ['First', 'Last'].map(id => new LayerVersion(stack, id, { code: Code.fromAsset(directory(`layer-${id}`, { [id]: '' })) }));
      new Function(stack, 'Hello', { ...INLINE, layers });
    });
    expect(functions[0].layers.map(layer => readdirSync(layer))).toEqual([['First'], ['Last']]);
    expect(unsupported).toEqual([]);
  });

  test('that the app does not bring are named', () => {
    const arn = 'arn:aws:lambda:eu-west-1:017000801446:layer:Powertools:1';
    const { functions, unsupported } = apps.deploy(stack => {
      table(stack);
      new Function(stack, 'Hello', { ...INLINE, layers: [LayerVersion.fromLayerVersionArn(stack, 'Powertools', arn)] });
    });
    expect(functions[0].layers).toEqual([]);
    expect(unsupported.map(({ path, meaning }) => [path, meaning])).toEqual([['Shop/Hello', `its layer ${arn} is not here`]]);
  });
});

describe('a custom runtime', () => {
  const elf = (machine: number) => Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(14), Buffer.of(machine, 0)]);
  const [own, other] = process.arch === 'arm64' ? [0xB7, 0x3E] : [0x3E, 0xB7];
  const deploy = (name: string, bootstrap: string | Buffer) => apps.deploy(stack => {
    table(stack);
    new Function(stack, 'Hello', { code: Code.fromAsset(directory(name, { bootstrap })), handler: 'bootstrap', runtime: Runtime.PROVIDED_AL2023 });
  });

  test.each<[string, string | Buffer]>([
    ['a script', '#!/bin/sh'],
    ...process.platform === 'linux' ? [['built for this machine', elf(own)] as [string, Buffer]] : [],
  ])('that is %s runs', (name, bootstrap) => {
    const { functions, unsupported } = deploy(name, bootstrap);
    expect(functions).toMatchObject([{ runtime: 'provided.al2023', handler: 'bootstrap' }]);
    expect(unsupported).toEqual([]);
  });

  test.each<[string, Buffer, string]>([
    ['another processor', elf(other), `linux ${process.arch === 'arm64' ? 'x64' : 'arm64'}`],
    ['Windows', Buffer.from('MZ'), 'win32'],
    ...process.platform === 'darwin' ? [] : [['macOS', Buffer.from('cffaedfe0c000001', 'hex'), 'darwin arm64'] as [string, Buffer, string]],
  ])('that is built for %s does not, and is named', (name, bootstrap, target) => {
    const { functions, unsupported } = deploy(name, bootstrap);
    expect(functions).toEqual([]);
    expect(unsupported.map(({ path, meaning }) => [path, meaning])).toEqual([
      ['Shop/Hello', `its bootstrap is built for ${target}, and this machine is ${process.platform} ${process.arch}: it is not run here, and its routes answer 501`],
    ]);
  });
});

describe('a function that does not run here', () => {
  const role = 'arn:aws:iam::123456789012:role/hello';
  const zip = join(apps.directory, 'code.zip');
  beforeAll(() => writeFileSync(zip, 'no zip'));

  test.each<[string, RegExp, (stack: Stack) => unknown]>([
    ['a file of another kind', /^its code is no directory and no zip file: \/.*\.zip$/,
      stack => new Function(stack, 'Hello', { ...INLINE, code: Code.fromAsset(zip) })],
    ['code in a bucket', /^its code, hello\.zip, is not in the cloud assembly$/,
      stack => new CfnFunction(stack, 'Hello', { code: { s3Bucket: 'bucket', s3Key: 'hello.zip' }, role, handler: 'index.handler', runtime: 'nodejs22.x' })],
    ['a container image', /^it is a container image$/,
      stack => new CfnFunction(stack, 'Hello', { code: { imageUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/hello:1' }, packageType: 'Image', role })],
    ['another runtime', /^it runs on ruby3\.4$/, stack => new Function(stack, 'Hello', { ...INLINE, runtime: RUBY })],
  ])('%s is named with its reason', (_, why, build) => {
    const { functions, absentFunctions, unsupported } = apps.deploy(stack => build(stack) && table(stack));
    expect(functions).toEqual([]);
    expect(absentFunctions).toEqual([{ functionName: expect.stringMatching(/Hello/), region: 'eu-west-1', what: expect.stringMatching(/^Shop\/Hello: /) }]);
    expect(absentFunctions[0].what.slice('Shop/Hello: '.length)).toMatch(why);
    const suffix = ': it is not run here, and its routes answer 501';
    expect(unsupported.map(({ path, meaning }) => [path, meaning.endsWith(suffix) && meaning.slice(0, -suffix.length)])).toEqual([['Shop/Hello', expect.stringMatching(why)]]);
  });

  test.each<[string, (handler: Function, other: Function) => unknown]>([
    ['a route of a REST API', (handler, other) => {
      const api = new RestApi(Stack.of(handler), 'Api', { defaultIntegration: new LambdaIntegration(other) });
      api.root.addMethod('GET');
      api.root.addMethod('POST', new LambdaIntegration(handler));
    }],
    ['a route of an HTTP API', (handler, other) => {
      const api = new HttpApi(Stack.of(handler), 'Api');
      api.addRoutes({ path: '/', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('Other', other) });
      api.addRoutes({ path: '/', methods: [HttpMethod.POST], integration: new HttpLambdaIntegration('Handler', handler) });
    }],
    ['a route that it authorizes', (handler, other) => {
      const api = new RestApi(Stack.of(handler), 'Api', { defaultIntegration: new LambdaIntegration(other) });
      api.root.addMethod('GET');
      api.root.addMethod('POST', undefined, { authorizer: new TokenAuthorizer(Stack.of(handler), 'Authorizer', { handler }) });
    }],
  ])('%s answers 501, and no other', (_, build) => {
    const { restApis, httpApis } = apps.deploy(stack => build(
      new Function(stack, 'Hello', { ...INLINE, runtime: RUBY }), new Function(stack, 'Other', INLINE),
    ));
    const routes = [...restApis.flatMap(({ methods }) => methods), ...httpApis.flatMap(api => api.routes)];
    expect(routes.map(({ integration }) => integration)).toEqual([
      expect.objectContaining({ type: 'AWS_PROXY' }), { type: 'UNSUPPORTED', what: 'Shop/Hello: it runs on ruby3.4' },
    ]);
    expect(routes.map(({ authorizer }) => authorizer)).toEqual([undefined, undefined]);
  });
});

describe('a function that only deployments invoke', () => {
  const TOLD = 'only deployments invoke it, for a custom resource that is not run here: it is not loaded';

  test('is one of CDK\'s helpers: they are told in one line, beside what they would do', () => {
    const source = join(apps.directory, 'site');
    mkdirSync(source);
    const { functions, unsupported } = apps.deploy(stack => {
      table(stack);
      const bucket = new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY, eventBridgeEnabled: true });
      new BucketDeployment(stack, 'Site', { destinationBucket: bucket, sources: [Source.asset(source)] });
      new LogRetention(stack, 'Retention', { logGroupName: 'logs', retention: RetentionDays.ONE_DAY });
      new AwsCustomResource(stack, 'Call', { onCreate: { service: 'S3', action: 'listBuckets', physicalResourceId: PhysicalResourceId.of('call') }, policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }) });
    });
    const lines = unsupported.filter(({ type }) => type === 'AWS::Lambda::Function');
    expect(lines).toEqual([{ type: 'AWS::Lambda::Function', region: 'eu-west-1', path: expect.any(String), meaning: TOLD }]);
    expect(lines[0].path.split(', ').map(path => path.replace(/[0-9a-fA-F]{20,}/, ''))).toEqual([
      'Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler', 'Shop/BucketNotificationsHandler', 'Shop/Custom::CDKBucketDeployment', 'Shop/LogRetention', 'Shop/AWS',
    ]);
    expect(functions.filter(fn => !fn.isForDeployments)).toEqual([]);
  });

  test('is one behind a provider, and the provider\'s own', () => {
    const { functions, unsupported } = apps.deploy(stack => {
      table(stack);
      const provider = new Provider(stack, 'Provider', {
        onEventHandler: new Function(stack, 'OnEvent', INLINE), isCompleteHandler: new Function(stack, 'IsComplete', INLINE),
      });
      new CustomResource(stack, 'Thing', { resourceType: 'Custom::Thing', serviceToken: provider.serviceToken });
      new Function(stack, 'Hello', INLINE);
    });
    expect(functions.map(({ logicalPath, isForDeployments }) => [logicalPath, isForDeployments])).toEqual([
      ['Shop/OnEvent', true],
      ['Shop/IsComplete', true],
      ...['framework-onEvent', 'framework-isComplete', 'framework-onTimeout'].map(id => [`Shop/Provider/${id}`, true]),
      ['Shop/Hello', false],
    ]);
    expect(unsupported.filter(({ meaning }) => meaning === TOLD)).toHaveLength(1);
  });
});
