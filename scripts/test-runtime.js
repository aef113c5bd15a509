const Runtime = require('jest-runtime').default;

const SHARED = /^(aws-cdk-lib|constructs|cdk-nag|typescript)(\/|$)/;

/**
 * Jest's, but for CDK and the compiler: a worker loads them once for all of its test files, which is half of the time of most of them.
 * They see the environment and the console of the test file that runs. A file that begins with the docblock `@own-cdk` has its own.
 */
module.exports = class extends Runtime {
  #outside = { env: process.env, console };
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
    globalThis.console = this.#outside.console;
  }
};

/** CDK makes its validator, which takes longer than what it does, anew for each app that has a type which the last one had not. This one has all. */
function validateEveryType() {
  require('aws-cdk-lib').CloudFormationValidatePlugin._singletonInstance().initializeEngine(Object.assign(new Set(), { has: () => true }));
}
