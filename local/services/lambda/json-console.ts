import { inspect } from 'node:util';

const LEVELS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

/**
 * Has the console print lines of JSON, as Lambda does for functions whose log format that is.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function printJson(requestId: () => string | undefined) {
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method as keyof typeof LEVELS] = (...texts: unknown[]) => {
      const message = texts.length === 1 && isPlain(texts[0]) ? texts[0] : texts.map(text => typeof text === 'string' ? text : inspect(text)).join(' ');
      process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, requestId: requestId(), message })}\n`);
    };
  }
}

/** What JSON tells better than text. */
function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Error);
}
