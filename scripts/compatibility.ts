import { spawnSync } from 'child_process';
import * as path from 'path';
import * as manifest from '../package.json';

/** Breaking changes that are meant: a line each, with the key that jsii-diff tells. */
const MEANT = '.compatignore';

/** The last version that npm has; none before the first release. */
export function lastPublished(name: string): string | undefined {
  const { status, stdout, stderr } = spawnSync('npm', ['view', name, 'version', '--json'], { encoding: 'utf8' });
  if (status !== 0 && !stdout.includes('E404')) {
    throw new Error(`npm must tell the last published version of ${name}, got: ${stderr}`);
  }
  return status === 0 ? JSON.parse(stdout) : undefined;
}

/** What callers of `before` (a directory with an assembly, or npm:<name>@<version>) do not find in `after`; nothing if all is there. */
export function breakingChanges(before: string, after: string): string {
  const { status, stdout, stderr } = spawnSync('jsii-diff', [before, after, '--keys', '--ignore-file', path.join(after, MEANT)], { encoding: 'utf8' });
  // It succeeds, too, where it could load nothing to compare with.
  if (status !== 0 && status !== 1 || stderr.includes('Skipping analysis')) {
    throw new Error(`jsii-diff must compare ${before} with ${after}, got: ${stderr}`);
  }
  return status === 0 ? '' : `${stdout}${stderr}`;
}

/** Says whether callers of the last published version, if there is one, can take what is in `directory`. */
export function isCompatible(name: string, published: string | undefined, directory: string, say: (text: string) => void): boolean {
  if (!published) {
    say(`Nothing is published yet as ${name}: there is no version that the API must be compatible with.`);
    return true;
  }
  const broken = breakingChanges(published, directory);
  say(broken ? `${broken}Callers of ${published} would break. If that is meant, put the keys into ${MEANT}.` : `The API is compatible with ${published}.`);
  return !broken;
}

if (require.main === module) {
  const version = lastPublished(manifest.name);
  const published = version && `npm:${manifest.name}@${version}`;
  process.exitCode = isCompatible(manifest.name, published, path.join(__dirname, '..'), text => console.log(text)) ? 0 : 1;
}
