import { InvocationView } from './wire';
import { JournalEntry } from '../machine/journal';

/** How many requests can be opened, and how many traces may wait to be one: those of health checks never are. */
const KEPT = 300;
const LONGEST_TEXT = 16_384;
const LONGEST_LOG = 100;
const MOST_OF_A_TRACE = 50;

export interface Trace {
  readonly request?: JournalEntry<'request'>;
  readonly invocations: InvocationView[];
  readonly writes: JournalEntry<'write'>[];
}

/** What belongs to the latest requests, by their traces. */
export class Traces {
  private readonly requests = new Map<string, Trace>();
  private readonly others = new Map<string, Trace>();

  take(entry: JournalEntry) {
    switch (entry.kind) {
      case 'request': return this.begin(entry);
      case 'invocation': return addTo(this.of(entry.traceId)?.invocations, invocationView(entry));
      case 'write': return addTo(this.of(entry.traceId)?.writes, entry);
      default: return undefined;
    }
  }

  /** What is known of a request, as long as it is one of the latest. */
  request(traceId: string): Trace | undefined {
    return this.requests.get(traceId);
  }

  private begin(request: JournalEntry<'request'>) {
    const { traceId } = request;
    if (traceId === undefined) return;
    // A caller may send several requests of one trace: the last one is it.
    const { invocations = [], writes = [] } = this.others.get(traceId) ?? {};
    this.others.delete(traceId);
    keep(this.requests, traceId, { request, invocations, writes });
  }

  private of(traceId: string | undefined): Trace | undefined {
    if (traceId === undefined) return undefined;
    const known = this.requests.get(traceId) ?? this.others.get(traceId);
    if (known) return known;
    const trace: Trace = { invocations: [], writes: [] };
    keep(this.others, traceId, trace);
    return trace;
  }
}

function keep(traces: Map<string, Trace>, id: string, trace: Trace) {
  traces.set(id, trace);
  if (traces.size > KEPT) traces.delete(traces.keys().next().value!);
}

function addTo<T>(list: T[] | undefined, value: T) {
  if (list && list.length < MOST_OF_A_TRACE) list.push(value);
}

function invocationView({ region, functionName, durationMs, error, exchange }: JournalEntry<'invocation'>): InvocationView {
  return {
    region,
    functionName,
    durationMs,
    error,
    event: shortText(exchange?.event),
    answer: exchange?.payload === undefined ? undefined : shortText(exchange.payload),
    log: (exchange?.log ?? []).slice(-LONGEST_LOG).map(line => line.slice(0, LONGEST_TEXT / 8)),
  };
}

function shortText(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
