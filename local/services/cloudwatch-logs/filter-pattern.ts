import { FilterPattern, Found } from './found';
import { jsonCondition } from './json-condition';
import { spaceDelimited } from './space-delimited';

const NO_FIELDS: Found = { valueOf: () => undefined };

/**
 * Reads a filter pattern: of terms, of conditions on the fields of JSON, or of the columns of a line.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern(pattern: string): FilterPattern {
  const text = pattern.trim();
  if (text.startsWith('{') && text.endsWith('}')) return jsonCondition(text.slice(1, -1));
  if (text.startsWith('[') && text.endsWith(']')) return spaceDelimited(text.slice(1, -1));
  return terms(text);
}

/** All terms must be there; of those with `?` one, unless there are others; none of those with `-`. */
function terms(text: string): FilterPattern {
  const all: string[] = [];
  const any: string[] = [];
  const none: string[] = [];
  for (const [, sign, quoted, word] of text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)) {
    const list = sign === '?' ? any : sign === '-' ? none : all;
    list.push(quoted?.replace(/\\(.)/g, '$1') ?? word);
  }
  const matches = containsTerm;
  return event => {
    const required = all.length > 0 ? all.every(term => matches(event, term)) : any.length === 0 || any.some(term => matches(event, term));
    return required && !none.some(term => matches(event, term)) ? NO_FIELDS : undefined;
  };
}

/** `%…%` is a regular expression. */
function containsTerm(event: string, term: string): boolean {
  const [, expression] = /^%(.+)%$/.exec(term) ?? [];
  return expression === undefined ? event.includes(term) : new RegExp(expression).test(event);
}
