import inspector from 'node:inspector';

const HOST = '127.0.0.1'; // who reaches the port runs code here

interface WorkerReply {
  /** Of a request's answer. */
  readonly id?: number;
  /** Of an event. */
  readonly method?: string;
}

/**
 * Debuggers of the workers: they attach to this process, at one port, and see a thread for each worker.
 *
 * Also where the process is being debugged already, as in the JavaScript Debug Terminal of VS Code.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/v8/Debugger/
 */
export class Inspection {
  /** What inspects the workers: at a port of its own, or of the process; nothing if neither is there. */
  static of(port: number | undefined): Inspection | undefined {
    return port !== undefined || inspector.url() !== undefined ? new Inspection(port) : undefined;
  }

  private readonly session = new inspector.Session();
  /** By the number of the thread. */
  private readonly workers = new Map<number, string>();
  private readonly listeners = new Map<string, (reply: WorkerReply) => void>();
  private isOurs = false;

  private constructor(private readonly port: number | undefined) {}

  open() {
    if (inspector.url() === undefined) {
      inspector.open(this.port, HOST);
      this.isOurs = true;
    }
    this.session.connect();
    this.session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo: { title } } }) => {
      this.workers.set(Number(/^\[worker (\d+)\]/.exec(title)?.[1]), sessionId);
    });
    this.session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }) => {
      this.listeners.get(sessionId)?.(JSON.parse(message));
    });
    this.session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  }

  /** Tells whether a debugger has stopped a thread, and if so, not before the thread goes on. */
  whileStopped(threadId: number): Promise<boolean> {
    const worker = this.workers.get(threadId);
    if (worker === undefined) return Promise.resolve(false);
    return new Promise(resolve => {
      let isStopped = false;
      this.listeners.set(worker, ({ id, method }) => {
        isStopped ||= method === 'Debugger.paused'; // comes before the answer, if at all
        if (method !== 'Debugger.resumed' && (id === undefined || isStopped)) return;
        this.listeners.delete(worker);
        this.send(worker, 'Debugger.disable'); // else it would stop at `debugger` without anybody there
        resolve(isStopped);
      });
      this.send(worker, 'Debugger.enable');
    });
  }

  /** Lets a thread go on that a debugger has stopped: it would not notice that it is to end. */
  release(threadId: number) {
    const worker = this.workers.get(threadId);
    if (worker === undefined) return;
    this.workers.delete(threadId);
    this.listeners.delete(worker);
    this.send(worker, 'Debugger.enable');
    this.send(worker, 'Debugger.resume');
  }

  close() {
    this.session.disconnect();
    if (this.isOurs) inspector.close(); // else the process would wait for debuggers to leave
  }

  private send(worker: string, method: string) {
    const message = JSON.stringify({ id: 1, method });
    this.session.post('NodeWorker.sendMessageToWorker', { sessionId: worker, message }, () => {}); // it may have ended
  }
}
