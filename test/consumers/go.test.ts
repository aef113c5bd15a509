import * as fs from 'fs';
import * as path from 'path';
import { commandOf, example, PACKAGES, synthesize, Templates, typescriptTemplates } from './hit-counter';
import * as manifest from '../../package.json';

const EXAMPLE = example('hit-counter-go');

/** The module in `dist/`, which the example's `go.mod` refers to. */
const MODULE = path.join(PACKAGES, 'go', manifest.jsii.targets.go.packageName);

let expected: Templates;

beforeAll(() => { expected = typescriptTemplates(); }, 120_000);

test('the module requires the oldest `aws-cdk-lib` that the package allows', () => {
  const [, version] = /github\.com\/aws\/aws-cdk-go\/awscdk\/v2 v(\S+)/.exec(fs.readFileSync(path.join(MODULE, 'go.mod'), 'utf8'))!;
  expect(`^${version}`).toBe(manifest.peerDependencies['aws-cdk-lib']);
});

test('the hit counter in Go makes the templates of the one in TypeScript', () => {
  expect(Object.keys(expected)).toHaveLength(4);
  expect(synthesize(EXAMPLE, commandOf(EXAMPLE)).templates).toEqual(expected);
}, 600_000);
