import { FunctionSandbox } from './function-sandbox';
import { chosenFor, validateChosen } from '../../../../local/services/lambda/chosen-environment';
import { FunctionDefinition } from '../../../../local/services/lambda/function-definition';

const sandbox = new FunctionSandbox();
afterAll(() => sandbox.remove());

const hello: FunctionDefinition = {
  functionName: 'shop-hello',
  region: 'eu-west-1',
  accountId: '111111111111',
  logicalPath: 'Shop/eu-west-1/Shop/Hello',
  description: '',
  codeDirectory: '/',
  handler: 'index.handler',
  runtime: 'nodejs22.x',
  timeoutSeconds: 3,
  memoryMb: 128,
  environment: {},
  layers: [],
  qualifiers: {},
};

test.each([
  ['s3', ['AWS_ENDPOINT_URL_S3']],
  ['secrets-manager', ['AWS_ENDPOINT_URL_SECRETS_MANAGER']],
  ['Cognito Identity Provider', ['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER']],
  ['states', ['AWS_ENDPOINT_URL_SFN']],
  ['events', ['AWS_ENDPOINT_URL_EVENTBRIDGE']],
  ['ses', ['AWS_ENDPOINT_URL_SES', 'AWS_ENDPOINT_URL_SESV2']],
])('the endpoint of %s is told to SDKs in %j', (service, names) => {
  expect(chosenFor(hello, { endpoints: { [service]: 'https://emulator.example:4566/x' } })).toEqual(Object.fromEntries(names.map(name => [name, 'https://emulator.example:4566/x'])));
});

test('an endpoint of this machine is told by its address, so that no bucket is put before it', () => {
  expect(chosenFor(hello, { endpoints: { s3: 'http://localhost:9000', sqs: 'http://localhost', sns: 'http://localhost.example' } }))
    .toEqual({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000', AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1', AWS_ENDPOINT_URL_SNS: 'http://localhost.example' });
});

test.each(['shop-hello', 'Hello', 'Shop/Hello', 'Shop/eu-west-1/Shop/Hello'])('a function\'s own variables are found by %s, above those of all functions', called => {
  expect(chosenFor(hello, { environment: { '*': { A: 'all', B: 'all' }, [called]: { B: 'own' }, 'ello': { A: 'other' } } })).toEqual({ A: 'all', B: 'own' });
});

test('variables for a function that there is not are refused', () => {
  expect(() => validateChosen([hello], { environment: { '*': {}, 'Hello': {} } })).not.toThrow();
  expect(() => validateChosen([hello], { environment: { Helo: {} } }))
    .toThrow('`environment` (`--env`) must be for a function of the app, by its name, construct id or path (Hello), got: Helo');
});

test('chosen variables are above those of the template and of Lambda, and a session token is no other key\'s', async () => {
  const lambdaFunction = sandbox.function('exports.handler = async () => ({ ...process.env });', { environment: { COLOR: 'blue', SIZE: '1' } }, {
    chosenEnvironment: { COLOR: 'red', AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real' },
  });
  const { payload } = await lambdaFunction.invoke({});
  expect(payload).toMatchObject({ COLOR: 'red', SIZE: '1', AWS_ACCESS_KEY_ID: 'AKIAREAL' });
  expect(payload).not.toHaveProperty('AWS_SESSION_TOKEN');
});
