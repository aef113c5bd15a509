import { parentsWatch } from './parents';

/** The exit codes of a process that a signal ends. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** How often one looks whether the parent is still there. */
const PARENT_INTERVAL_MS = 300;

/** Calls `end` once, when a signal is to end this process, or when its parent is gone: kill signals to npx, npm and the like do not reach it. */
export function onEnd(end: (exitCode: number) => void) {
  let isEnding = false;
  const endOnce = (exitCode: number) => {
    if (isEnding) process.exit(exitCode); // who asks twice does not want to wait
    isEnding = true;
    end(exitCode);
  };
  for (const [signal, exitCode] of Object.entries(SIGNALS)) {
    process.on(signal, () => endOnce(exitCode));
  }
  const areThere = parentsWatch();
  const watch = setInterval(() => {
    if (areThere()) return;
    clearInterval(watch);
    endOnce(SIGNALS.SIGTERM);
  }, PARENT_INTERVAL_MS).unref();
}

/** Ctrl-C ends the command at once, with the app that it may be synthesizing. */
export function interruption(): AbortSignal {
  const interrupt = new AbortController();
  onEnd(exitCode => {
    interrupt.abort();
    process.exit(exitCode);
  });
  return interrupt.signal;
}
