import { ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ExecutionEnvironment, ExecutionEnvironmentOptions, parsed } from './execution-environment';
import { FunctionDefinition } from './function-definition';
import { RuntimeApi } from './runtime-api';
import { isJava, runtimeProgram } from './runtime-programs';

/** How Go, in which Lambda is written, calls what ended a process. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted', SIGBUS: 'bus error', SIGKILL: 'killed', SIGSEGV: 'segmentation fault', SIGTERM: 'terminated',
};

/** What the system says of a program that it cannot run. */
const REASONS: Record<string, string> = { EACCES: 'permission denied', ENOENT: 'no such file or directory', ENOEXEC: 'exec format error' };

/** How often the memory of a process is looked at, beside each time that it answers. */
const MEMORY_LOOK_MS = 200;

/** A process, for runtimes that speak the Lambda Runtime API: it and all that it starts end together. */
export class ProcessEnvironment extends ExecutionEnvironment {
  private child?: ChildProcess;
  private seen = { time: 0, used: 0 };
  private watcher?: ChildProcess;
  private ended?: Promise<unknown>;
  private readonly api = new RuntimeApi({
    onReady: () => this.onLoaded(),
    onResponse: payload => this.keepsToMemory() && this.onResult(parsed(payload)),
    onStreamed: payload => {
      if (!this.keepsToMemory()) return;
      this.onPart(payload);
      this.onStreamEnd();
    },
    onFailure: (error, atInit) => this.onError(error, atInit),
  });

  constructor(definition: FunctionDefinition, private readonly processOptions: ExecutionEnvironmentOptions) {
    super(definition, processOptions);
  }

  protected async begin(variables: Record<string, string>) {
    const { definition: { codeDirectory }, processOptions: { appDirectory } } = this;
    const program = runtimeProgram(this.definition, appDirectory);
    const address = await this.api.start();
    if (!this.alive) return this.onExit('');
    if (!program) return this.fail('Runtime.InvalidEntrypoint', 'Couldn\'t find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]');
    const child = spawn(program.command, program.args, {
      cwd: codeDirectory,
      env: { ...variables, ...program.variables(variables), AWS_LAMBDA_RUNTIME_API: address },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own, which no Ctrl-C reaches before the Regions
    });
    this.child = child;
    if (child.pid !== undefined) this.watch(child.pid);
    const timer = setInterval(() => this.keepsToMemory(), MEMORY_LOOK_MS).unref();
    child.stdout.setEncoding('utf8').on('data', text => this.onOutput(text, 'stdout'));
    child.stderr.setEncoding('utf8').on('data', text => this.onOutput(text, 'stderr'));
    child.on('error', (error: NodeJS.ErrnoException) => {
      this.fail('Runtime.InvalidEntrypoint', `fork/exec ${program.command}: ${REASONS[error.code!] ?? error.message}`);
    });
    child.on('exit', () => this.killGroup()); // what it started, and left
    this.ended = new Promise<void>(resolve => child.on('close', (code, signal) => {
      clearInterval(timer);
      this.watcher?.kill('SIGKILL');
      this.onExit(exitReason(code, signal));
      resolve(this.api.stop());
    }));
  }

  protected send(message: Parameters<RuntimeApi['send']>[0]) {
    this.api.send(message);
  }

  protected async end() {
    this.killGroup();
    await (this.ended ?? this.api.stop());
  }

  protected measure(): number {
    const now = { time: performance.now(), used: processorMs(this.child?.pid) };
    const share = (now.used - this.seen.used) / (now.time - this.seen.time);
    this.seen = now;
    return share;
  }

  /** Has the group killed if this process is: the watcher reads until then, whatever the group does. */
  private watch(group: number) {
    this.watcher = spawn('/bin/sh', ['-c', 'read -r _; kill -s KILL -- "-$0"', String(group)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.watcher.on('error', () => {}); // there is no shell on this system
    this.watcher.unref();
  }

  /** Has it killed, as Lambda does, once it has taken more than the function's memory. The JVM keeps to its heap by itself, and is more than Lambda's here. */
  private keepsToMemory(): boolean {
    const { runtime, memoryMb } = this.definition;
    if (isJava(runtime) || peakKb(this.child?.pid) <= memoryMb * 1024) return true;
    this.killGroup();
    return false;
  }

  private killGroup() {
    try {
      process.kill(-this.child!.pid!, 'SIGKILL');
    } catch {
      this.child?.kill('SIGKILL'); // there is no group any more, or none on this system
    }
  }
}

/** The processor time that a process has had, which Linux tells in hundredths of a second; elsewhere processes count as waiting. */
function processorMs(pid: number | undefined): number {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ').slice(11, 13).map(Number);
    return (user + system) * 10;
  } catch {
    return 0;
  }
}

/** The most memory that a process has had, which Linux tells; elsewhere it is not known. */
function peakKb(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `exited with error: signal: ${SIGNALS[signal] ?? signal}`;
  return code === 0 ? 'exited without providing a reason' : `exited with error: exit status ${code}`;
}
