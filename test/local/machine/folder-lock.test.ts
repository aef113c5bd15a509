import { spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { FolderLock } from '../../../local/machine/folder-lock';

let directory: string;

beforeEach(() => { directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-')); });

afterEach(() => fs.rmSync(directory, { recursive: true }));

/** The name of a lock that a process has; by default, this one's. */
function lockOf(pid: string, start?: string): string {
  const own = FolderLock.take(directory);
  const [name] = fs.readdirSync(directory);
  own.release();
  return name.replace(/^lock-\d+-(\w+)-/, (_, began) => `lock-${pid}-${start ?? began}-`);
}

test('one holder at a time has a folder, also in one process', () => {
  const lock = FolderLock.take(directory);
  expect(() => FolderLock.take(directory)).toThrow(`process ${process.pid} uses it`);
  lock.release();
  FolderLock.take(directory).release();
  expect(fs.readdirSync(directory)).toEqual([]);
});

test('a process that is gone holds nothing, though another may have its number by now', () => {
  for (const name of [lockOf('999999999'), lockOf(String(process.pid), '1')]) {
    fs.writeFileSync(path.join(directory, name), '');
    const lock = FolderLock.take(directory);
    expect(fs.readdirSync(directory)).toHaveLength(1);
    lock.release();
  }
});

test('a killed process that nobody has asked about yet holds nothing', async () => {
  // The shell waits for nobody, so that the killed one stays a zombie.
  const script = 'node -e \'require("fs").writeFileSync(process.argv[1] + "/pid", process.pid + " " + require("fs").readFileSync("/proc/self/stat", "utf8").replace(/^.*\\) /s, "").split(" ")[19]); setInterval(() => {}, 1000)\' "$0" & exec sleep 60';
  if (process.platform !== 'linux') return;
  const shell = spawn('sh', ['-c', script, directory]);
  try {
    const written = path.join(directory, 'pid');
    while (!fs.existsSync(written) || fs.readFileSync(written, 'utf8') === '') await new Promise(resolve => setImmediate(resolve));
    const [pid, start] = fs.readFileSync(written, 'utf8').split(' ');
    fs.writeFileSync(path.join(directory, lockOf(pid, start)), '');
    expect(() => FolderLock.take(directory)).toThrow(`process ${pid} uses it`);
    process.kill(Number(pid), 'SIGKILL');
    while (!/\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))) await new Promise(resolve => setImmediate(resolve));
    FolderLock.take(directory).release();
  } finally {
    shell.kill('SIGKILL');
  }
});
