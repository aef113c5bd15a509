import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';

/** Tells whether those are still there who started this process: its parent and, where npm had a shell start it, npm. */
export function parentsWatch(): () => boolean {
  const parent = process.ppid;
  const above = process.env.npm_execpath === undefined ? undefined : aboveShell(parent);
  return () => process.ppid === parent && (above === undefined || isAlive(above));
}

/** The parent of a process, if that is a shell. */
function aboveShell(pid: number): number | undefined {
  const [, name, above] = /\((.*)\) \S (\d+)/.exec(statOf(pid)) ?? [];
  return name !== undefined && /^-?(\S*\/)?(ba|da|z|k)?sh$/.test(name) ? Number(above) : undefined;
}

/** As Linux has it: `(sh) S 4711`, the name, the state and the parent. */
function statOf(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/stat`, 'utf8')
      : execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' }).replace(/^\s*(\d+) (.*)\s$/, '($2) S $1');
  } catch {
    return ''; // e.g. on Windows
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
