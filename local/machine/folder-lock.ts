import { execFileSync } from 'child_process';
import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';

const NAME = /^lock-(\d+)-(\w+)-/;

/**
 * Keeps other processes out of a folder, and other holders in this one, until it is released or the process is gone.
 *
 * Each holder has a file of its own, named for its process: it puts that there first and looks for others then, so that no two hold the folder.
 */
export class FolderLock {
  static take(directory: string): FolderLock {
    const own = path.join(directory, `lock-${process.pid}-${startOf(process.pid)}-${randomUUID()}`);
    fs.writeFileSync(own, '');
    const others = fs.readdirSync(directory).filter(name => NAME.test(name) && name !== path.basename(own));
    for (const other of others) {
      const [, pid, start] = NAME.exec(other)!;
      if (startOf(Number(pid)) === start) {
        fs.rmSync(own);
        throw new FolderInUse(Number(pid));
      }
      fs.rmSync(path.join(directory, other), { force: true }); // of a process that was killed
    }
    return new FolderLock(own);
  }

  static isLock(name: string): boolean {
    return NAME.test(name);
  }

  private constructor(private readonly file: string) {}

  release() {
    fs.rmSync(this.file, { force: true });
  }
}

export class FolderInUse extends Error {
  constructor(readonly pid: number) {
    super(`process ${pid} uses it`);
  }
}

/** When a process began, as the system counts, if it runs: its number may be another's later on. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'win32') {
      process.kill(pid, 0);
      return 'running';
    }
    // On Linux, behind the name: the state, and as the 22nd of all, the start.
    const [state, start] = process.platform === 'linux'
      ? ((fields: string[]) => [fields[0], fields[19]])(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' '))
      : execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).replace(/[^\w ]/g, '').trim().split(/ (.*)/);
    return /^[ZX]/.test(state) ? undefined : start.replace(/ /g, '');
  } catch {
    return undefined;
  }
}
