/** How a process ends by a signal: the signal's name, and the exit code. */
export const SIGNALS = [['SIGINT', 130], ['SIGTERM', 143]] as const;

/** Ctrl-C ends the command at once, with the app that it may be synthesizing. */
export function interruption(): AbortSignal {
  const interrupt = new AbortController();
  for (const [signal, exitCode] of SIGNALS) {
    process.once(signal, () => {
      interrupt.abort();
      process.exit(exitCode);
    });
  }
  return interrupt.signal;
}
