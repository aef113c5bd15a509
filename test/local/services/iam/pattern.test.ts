import * as fc from 'fast-check';
import { Pattern, PatternOptions } from '../../../../local/services/iam/pattern';

const KEYS: Record<string, string[]> = { 'aws:userid': ['AROA:hello'], 'aws:PrincipalTag/glob': ['a*'], 'dynamodb:LeadingKeys': ['a', 'b'] };
const matches = (pattern: string, text: string, options?: PatternOptions) => new Pattern(pattern, options).matches(text, key => KEYS[key]);

/** Slowly, and without regular expressions. */
function isAs(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') return isAs(pattern.slice(1), text) || (text !== '' && isAs(pattern, text.slice(1)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && isAs(pattern.slice(1), text.slice(1));
}

test('a star is any characters, a question mark is one, and every other character is itself', () => {
  const characters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '+', ':', '/', '(', ']', '\\', '-', '^', '|', '{', '\n'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '+', ':', '/', '(', ']', '\\', '-', '^', '|', '{', '*', '?'), maxLength: 6 });
  fc.assert(fc.property(pattern, characters, (one, text) => { expect(matches(one, text)).toBe(isAs(one, text)); }), { numRuns: 2000 });
});

test.each<[string, string, string, PatternOptions | undefined, boolean]>([
  ['a variable is the value of its key', 'user/${aws:userid}', 'user/AROA:hello', undefined, true],
  ['a variable without a value matches nothing', 'user/${aws:username}', 'user/', undefined, false],
  ['a variable may have a default', 'user/${aws:username, \'nobody\'}', 'user/nobody', undefined, true],
  ['a default is for a key that is not there', '${aws:userid, \'nobody\'}', 'nobody', undefined, false],
  ['a key of several values is no variable', '${dynamodb:LeadingKeys}', 'a', undefined, false],
  ['a star in a value is a star', '${aws:PrincipalTag/glob}', 'ab', undefined, false],
  ['a star in a value is that star', '${aws:PrincipalTag/glob}', 'a*', undefined, true],
  ['a star can be escaped', 'a${*}', 'ab', undefined, false],
  ['an escaped star is a star', 'a${*}${?}${$}', 'a*?$', undefined, true],
  ['without variables, all is meant as it is', '${aws:userid}', '${aws:userid}', { variables: false }, true],
  ['without wildcards, a star is a star', 'a*', 'ab', { wildcards: 'none' }, false],
  ['letters have a case', 'A', 'a', undefined, false],
  ['unless they have none', 'A', 'a', { ignoreCase: true }, true],
  ['a star of an ARN stays within its part', 'arn:aws:iam::*:role/x', 'arn:aws:iam::1:2:role/x', { wildcards: 'arn' }, false],
  ['a star of an ARN\'s resource does not', 'arn:aws:logs:::group:*', 'arn:aws:logs:::group:a:b/c', { wildcards: 'arn' }, true],
])('%s: %s, %s', (_, pattern, text, options, expected) => {
  expect(matches(pattern, text, options)).toBe(expected);
});
