import { Background, DoneInvocation } from './drill-target';
import { isCalled } from '../faults/parameter';
import { Schedule, scheduleOf } from '../machine/schedule/schedule';
import { LocalRegions } from '../regions/local-regions';

interface Batch {
  readonly Records?: readonly { readonly messageId: string }[];
}

interface BatchResponse {
  readonly batchItemFailures?: readonly { readonly itemIdentifier: string }[];
}

/** What the functions of the local Regions do, by the journal. */
export class LocalBackground implements Background {
  constructor(private readonly handle: LocalRegions) {}

  hasFunction(called: string): boolean {
    return this.handle.deployed.functions.some(({ functionName, logicalPath }) => [functionName, logicalPath].some(name => isCalled(name, called)));
  }

  schedule(name: string): Schedule | undefined {
    const own = this.handle.seen.schedules.filter(schedule => schedule.name === name && schedule.isEnabled && schedule.next !== undefined);
    const inEach = own.map(({ expression, timeZone, next }) => scheduleOf(expression, { firstAt: next!, timeZone }));
    if (inEach.length === 0) return undefined;
    return { next: after => inEach.flatMap(schedule => schedule.next(after) ?? []).sort((a, b) => a - b)[0] };
  }

  onDone(listener: (done: DoneInvocation) => void): () => void {
    const paths = new Map(this.handle.deployed.functions.map(({ functionName, logicalPath }) => [functionName, logicalPath]));
    return this.handle.journal.on('invocation', ({ functionName, error, exchange }) => {
      if (error !== undefined || !exchange) return;
      const names = [functionName, paths.get(functionName) ?? functionName];
      listener({ isCalled: called => names.some(name => isCalled(name, called)), told: doneOf(exchange.event, exchange.payload) });
    });
  }
}

/** Of a batch, the records that the function has not told to be failures. */
function doneOf(event: unknown, payload: unknown): readonly unknown[] {
  const { Records: records } = event as Batch ?? {};
  if (!Array.isArray(records)) return [event];
  const { batchItemFailures: failures = [] } = payload as BatchResponse ?? {};
  return records.filter(({ messageId }) => !failures.some(({ itemIdentifier }) => itemIdentifier === messageId));
}
