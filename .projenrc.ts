import { awscdk, javascript, JsonFile, typescript } from 'projen';
import { zones } from './projenrc/floors';
import { NEWEST_NODE, NODE_VERSIONS } from './projenrc/node-versions';
import { addWorkflows } from './projenrc/workflows';

/** The runner's seams to Node.js: workers and loaders, HTTP, DNS, files that are watched, the clock. */
const dependsOnNode = [
  'test/local/whole-api', 'test/local/dns', 'test/local/machine', 'test/local/reload', 'test/local/services/lambda/worker', 'test/two-copies',
  'test/multi-region-serverless-api',
];

const name = 'cdk-multi-region-serverless-api';
const linted = { dirs: ['src', 'local', 'runtime'], devdirs: ['test', 'examples', 'benchmark', 'scripts', '.projenrc.ts'] };

const project = new awscdk.AwsCdkConstructLibrary({
  name,
  description: 'A serverless API in several AWS Regions behind one name, with failover, global tables and a local runner',
  author: 'The cdk-multi-region authors',
  authorAddress: 'https://github.com/cdk-multi-region',
  authorOrganization: true,
  repositoryUrl: `https://github.com/cdk-multi-region/${name}.git`,
  license: 'Apache-2.0',
  keywords: ['aws', 'cdk', 'multi-region', 'failover', 'serverless', 'route53', 'dynamodb', 'global-table', 'api-gateway'],
  defaultReleaseBranch: 'main',

  // The floors for consumers: 2.262.0 brings `Stack.addStackDependency` (`addDependency` is deprecated since);
  // everything else in use is older; its module for Go requires constructs 10.6.0. Every language's package is tested with them.
  cdkVersion: '2.262.0',
  constructsVersion: '10.6.0',
  peerDependencyOptions: { pinnedDevDependency: false },
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3', // TypeScript 7 has no stable JavaScript API for jsii and ts-jest
  minNodeVersion: NODE_VERSIONS[0].from,
  workflowNodeVersion: NEWEST_NODE,
  packageManager: javascript.NodePackageManager.NPM,
  projenVersion: '0.103.25',
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  tsconfigDevFile: 'tsconfig.dev.json',

  publishToPypi: { distName: name, module: 'cdk_multi_region_serverless_api' },
  publishToMaven: {
    javaPackage: 'io.github.cdkmultiregion.serverlessapi',
    mavenGroupId: 'io.github.cdk-multi-region',
    mavenArtifactId: name,
  },
  publishToNuget: { dotNetNamespace: 'CdkMultiRegion.ServerlessApi', packageId: 'CdkMultiRegion.ServerlessApi' },
  publishToGo: { moduleName: `github.com/cdk-multi-region/${name}`, packageName: 'multiregionserverlessapi' },

  bin: { 'multi-region': 'bin/multi-region' },
  autoDetectBin: false,
  devDeps: [
    '@aws-lambda-powertools/idempotency', // in a test that charges a card
    '@aws-sdk/client-acm',
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-cloudwatch',
    '@aws-sdk/client-cloudwatch-logs',
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-dynamodb-streams',
    '@aws-sdk/client-eventbridge',
    '@aws-sdk/client-route-53',
    '@aws-sdk/client-sqs',
    '@aws-sdk/client-scheduler',
    '@aws-sdk/client-sesv2',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-ssm',
    '@aws-sdk/client-sts',
    '@aws-sdk/lib-dynamodb',
    '@cfworker/json-schema', // models of request bodies, of draft 4
    '@peculiar/asn1-schema',
    '@peculiar/asn1-x509', // the form of certificates, which node:crypto signs
    '@smithy/signature-v4', // signs for FIS
    '@smithy/core', // the CBOR that clients of CloudWatch speak
    '@types/aws-lambda',
    '@types/autocannon',
    '@types/dns-packet',
    '@types/picomatch',
    '@types/ws',
    'autocannon',
    'aws-cdk-lib@2.276.0', // brings the offline template validator that the tests run
    'aws-cdk@2.1148.1', // npm's `latest` (3.0.0) is an old build that cannot read today's assemblies
    'aws4fetch', // signs what integrations ask of services at an endpoint, and checks the health probe's signatures
    'axe-core', // looks for barriers in the page
    'cdk-nag@^3',
    'constructs@10.8.1',
    'commander@^14', // 15 needs Node 22
    'dns-packet', // the form of DNS messages
    'dynalite@4.0.0', // its internals are called in-process, so the version is exact
    'esbuild',
    'fast-check',
    'fast-xml-parser',
    'jest-environment-node@^30',
    'jest-runtime@^30',
    'jsonpath-plus', // what mapping templates read of bodies
    'fflate', // zip files of functions
    'jose', // tokens of users: it signs and verifies
    'jsep', // the expressions of metric math and of composite alarms
    'memory-level',
    'picomatch',
    'preact', // draws the page
    'tsx',
    'velocityjs',
    'ws', // a debugger in tests; Node.js 22 has a client of its own
    'yaml',
  ],

  githubOptions: { mergify: false, pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'perf', 'docs', 'test', 'refactor', 'chore', 'ci', 'build', 'revert'] } } },
  stale: false,
  buildWorkflow: false, // projenrc/workflows.ts
  release: false,
  // What is a week old has been looked at: most packages that were taken over are found within days.
  depsUpgradeOptions: { cooldown: 7, workflowOptions: { labels: ['dependencies'], schedule: javascript.UpgradeDependenciesSchedule.WEEKLY } },
  pullRequestTemplateContents: [
    '<!-- The title is a Conventional Commit, e.g. "fix: a drained Region that is lost stays drained"; CHANGELOG.md is made of it. -->',
    '',
    '**What a user sees that is other than before:**',
    '',
    '**How it was seen to work:** <!-- the test, or the commands and their answers -->',
    '',
    'Fixes #',
  ],
  sampleCode: false,
  lambdaAutoDiscover: false,
  integrationTestAutoDiscover: false,
  eslintOptions: {
    ...linted,
    commandOptions: { fix: false },
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
  },
  tsconfigDev: {
    include: ['.projenrc.ts', 'local/**/*.ts', 'runtime/**/*.ts', 'examples/**/*.ts', 'benchmark/**/*.ts', 'scripts/**/*.ts'],
    exclude: ['**/cdk.out/**', 'dist', 'lib'], // what is built
    compilerOptions: {
      types: ['node', 'jest'],
      lib: ['es2023'],
      module: 'node20', // ES modules, as `jose`, are bundled
      paths: { [name]: ['./src/index.ts'], [`${name}/local`]: ['./local/index.ts'], [`${name}/runtime`]: ['./runtime/index.ts'] },
    },
  },
  jestOptions: {
    jestVersion: '^30',
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      maxWorkers: '100%',
      testTimeout: 60_000, // most tests take milliseconds; those that synthesize or start workers share two cores
      moduleNameMapper: {
        [`^${name}$`]: '<rootDir>/src/index.ts',
        [`^${name}/local$`]: '<rootDir>/local/index.ts',
        [`^${name}/runtime$`]: '<rootDir>/runtime/index.ts',
      },
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/consumers/'],
      modulePathIgnorePatterns: ['<rootDir>/dist/'], // an app there has this package installed
      testEnvironment: '<rootDir>/scripts/test-environment.js',
    },
  },
  gitignore: [
    '/site/pages/', '/site/.vitepress/cache/',
    '/assets/', '/THIRD-PARTY-LICENSES', 'cdk.out/', '.DS_Store',
    '__pycache__/', '.venv/', '/examples/*/target/', '/examples/hit-counter-go/hit-counter',
  ],
  npmIgnoreOptions: { ignorePatterns: ['/.ci/', '/local/', '/runtime/', '/examples/', '/benchmark/', '/docs/decisions/', '/scripts/', '/rosetta/', '/tsconfig.local.json', '/tsconfig.page.json', '/site/', '/CONTRIBUTING.md', '/SECURITY.md', 'lib/*.meta.json'] },
});

// Types are checked once, beside lint, rather than in each test file; CDK is loaded once a worker.
project.package.addField('jest', {
  ...project.package.manifest.jest,
  transform: { '^.+\\.ts$|/node_modules/jose/.+\\.js$': '<rootDir>/scripts/esbuild-transform.js' },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  runtime: '<rootDir>/scripts/test-runtime.js',
  workerIdleMemoryLimit: '1.5GB', // a new worker loads CDK and its validator anew
});
project.deps.removeDependency('ts-jest');

project.package.addVersion('0.1.0');

// 1.13.0 names bindings that were never published, so that `npm ci` finds the lock file incomplete.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

// The package's public face: the construct, the local Regions for tests, and what handlers import. Nothing else can be imported.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './local': { types: './lib/local/index.d.ts', default: './lib/local/index.js' },
  './runtime': { types: './lib/runtime/index.d.ts', import: './lib/runtime/index.mjs', default: './lib/runtime/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});
// The module resolution `node10` does not know `exports`.
project.package.addField('typesVersions', { '*': { local: ['./lib/local/index.d.ts'], runtime: ['./lib/runtime/index.d.ts'] } });

// Types of the local Regions, and of what handlers import, beside the bundles.
new JsonFile(project, 'tsconfig.local.json', {
  marker: false,
  obj: {
    extends: './tsconfig.dev.json',
    compilerOptions: {
      rootDir: '.',
      outDir: 'lib',
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      inlineSourceMap: false,
      inlineSources: false,
      paths: {},
    },
    include: ['local/**/*.ts', 'runtime/**/*.ts'],
  },
});

// The page of the local Regions runs in a browser.
new JsonFile(project, 'tsconfig.page.json', {
  marker: false,
  obj: {
    extends: './tsconfig.dev.json',
    compilerOptions: { lib: ['es2023', 'dom', 'dom.iterable'], types: ['node'], jsx: 'react-jsx', jsxImportSource: 'preact' },
    include: ['local/console/page/**/*.tsx'],
  },
});

// Consumers have no use for maps of sources, nor for functions besides their bundles, nor for pictures, which pages show on the web.
project.tsconfig!.file.addOverride('compilerOptions.inlineSourceMap', false);
project.tsconfig!.file.addOverride('compilerOptions.inlineSources', false);
project.npmignore!.exclude('lib/**/*.lambda.*', 'docs/images/', 'docs/*.svg');

// The floors are tested with the packed tarball; here the newest versions are in use.
project.compileTask.reset('jsii --silence-warnings=reserved-word --silence-warnings=metadata/missing-dev-dependency');

const bundle = project.addTask('bundle', { description: 'Bundle the functions and the local Regions' });
bundle.exec('esbuild src/health/health-probe.lambda.ts --bundle --minify --platform=node --target=node20 --outfile=assets/health-probe/index.js --metafile=lib/health-probe.meta.json --log-level=warning');
bundle.exec('esbuild src/background/schedules/tick.lambda.ts --bundle --minify --platform=node --target=node20 --outfile=assets/tick/index.js --metafile=lib/tick.meta.json --log-level=warning');
bundle.exec('esbuild src/background/queues/queue-pause.lambda.ts --bundle --minify --platform=node --target=node20 --outfile=assets/queue-pause/index.js --metafile=lib/queue-pause.meta.json --log-level=warning');
// Lambda's runtime has the SDK.
const runtime = 'esbuild runtime/index.ts --bundle --platform=node --target=node20 --external:@aws-sdk/* --log-level=warning';
bundle.exec(`${runtime} --outfile=lib/runtime/index.js`);
bundle.exec(`${runtime} --format=esm --outfile=lib/runtime/index.mjs`); // a handler's bundle takes what it uses
bundle.exec('esbuild src/zone/zone-records.lambda.ts --bundle --minify --platform=node --target=node24 --external:@aws-sdk/* --outfile=assets/zone-records/index.js --metafile=lib/zone-records.meta.json --log-level=warning');
bundle.exec('node scripts/bundle-local.js');
bundle.exec([
  'esbuild local/reload/asset-recorder.ts local/services/lambda/worker.ts local/services/lambda/python-runtime.py local/services/lambda/JavaRuntime.java --bundle --platform=node --target=node20 --outbase=local --outdir=lib/local',
  '--loader:.py=copy --loader:.java=copy --minify-syntax --minify-whitespace --metafile=lib/worker.meta.json --log-level=warning',
].join(' '));
bundle.exec([
  'esbuild local/console/page/page.tsx local/console/page/page.css local/console/page/index.html --bundle --outbase=local/console/page --outdir=lib/local/console',
  '--target=es2022 --minify --jsx=automatic --jsx-import-source=preact --loader:.html=copy --metafile=lib/page.meta.json --log-level=warning',
].join(' '));
// Editors complete drills by it.
bundle.exec('esbuild local/drill/drill.schema.json --loader:.json=copy --outbase=local --outdir=lib/local --log-level=warning');
project.compileTask.prependSpawn(bundle);
project.compileTask.exec('tsc -p tsconfig.local.json');
project.compileTask.exec('tsx scripts/third-party-licenses.ts --metafile=lib/health-probe.meta.json --metafile=lib/zone-records.meta.json --metafile=lib/tick.meta.json --metafile=lib/queue-pause.meta.json --metafile=lib/local.meta.json --metafile=lib/worker.meta.json --metafile=lib/page.meta.json');

// Pages and pictures that are made from the code.
const fromCode = 'TSX_TSCONFIG_PATH=$PWD/tsconfig.dev.json tsx';
const docgen = project.tasks.tryFind('docgen')!;
docgen.exec(`${fromCode} scripts/rules-page.ts`);
docgen.exec(`${fromCode} scripts/local-regions-page.ts`);
docgen.exec(`CDK_VALIDATION=false ${fromCode} scripts/updates-page.ts`);
docgen.exec(`${fromCode} scripts/dashboard-picture.ts`);
docgen.exec(`${fromCode} scripts/system-picture.ts`);
docgen.exec(`${fromCode} scripts/architecture-pictures.ts`);

// A site of the same pages, in a project of its own: only who makes it installs its generator.
const apiPages = ['python', 'java', 'csharp', 'go'].map(language => `"jsii-docgen -l ${language} -o dist/api/API.${language}.md"`);
project.addTask('site', {
  description: 'Make the documentation\'s site, in dist/site, and check its links; after compile. SITE_BASE says beneath which path it will be',
  steps: [
    { exec: 'npm ci --prefix site --no-audit --no-fund' },
    { exec: 'node -e "fs.mkdirSync(\'dist/api\', { recursive: true })"' },
    { exec: `node scripts/at-once.js ${apiPages.slice(1).join(' ')} -- ${apiPages[0].replace(/"/g, '')}` },
    { exec: `${fromCode} scripts/site-pages.ts` },
    { exec: 'npm run build --prefix site' },
    { exec: 'tsx scripts/site-links.ts' },
  ],
});

const translate = project.addTask('translate', {
  description: 'Compile the snippets of README.md, docs/ and the docstrings in strict mode and translate them; after compile',
  exec: 'tsx scripts/translate-snippets.ts',
});
for (const [task, languages] of Object.entries({ 'package:js': 'js', 'package:python': 'python', 'package:java': 'java', 'package:go': 'go', 'package:dotnet': 'dotnet', 'package-all': '' })) {
  project.tasks.tryFind(task)!.reset();
  project.tasks.tryFind(task)!.spawn(translate);
  project.tasks.tryFind(task)!.exec(`tsx scripts/package-languages.ts ${languages}`.trim());
}
project.tasks.tryFind('compat')!.reset('tsx scripts/compatibility.ts');
// jsii would say in each run that Node.js 20, the oldest that consumers may have, is past its end of life.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

project.testTask.reset();
project.testTask.spawn(bundle);
const typesAndLint = ['node scripts/types-and-lint.js tsconfig.dev.json,tsconfig.page.json', ...linted.dirs, ...linted.devdirs, 'projenrc'].join(' ');
project.testTask.exec(`node scripts/at-once.js "${typesAndLint}" -- jest`, { receiveArgs: true });

// A package without its bundles would install and not run.
project.setScript('prepack', 'node -e "for (const file of [\'lib/index.js\', \'lib/runtime/index.js\', \'lib/runtime/index.mjs\', \'lib/local/cli.js\', \'lib/local/console/page.js\', \'lib/local/drill/drill.schema.json\', \'lib/local/reload/asset-recorder.js\', \'assets/health-probe/index.js\', \'assets/zone-records/index.js\', \'assets/tick/index.js\', \'assets/queue-pause/index.js\', \'.jsii\', \'THIRD-PARTY-LICENSES\']) require(\'fs\').statSync(file)"');

project.addTask('test:consumers', {
  description: 'Test the packages of every language in apps of their own, the local Regions with the AWS CLI, and the templates with cfn-lint; after package-all',
  exec: 'jest --testPathIgnorePatterns /node_modules/ --maxWorkers=2 test/consumers', // they wait for other processes
});

project.addTask('conformance', {
  description: 'Ask the local DynamoDB, or the one at CONFORMANCE_ENDPOINT, what AWS documents, and print a score by operation',
  env: { CONFORMANCE_SCORE: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  steps: [{ exec: 'jest --silent test/local/services/dynamodb/conformance', receiveArgs: true }],
});

project.addTask('foreign', {
  description: 'Start apps of the shape of public samples in the local Regions',
  steps: [{ spawn: 'bundle' }, { exec: 'jest test/local/foreign' }],
});
project.addTask('kills', {
  description: 'Kill the local Regions 20 times while they write, and look for what is lost',
  env: { KILLS: '20' },
  steps: [{ spawn: 'bundle' }, { exec: 'jest test/local/kills.test.ts' }],
});
project.addTask('orders', {
  description: 'Send 10,000 orders through queues that meet faults and the loss of a Region, and count what is placed',
  env: { ORDERS: '10000' },
  steps: [{ spawn: 'bundle' }, { exec: 'jest test/examples/orders.test.ts' }],
});
project.addTask('fuzz', {
  description: 'Send the local Regions 100,000 messages of HTTP, DynamoDB, SQS and DNS that are none; SEED says which',
  env: { MESSAGES: '100000' },
  steps: [{ spawn: 'bundle' }, { exec: 'jest test/local/fuzz' }],
});
for (const { version } of NODE_VERSIONS.slice(1)) {
  project.addTask(`test:node${version}`, {
    description: `Run what depends on Node.js itself with Node.js ${version}, which npm brings`,
    exec: `npx --yes --package node@${version} --call "unset npm_config_package npm_config_call; node --version && jest --silent ${dependsOnNode.join(' ')} && npm run demo"`,
  });
}
project.addTask('changelog', {
  description: 'Write what is new since the last tag into CHANGELOG.md, from the commits: before the tag of a release',
  exec: 'tsx scripts/changelog.ts write',
});
project.addTask('soak', {
  description: 'Keep 32 connections to the local Regions busy for ten minutes, with faults at random, and look for what is lost or leaks; SEED says which',
  env: { SOAK_MINUTES: '10' },
  steps: [{ spawn: 'bundle' }, { exec: 'jest test/local/soak' }],
});
project.addTask('demo', {
  description: 'Run the hit counter in three Regions on this machine and fail over',
  steps: [{ spawn: 'bundle' }, { exec: 'TSX_TSCONFIG_PATH=$PWD/tsconfig.dev.json bin/multi-region drill examples/hit-counter/drills/tutorial.yaml', receiveArgs: true }],
});
project.addTask('bench', {
  description: 'Measure the running hit counter beside a bare server',
  steps: [{ spawn: 'bundle' }, { exec: 'TSX_TSCONFIG_PATH=$PWD/tsconfig.dev.json tsx benchmark/hit-counter.ts' }],
});
project.addTask('bench:health-probe', {
  description: 'Measure the health function beside the same with the AWS SDK',
  steps: [{ spawn: 'bundle' }, { exec: 'TSX_TSCONFIG_PATH=$PWD/tsconfig.dev.json tsx benchmark/health-probe.ts' }],
});
project.addTask('bench:synthesis', {
  description: 'Measure the synthesis beside the same resources written by hand',
  steps: [{ spawn: 'bundle' }, { exec: 'TSX_TSCONFIG_PATH=$PWD/tsconfig.dev.json tsx benchmark/synthesis.ts' }],
});

project.eslint?.addRules({
  'import/no-restricted-paths': ['error', {
    zones: zones(__dirname),
  }],
});
// They are bundled: nothing that they import reaches a consumer's node_modules, and Lambda has the SDK.
project.eslint?.addOverride({
  files: ['local/**', 'runtime/**', 'src/**/*.lambda.ts'],
  rules: { 'import/no-extraneous-dependencies': ['error', { devDependencies: true }] },
});

// To load a module anew, with another environment, or from a path that is known at run time.
project.eslint?.addOverride({
  files: ['test/**', 'benchmark/**', 'scripts/**'],
  rules: { '@typescript-eslint/no-require-imports': 'off' },
});

addWorkflows(project.github!);

project.synth();
