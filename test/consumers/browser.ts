import { ChildProcess, spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { WebSocket } from 'ws';

const PROGRAMS = ['chromium-headless-shell', 'chromium', 'google-chrome'];
const LONGEST_WAIT_MS = 60_000;

/** What a page looks like to whom. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly scheme?: 'light' | 'dark';
  readonly isPhone?: boolean;
  readonly isPrinted?: boolean;
}

/** A4, in CSS pixels, without its margins. */
export const PAPER: Look = { width: 688, height: 1000, isPrinted: true };

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** A headless Chromium with one page, asked by the DevTools protocol. */
export class Browser {
  static async start(): Promise<Browser> {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
    const program = PROGRAMS.find(name => process.env.PATH!.split(path.delimiter).some(directory => fs.existsSync(path.join(directory, name))));
    if (!program) throw new Error(`One of these must be installed: ${PROGRAMS.join(', ')}`);
    const child = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: 'ignore', detached: true, // a group, for the program may be a script that starts another
    });
    const file = path.join(profile, 'DevToolsActivePort');
    const port = await until(() => fs.existsSync(file) && fs.readFileSync(file, 'utf8').split('\n')[0]);
    const pages = await until(async () => (await (await fetch(`http://127.0.0.1:${port}/json`)).json() as { type: string; webSocketDebuggerUrl: string }[]).filter(({ type }) => type === 'page')[0]);
    const socket = new WebSocket(pages.webSocketDebuggerUrl, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const browser = new Browser(child, profile, socket);
    await Promise.all(['Page', 'Runtime', 'Network', 'Log'].map(domain => browser.send(`${domain}.enable`)));
    return browser;
  }

  /** What the page threw, or wrote as an error. */
  readonly errors: string[] = [];
  /** The URLs that the page asked for. */
  readonly requested: string[] = [];
  private readonly waiting = new Map<number, (answer: { result?: any; error?: { message: string } }) => void>();
  private count = 0;

  private constructor(private readonly child: ChildProcess, private readonly profile: string, private readonly socket: WebSocket) {
    socket.on('message', data => this.take(JSON.parse(data.toString())));
  }

  async open(url: string): Promise<void> {
    await this.send('Page.navigate', { url });
    await this.until("document.readyState === 'complete'");
  }

  async look({ width, height, scheme = 'light', isPhone = false, isPrinted = false }: Look) {
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: isPhone ? 2 : 1, mobile: isPhone });
    await this.send('Emulation.setEmulatedMedia', { media: isPrinted ? 'print' : '', features: [{ name: 'prefers-color-scheme', value: scheme }] });
  }

  /** The value of an expression of the page's, awaited. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression of the page's is so, and returns what it is. */
  async until<T>(expression: string): Promise<T> {
    return until(() => this.evaluate<T>(expression), () => `never so: ${expression}`);
  }

  /** Clicks the element of that selector whose text is or begins with this one, once it is in view and nothing lies over it. */
  async click(selector: string, text: string = '') {
    await this.until(`(() => {
      const element = [...document.querySelectorAll(${JSON.stringify(selector)})].find(({ textContent }) => textContent.startsWith(${JSON.stringify(text)}));
      if (!element) return false;
      element.scrollIntoView({ block: 'center' });
      const { x, y, width, height } = element.getBoundingClientRect();
      if (!element.contains(document.elementFromPoint(x + width / 2, y + height / 2))) return false;
      element.click();
      return true;
    })()`);
  }

  async press(key: 'Enter' | 'Escape') {
    const is = { key, code: key, ...key === 'Enter' ? { windowsVirtualKeyCode: 13, text: '\r' } : { windowsVirtualKeyCode: 27 } };
    for (const type of ['keyDown', 'keyUp']) await this.send('Input.dispatchKeyEvent', { type, ...is });
  }

  /** What axe finds in the page that keeps people out. */
  async seriousFindings(): Promise<string[]> {
    await this.evaluate(`window.axe ?? (() => { ${AXE} })(); 0`);
    return this.evaluate(`axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html).join(' ')))`);
  }

  async screenshot(file: string) {
    const { data } = await this.send('Page.captureScreenshot', { format: path.extname(file).slice(1), quality: 80 });
    fs.writeFileSync(file, Buffer.from(data, 'base64'));
  }

  async stop() {
    const ended = new Promise(resolve => this.child.once('exit', resolve));
    this.socket.close();
    process.kill(-this.child.pid!, 'SIGKILL'); // else some of them write on for a moment
    await ended;
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private send(method: string, params: object = {}): Promise<any> {
    const id = ++this.count;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => this.waiting.set(id, ({ result, error }) => error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result)));
  }

  private take({ id, method, params, ...answer }: { id?: number; method?: string; params?: any; result?: any; error?: { message: string } }) {
    if (id !== undefined) this.waiting.get(id)?.(answer);
    if (method === 'Runtime.exceptionThrown') this.errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === 'Log.entryAdded' && params.entry.level === 'error') this.errors.push(`${params.entry.text} ${params.entry.url ?? ''}`);
    if (method === 'Network.requestWillBeSent') this.requested.push(params.request.url);
  }
}

async function until<T>(look: () => T | false | undefined | Promise<T | false | undefined>, tell: () => string = () => 'Chromium does not begin'): Promise<T> {
  const end = Date.now() + LONGEST_WAIT_MS;
  for (;;) {
    const found = await Promise.resolve().then(look).catch(() => undefined);
    if (found) return found;
    if (Date.now() > end) throw new Error(tell());
    await sleep(50);
  }
}
