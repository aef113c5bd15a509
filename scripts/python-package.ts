import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import * as manifest from '../package.json';

const { module } = manifest.jsii.targets.python;

/** What the command line consists of, in the npm package. */
const COMMAND = ['bin', 'lib/local', 'package.json'];

/**
 * Makes the wheel and the sdist of the code that jsii-pacmak generates. Its command would start a jsii kernel, which takes seconds, and
 * end by a traceback: this one is Node.js, with the command line that it finds unpacked beside it.
 */
export function buildPython(code: string, npmPackage: string, outdir: string) {
  const jsii = path.join(code, 'src', module, '_jsii');
  const script = fs.readFileSync(path.join(__dirname, 'python-command.py'), 'utf8').replace('PYTHON_MODULE', module);
  fs.writeFileSync(path.join(jsii, 'bin', 'multi-region'), script);
  for (const part of COMMAND) {
    fs.cpSync(path.join(npmPackage, part), path.join(jsii, 'command', part), { recursive: true, filter: file => !file.endsWith('.d.ts') });
  }
  const setup = path.join(code, 'setup.py');
  const tarball = `"${manifest.name}@${manifest.version}.jsii.tgz"`;
  fs.writeFileSync(setup, fs.readFileSync(setup, 'utf8').replace(tarball, `${tarball}, "command/**"`));

  const environment = fs.mkdtempSync(path.join(code, '.env-'));
  const python = (...args: string[]) => execFileSync(path.join(environment, 'bin', 'python'), args, { cwd: code, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('python3', ['-m', 'venv', environment]);
  python('-m', 'pip', 'install', '--quiet', '--requirement', require.resolve('jsii-pacmak/lib/targets/python/requirements-dev.txt'));
  python('-m', 'build', '--outdir', outdir, code);
  python('-m', 'twine', 'check', ...fs.readdirSync(outdir).map(file => path.join(outdir, file)));
}
