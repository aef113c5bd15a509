import type { IncomingMessage } from 'http';
import { GUARDING_HEADERS, isForThisMachine, mayAsk } from './guard';
import { Happenings } from './happenings';
import { leverViews, pull } from './levers';
import { LiveStream } from './live-stream';
import { pageFile } from './page-files';
import { ReplicationMeter } from './replication-meter';
import { stateOf } from './state';
import { sideBySide, whereItIs } from './tables';
import { Traces } from './traces';
import { TrafficMeter } from './traffic';
import { PAGE_PATH, RequestView, StateView } from './wire';
import { HEALTH_PROBE } from '../cloudformation/what-the-library-says';
import { askedUrl } from '../machine/asked-url';
import { Answer } from '../machine/http-server';
import { JournalEntry } from '../machine/journal';
import { LocalRegions } from '../regions/local-regions';

/** By the construct's path or, of a template without one, the logical id. */
const IS_HEALTH_FUNCTION = new RegExp(`${HEALTH_PROBE}(/Function$|Function\\w{8}$)`);

/** Serves the page of the Regions at their port for callers. */
export function serveConsole(regions: LocalRegions) {
  const console = new Console(regions);
  regions.servePage((request, body) => console.answer(request, body));
}

/** The page: what it shows of the Regions, and what it does to them. */
class Console {
  private readonly happenings = new Happenings();
  private readonly traces = new Traces();
  readonly traffic = new TrafficMeter();
  readonly replication = new ReplicationMeter();
  private readonly live: LiveStream;
  private told = '';

  constructor(private readonly regions: LocalRegions) {
    regions.journal.follow(entry => this.take(entry));
    this.live = new LiveStream({
      all: async () => ({ state: await this.state(), levers: leverViews(regions), sent: regions.sent().length, entries: this.happenings.latest }),
      news: () => this.news(),
    });
  }

  /** Undefined for what is no request of the page. */
  answer(request: IncomingMessage, body: Buffer): Promise<Answer> | undefined {
    const { pathname, searchParams } = askedUrl(request.url!);
    if (!isForThisMachine(request) || !`${pathname}/`.startsWith(PAGE_PATH)) return undefined;
    const name = pathname.slice(PAGE_PATH.length);
    if (!mayAsk(request, name === '')) return json(403, { message: 'Only the page itself, and programs of this machine, may ask this' });
    if (`${pathname}/` === PAGE_PATH) return Promise.resolve({ statusCode: 308, headers: { ...GUARDING_HEADERS, location: PAGE_PATH }, body: '' });
    return request.method === 'POST' ? this.act(name, request, body) : this.tell(name, searchParams);
  }

  private async tell(name: string, query: URLSearchParams): Promise<Answer> {
    switch (name) {
      case 'stream': return this.stream();
      case 'state': return json(200, await this.state());
      case 'table': return found(await sideBySide(this.regions, query.get('name') ?? '', query.get('text') ?? ''));
      case 'request': return found(await this.request(query.get('trace') ?? ''));
      case 'sent': return json(200, this.regions.sent().slice(-100).reverse());
    }
    const file = pageFile(name || 'index.html');
    return file ? { statusCode: 200, headers: { ...GUARDING_HEADERS, 'content-type': file.type }, body: file.content } : found(undefined);
  }

  private async act(name: string, { headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    // A page from elsewhere cannot send this type without being asked first, and nobody answers that.
    if (name !== 'pull' || headers['content-type'] !== 'application/json') return json(400, { message: 'A lever is pulled by JSON that is posted to `pull`' });
    try {
      const { lever, ...given } = JSON.parse(body.toString());
      return await json(200, { done: await pull(this.regions, lever, given) });
    } catch (error) {
      return json(400, { message: (error as Error).message });
    }
  }

  private async stream(): Promise<Answer> {
    const rest = await this.live.open();
    if (!rest) return json(503, { message: 'The page is open too often: close it elsewhere' });
    return { statusCode: 200, headers: { ...GUARDING_HEADERS, 'content-type': 'text/event-stream' }, body: '', rest };
  }

  private async news(): Promise<Record<string, unknown>> {
    const entries = this.happenings.flush();
    const state = await this.state();
    const told = JSON.stringify({ ...state, at: 0 });
    const isNews = told !== this.told;
    this.told = told;
    return { ...isNews && { state }, ...entries.length > 0 && { entries } };
  }

  private state(): Promise<StateView> {
    return stateOf(this.regions, this);
  }

  private async request(traceId: string): Promise<RequestView | undefined> {
    const trace = this.traces.request(traceId);
    if (!trace?.request) return undefined;
    const writes = await Promise.all(trace.writes.map(write => whereItIs(this.regions, write)));
    return { request: trace.request, invocations: trace.invocations, writes };
  }

  private take(entry: JournalEntry) {
    this.traces.take(entry);
    if (entry.kind === 'request') this.traffic.count(entry);
    if (entry.kind === 'replication') this.replication.count(entry);
    if (entry.kind === 'conflict') this.replication.countLost(entry);
    const isOfHealthFunction = entry.kind === 'output' && IS_HEALTH_FUNCTION.test(entry.path);
    if (!isOfHealthFunction) this.happenings.take(entry);
  }
}

async function json(statusCode: number, content: unknown): Promise<Answer> {
  return { statusCode, headers: { ...GUARDING_HEADERS, 'content-type': 'application/json' }, body: JSON.stringify(content) };
}

function found(content: unknown): Promise<Answer> {
  return content === undefined ? json(404, { message: 'There is none' }) : json(200, content);
}
