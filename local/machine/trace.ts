import { AsyncLocalStorage } from 'async_hooks';

/** The trace of what is being done, by X-Ray's header. */
const current = new AsyncLocalStorage<string>();

/** Runs as part of a trace, if there is one; `header` is what X-Ray calls `X-Amzn-Trace-Id`. */
export function traced<T>(header: string | undefined, run: () => T): T {
  const id = traceIdOf(header);
  return id === undefined ? run() : current.run(id, run);
}

/** The id of the trace that runs, if one does. */
export function currentTrace(): string | undefined {
  return current.getStore();
}

/** E.g. `1-5759e988-bd862e3fe1be46a994272793` of `Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1`. */
export function traceIdOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /(?:^|;)\s*Root=([^;\s]+)/.exec(header)?.[1];
}
