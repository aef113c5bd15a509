import { Journal } from '../machine/journal';

/** A line of a stack trace that is of Node.js or of this runner, and tells nothing of the handler. */
const FOREIGN_FRAME = /^\s+at .*(?:node:internal\/|[\\/]lib[\\/]local[\\/]services[\\/])/;

export function isForeignFrame(line: string): boolean {
  return FOREIGN_FRAME.test(line);
}

/** Has what handlers fail with told until `stop`, each failure with the place in the handler: so a test that gets a 502 says why. */
export function tellFailures(journal: Journal, tell: (text: string) => void) {
  const frames = new Map<string, string[]>();
  const ofOutput = journal.on('output', ({ region, functionName, line }) => {
    const key = `${region} ${functionName}`;
    if (/^(Init|Invoke) Error\t/.test(line)) frames.set(key, []);
    else if (/^\s+at /.test(line) && !isForeignFrame(line)) frames.get(key)?.push(line);
  });
  const ofInvocations = journal.on('invocation', ({ region, functionName, error }) => {
    const key = `${region} ${functionName}`;
    if (error) tell([`${functionName} in ${region} failed: ${error}`, ...frames.get(key) ?? [], ''].join('\n'));
    frames.delete(key);
  });
  return {
    stop() {
      ofOutput();
      ofInvocations();
    },
  };
}
