import { FunctionSandbox } from './function-sandbox';

const sandbox = new FunctionSandbox();
afterAll(() => sandbox.remove());

describe('a handler is found', () => {
  const commonJs = 'exports.handler = async () => "CommonJS";';
  const esModule = 'await null; export const handler = async () => "ES module";';

  test.each<[string, string, Record<string, string>, string]>([
    ['in a CommonJS file', 'index.handler', { 'index.js': commonJs }, 'CommonJS'],
    ['in a .cjs file', 'index.handler', { 'index.cjs': commonJs }, 'CommonJS'],
    ['in an .mjs file', 'index.handler', { 'index.mjs': esModule }, 'ES module'],
    ['in a .js file of an asset of type module', 'index.handler', { 'index.js': esModule, 'package.json': '{"type":"module"}' }, 'ES module'],
    ['in a .cjs file of an asset of type module', 'index.handler', { 'index.cjs': commonJs, 'package.json': '{"type":"module"}' }, 'CommonJS'],
    ['in a .js file whose nearest package.json has no type', 'src/app.handler', { 'src/app.js': commonJs, 'src/package.json': '{}', 'package.json': '{"type":"module"}' }, 'CommonJS'],
    ['in a directory', 'src/api/app.handler', { 'src/api/app.js': commonJs }, 'CommonJS'],
    ['in an object that the module exports', 'index.api.get', { 'index.js': 'exports.api = { get: async () => "nested" };' }, 'nested'],
    ['as a default export', 'index.default', { 'index.mjs': 'export default async () => "default";' }, 'default'],
  ])('%s', async (_title, handler, files, payload) => {
    expect(await sandbox.function(files, { handler }).invoke({})).toMatchObject({ payload });
  });
});

describe('a handler that cannot be loaded fails in Lambda\'s words', () => {
  test.each<[string, string, string, string, string]>([
    ['without the export', 'index.handler', 'exports.other = 1;', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    ['with an export that is no function', 'index.handler', 'exports.handler = 1;', 'Runtime.HandlerNotFound', 'index.handler is not a function'],
    ['without the file', 'app.handler', '', 'Runtime.ImportModuleError', 'Cannot find module \'app\''],
    ['without a file that it requires', 'index.handler', 'require("./lost");', 'Runtime.ImportModuleError', 'Error: Cannot find module \'./lost\''],
    ['with a syntax error', 'index.handler', 'exports.handler = (;', 'Runtime.UserCodeSyntaxError', 'SyntaxError: Unexpected token \';\''],
    ['that throws while it loads', 'index.handler', 'throw new TypeError("too early");', 'TypeError', 'too early'],
    ['that exits while it loads', 'index.handler', 'process.exit(5);', 'Runtime.ExitError', 'Error: Runtime exited with error: exit status 5'],
    ['whose name has no function', 'index', '', 'Runtime.MalformedHandlerName', 'Bad handler'],
    ['whose name leaves the asset', '../index.handler', '', 'Runtime.MalformedHandlerName', '\'../index.handler\' is not a valid handler name'],
  ])('%s', async (_title, handler, code, errorType, errorMessage) => {
    const { error } = await sandbox.function(code, { handler }).invoke({});

    expect(error).toMatchObject({ errorType, errorMessage: expect.stringContaining(errorMessage) });
  });

  test('if it takes a callback from Node.js 24 on', async () => {
    const lambdaFunction = sandbox.function('exports.handler = (event, context, callback) => callback();', { runtime: 'nodejs24.x' });

    expect((await lambdaFunction.invoke({})).error).toMatchObject({
      errorType: 'Runtime.CallbackHandlerDeprecated',
      errorMessage: expect.stringContaining('removed support for callback-based function handlers'),
    });
  });

  test('in an ES module with a syntax error', async () => {
    const { error } = await sandbox.function({ 'index.mjs': 'export const handler = (;' }).invoke({});

    expect(error).toMatchObject({ errorType: 'Runtime.UserCodeSyntaxError', errorMessage: 'SyntaxError: Unexpected token \';\'' });
  });
});
