import { EventEmitter, once } from 'node:events';
import WebSocket from 'ws';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: any;
  readonly result?: any;
}

/** One thread, as a debugger sees it. */
class DebuggedThread {
  private readonly arrivals = new EventEmitter();
  private requests = 0;

  constructor(readonly title: string, private readonly pass: (message: string) => void) {}

  arrive(message: Message) {
    this.arrivals.emit(message.method ?? String(message.id), message.params ?? message.result);
  }

  async send(method: string, params: object = {}): Promise<any> {
    const id = ++this.requests;
    const answer = once(this.arrivals, String(id));
    this.pass(JSON.stringify({ id, method, params }));
    return (await answer)[0];
  }

  async next(event: string): Promise<any> {
    return (await once(this.arrivals, event))[0];
  }

  /** What an expression is worth where the thread has stopped. */
  async evaluate(expression: string): Promise<any> {
    return (await this.send('Runtime.evaluate', { expression })).result.value;
  }
}

/** A debugger that attaches as VS Code does, worker threads included. */
export class ADebugger {
  static async attach(url: string): Promise<ADebugger> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    const attached = new ADebugger(socket);
    await attached.process.send('NodeWorker.enable', { waitForDebuggerOnStart: true });
    return attached;
  }

  /** By their titles, e.g. `Hello us-east-1`. */
  readonly threads = new Map<string, DebuggedThread>();
  private readonly bySession = new Map<string, DebuggedThread>();
  private readonly process: DebuggedThread;

  private constructor(socket: WebSocket) {
    this.process = new DebuggedThread('', message => socket.send(message));
    socket.on('message', data => this.arrive(JSON.parse(String(data))));
  }

  async thread(title: string): Promise<DebuggedThread> {
    while (!this.threads.has(title)) await this.process.next('NodeWorker.attachedToWorker');
    return this.threads.get(title)!;
  }

  private arrive(message: Message) {
    const { sessionId, workerInfo, message: inner } = message.params ?? {};
    if (message.method === 'NodeWorker.attachedToWorker') {
      const title = workerInfo.title.replace(/^\[worker \d+\] /, '');
      const thread = new DebuggedThread(title, text => this.process.send('NodeWorker.sendMessageToWorker', { sessionId, message: text }));
      this.bySession.set(sessionId, thread);
      this.threads.set(title, thread);
      void thread.send('Runtime.runIfWaitingForDebugger');
    }
    if (message.method === 'NodeWorker.receivedMessageFromWorker') this.bySession.get(sessionId)!.arrive(JSON.parse(inner));
    this.process.arrive(message);
  }
}
