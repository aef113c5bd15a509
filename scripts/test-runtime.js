const Module = require('module');
const path = require('path');
const vm = require('vm');
const Runtime = require('jest-runtime').default;

const SHARED = /^(aws-cdk-lib|constructs|cdk-nag|typescript)(\/|$)/;

/**
 * Jest's, but for CDK and the compiler: a worker loads them once for all of its test files, which is half of the time of most of them.
 * They see the environment and the console of the test file that runs. A file that begins with the docblock `@own-cdk` has its own.
 */
module.exports = class extends Runtime {
  #outside = { env: process.env, console, directory: process.cwd() };
  #own;

  constructor(config, environment, ...others) {
    super(config, environment, ...others);
    this.#own = environment.ownCdk;
    if (environment.validates) validateEveryType();
    const { process: inside, console: itsConsole } = environment.global;
    process.env = inside.env;
    Object.defineProperty(inside, 'env', { get: () => process.env, set: env => { process.env = env; } });
    globalThis.console = itsConsole;
  }

  requireModuleOrMock(from, name) {
    return !this.#own && SHARED.test(name) ? require(name) : super.requireModuleOrMock(from, name);
  }

  teardown() {
    super.teardown();
    process.env = this.#outside.env;
    process.chdir(this.#outside.directory); // CDK remembers where it was, and does not see a test change it back
    globalThis.console = this.#outside.console;
    forgetTokens();
  }
};

/** CDK keeps each token, and by it each app, for as long as the process lives. Those that a test file made go with it, those of CDK's own modules stay. */
const kept = new Set();
let loading = 0;
const load = Module._extensions['.js'];
Module._extensions['.js'] = (...args) => {
  const before = tokens().map(map => map.size);
  loading++;
  try {
    load(...args);
  } finally {
    loading--;
    if (loading === 0) tokens().forEach((map, i) => [...map.keys()].slice(before[i] ?? 0).forEach(key => kept.add(key)));
  }
};

function tokens() {
  const { stringTokenMap, numberTokenMap } = globalThis.__cdkTokenMap ?? {};
  return stringTokenMap ? [stringTokenMap, numberTokenMap] : [];
}

function forgetTokens() {
  for (const map of tokens()) for (const key of map.keys()) if (!kept.has(key)) map.delete(key);
}

/** CDK makes its validator, which takes longer than what it does, anew for each app that has a type which the last one had not. This one has all. */
function validateEveryType() {
  require('aws-cdk-lib').CloudFormationValidatePlugin._singletonInstance().initializeEngine(Object.assign(new Set(), { has: () => true }));
}

/** CDK makes the id of a path anew, a hash and all, each time that it resolves a reference. */
const uniqueIds = require(path.join(path.dirname(require.resolve('aws-cdk-lib')), 'core', 'lib', 'private', 'uniqueid.js'));
const { makeUniqueId } = uniqueIds;
const madeIds = new Map();
uniqueIds.makeUniqueId = components => {
  const key = components.join('\n');
  if (!madeIds.has(key)) madeIds.set(key, makeUniqueId(components));
  return madeIds.get(key);
};

/** V8 compiles the same script once a worker, and what `compileFunction` is given for each test file anew. What imports dynamically needs the latter. */
const { compileFunction } = vm;
vm.compileFunction = (source, parameters, options) => {
  if (/\bimport\(/.test(source)) return compileFunction(source, parameters, options);
  const head = `(function (${parameters}) {`;
  return new vm.Script(`${head}${source}\n})`, { filename: options.filename, columnOffset: -head.length }).runInContext(options.parsingContext);
};
