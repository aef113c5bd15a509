import { Timeline } from './model/timeline';
import { EntryView } from './wire';
import { JournalEntry } from '../machine/journal';

/** How many entries whoever opens the page finds of what flows, and of all else. */
const KEPT = 300;
/** How many wait to be told: whoever looks at a flood sees its end. */
const WAITING = 300;
const LONGEST_TEXT = 2_000;

/** What happened last, for the time line: without what only health checks do. */
export class Happenings {
  private readonly timeline = new Timeline(KEPT);
  private waiting: EntryView[] = [];
  private count = 0;

  take(entry: JournalEntry) {
    if (entry.kind === 'invocation' && entry.invocationType === 'RequestResponse' && !entry.error) return; // seen with its request
    this.waiting.push({ ...shortened(entry), number: ++this.count });
    if (this.waiting.length >= 2 * WAITING) this.flush();
  }

  /** The entries that came since the last time. */
  flush(): readonly EntryView[] {
    const entries = this.waiting;
    this.waiting = [];
    this.timeline.add(entries);
    return entries.slice(-WAITING);
  }

  get latest(): EntryView[] {
    return this.timeline.entries.reverse();
  }
}

/** An entry without texts of any length. */
function shortened(entry: JournalEntry): JournalEntry {
  const { exchange, html, ...rest } = entry as JournalEntry & { exchange?: unknown; html?: string };
  return Object.fromEntries(Object.entries(rest).map(([name, value]) =>
    [name, typeof value === 'string' && value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value])) as unknown as JournalEntry;
}
