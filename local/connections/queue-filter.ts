import { eventPattern } from '../machine/event-pattern';

/**
 * Which messages of a queue a function gets: those that match one of the patterns, if there are any.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 */
export function queueFilter(patterns: readonly object[] = []): (body: string) => boolean {
  const filters = patterns.map(pattern => ({ matches: eventPattern(pattern), isOfJson: isObject((pattern as { body?: unknown }).body) }));
  return text => {
    const body = readBody(text);
    // A pattern of JSON matches no text, whatever it says of what is not there.
    return filters.length === 0 || filters.some(({ matches, isOfJson }) => (!isOfJson || typeof body !== 'string') && matches({ body }));
  };
}

function readBody(text: string): unknown {
  try {
    const body = JSON.parse(text);
    return typeof body === 'object' ? body : text;
  } catch {
    return text;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}
