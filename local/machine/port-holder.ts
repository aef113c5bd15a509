import { execFileSync } from 'child_process';
import * as fs from 'fs';

/** How much is told of a command. */
const LONGEST_COMMAND = 80;

/** Who listens at a port, e.g. `process 4711 (python3 -m http.server 3000)`; nothing where the system does not tell, or it is this process. */
export function portHolder(port: number): string | undefined {
  try {
    const pid = process.platform === 'linux' ? linuxHolder(port) : lsofHolder(port);
    return pid === undefined || pid === process.pid ? undefined : `process ${pid} (${commandOf(pid).slice(0, LONGEST_COMMAND)})`;
  } catch {
    return undefined; // e.g. it ended just now
  }
}

/** As `/proc/net/tcp` has it: `0: 0100007F:0BB8 00000000:0000 0A … <inode>`, where 0A is LISTEN. */
function linuxHolder(port: number): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = ['tcp', 'tcp6']
    .flatMap(table => fs.existsSync(`/proc/net/${table}`) ? fs.readFileSync(`/proc/net/${table}`, 'utf8').split('\n') : [])
    .map(line => line.trim().split(/\s+/))
    .filter(([, address, , state]) => address?.endsWith(`:${hex}`) && state === '0A')
    .map(fields => `socket:[${fields[9]}]`);
  const found = fs.readdirSync('/proc').find(pid => /^\d+$/.test(pid) && filesOf(pid).some(file => sockets.includes(file)));
  return found === undefined ? undefined : Number(found);
}

/** What a process has open; nothing for one of somebody else. */
function filesOf(pid: string): string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`).map(fd => fs.readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

/** @internal for systems without `/proc`, such as macOS */
export function lsofHolder(port: number): number | undefined {
  const [, pid] = /^p(\d+)$/m.exec(execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

function commandOf(pid: number): string {
  return process.platform === 'linux'
    ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
}
