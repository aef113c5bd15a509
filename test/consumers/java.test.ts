import { execFileSync } from 'child_process';
import * as path from 'path';
import { commandOf, example, PACKAGES, synthesize, Templates, typescriptTemplates } from './hit-counter';
import * as manifest from '../../package.json';

const EXAMPLE = example('hit-counter-java');

/** The jar in the local Maven repository. */
const { groupId, artifactId } = manifest.jsii.targets.java.maven;
const ARTIFACT = path.join(PACKAGES, 'java', ...groupId.split('.'), artifactId, manifest.version, `${artifactId}-${manifest.version}`);

let expected: Templates;

beforeAll(() => {
  expected = typescriptTemplates();
  execFileSync('mvn', ['--batch-mode', '--quiet', 'install:install-file', `-Dfile=${ARTIFACT}.jar`, `-DpomFile=${ARTIFACT}.pom`], { cwd: PACKAGES });
}, 600_000);

test('the hit counter in Java makes the templates of the one in TypeScript', () => {
  expect(Object.keys(expected)).toHaveLength(4);
  expect(synthesize(EXAMPLE, commandOf(EXAMPLE)).templates).toEqual(expected);
}, 600_000);
