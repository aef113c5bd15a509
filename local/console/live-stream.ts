import { Readable } from 'stream';

const TICK_MS = 400;
/** A comment keeps proxies and browsers from thinking that nobody is there. */
const BEAT_TICKS = 25;
const MOST_READERS = 20;
/** Who reads no faster gets no more meanwhile. */
const MOST_UNREAD_BYTES = 1_000_000;

/** What is told to whoever looks at the page, by its events' names. */
export interface LiveSource {
  /** What there is to know when somebody comes. */
  all(): Promise<Readonly<Record<string, unknown>>>;
  /** What is news to all since the last time. */
  news(): Promise<Readonly<Record<string, unknown>>>;
}

/** One stream of server-sent events for each reader, and one look at the source for all of them. */
export class LiveStream {
  private readonly readers = new Set<Readable>();
  /** Those who have not been told all yet. */
  private coming = 0;
  private timer?: NodeJS.Timeout;
  private ticks = 0;

  constructor(private readonly source: LiveSource) {}

  /** A stream that begins with all that there is; undefined where too many read already. */
  async open(): Promise<Readable | undefined> {
    if (this.coming + this.readers.size >= MOST_READERS) return undefined;
    this.coming++;
    const reader = new Readable({ read: () => {}, highWaterMark: MOST_UNREAD_BYTES });
    const all = await this.source.all().finally(() => this.coming--);
    reader.push(textOf(all));
    this.readers.add(reader);
    reader.on('close', () => {
      this.readers.delete(reader);
      if (this.readers.size === 0) clearInterval(this.timer);
    });
    if (this.readers.size === 1) this.timer = setInterval(() => void this.tick(), TICK_MS).unref();
    return reader;
  }

  private async tick() {
    const text = textOf(await this.source.news());
    const beat = ++this.ticks % BEAT_TICKS === 0 ? ': still here\n\n' : '';
    if (text + beat === '') return;
    for (const reader of this.readers) {
      if (reader.readableLength < MOST_UNREAD_BYTES) reader.push(text + beat);
    }
  }
}

function textOf(events: Readonly<Record<string, unknown>>): string {
  return Object.entries(events).map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join('');
}
