const { TestEnvironment } = require('jest-environment-node');

/**
 * Node.js's, without what takes CDK most of a synthesis's time and no test reads: where constructs were made, and the findings of the
 * offline validator, but for the test files that begin with the docblock `@cdk-validation`.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.ownCdk = 'own-cdk' in context.docblockPragmas;
    this.validates = 'cdk-validation' in context.docblockPragmas;
    Object.assign(this.global, { Map, Set }); // what a shared CDK makes is of them
    Object.assign(this.global.process.env, {
      CDK_VALIDATION: String(this.validates),
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-creation-stack-traces': true }),
    });
  }
};
