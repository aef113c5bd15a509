import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { buildPython } from './python-package';
import { TRANSLATIONS } from './translate-snippets';
import * as manifest from '../package.json';

/** An app with the oldest peers that the package allows, and the package as npm installs it. */
export const FLOORS = path.join('dist', 'floors');

/**
 * Packs the library for JavaScript, Python, Java, Go and .NET, beside the oldest peers: for Go, jsii-pacmak requires the versions that it
 * finds, and Go takes the highest that any module requires, so that newer ones would be forced on every consumer.
 */
export function packageLanguages(root: string, languages: string[]) {
  const floors = path.join(root, FLOORS);
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: floors, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  fs.rmSync(floors, { recursive: true, force: true });
  fs.mkdirSync(floors, { recursive: true });
  const [{ filename }] = JSON.parse(run('npm', 'pack', '--json', '--pack-destination', floors, root));

  const lowest = (ranges: { [name: string]: string }) => Object.entries(ranges).map(([name, range]) => [name, range.replace('^', '')]);
  const peers = Object.fromEntries(lowest(manifest.peerDependencies));
  const ranges = JSON.parse(run('npm', 'view', `aws-cdk-lib@${peers['aws-cdk-lib']}`, 'dependencies', '--json'));
  const modules = lowest(ranges).filter(([name]) => name.startsWith('@aws-cdk/'));
  fs.writeFileSync(path.join(floors, 'package.json'), JSON.stringify({
    private: true,
    dependencies: { [manifest.name]: `file:${filename}`, ...peers, ...Object.fromEntries(modules) },
  }));
  run('npm', 'install', '--no-audit', '--no-fund', '--no-package-lock');

  languages.forEach(language => fs.rmSync(path.join(root, 'dist', language), { recursive: true, force: true }));
  const npmPackage = path.join(floors, 'node_modules', manifest.name);
  const pacmak = (targets: string[], outdir: string, ...args: string[]) => execFileSync('jsii-pacmak', [
    '--verbose', '--force', '--targets', ...targets, '--outdir', outdir, ...args,
    '--rosetta-tablet', path.join(root, TRANSLATIONS, '.jsii.tabl.json'), '--rosetta-unknown-snippets', 'fail',
  ], { cwd: npmPackage, stdio: 'inherit' });
  const code = path.join(floors, 'code');
  const others = languages.filter(language => language !== 'python' && (language !== 'dotnet' || hasDotnet()));
  if (others.length > 0) pacmak(others, path.join(root, 'dist'));
  if (languages.includes('dotnet') && !others.includes('dotnet')) {
    process.stdout.write('There is no `dotnet` on the PATH: the code for .NET is generated, and no package of it is made\n');
    pacmak(['dotnet'], code, '--code-only');
  }
  if (languages.includes('python')) {
    pacmak(['python'], code, '--code-only');
    buildPython(path.join(code, 'python'), npmPackage, path.join(root, 'dist', 'python'));
  }
}

function hasDotnet(): boolean {
  return spawnSync('dotnet', ['--version']).status === 0;
}

if (require.main === module) {
  const languages = process.argv.slice(2);
  packageLanguages(path.join(__dirname, '..'), languages.length > 0 ? languages : Object.keys({ js: {}, ...manifest.jsii.targets }));
}
