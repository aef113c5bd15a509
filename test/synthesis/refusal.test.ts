import { Stack } from 'aws-cdk-lib';
import { refusal } from '../../src/synthesis/refusal';

const circular: Record<string, unknown> = { name: 'self' };
circular.self = circular;

test.each<[string, unknown, string]>([
  ['text', 'eu-west-9', '"eu-west-9"'],
  ['a list', ['a', 1], '["a",1]'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a construct, whose parent refers to it', new Stack(undefined, 'Orders'), '"the construct Orders"'],
  ['constructs in a list', [new Stack(undefined, 'Orders')], '["the construct Orders"]'],
  ['an object that refers to itself', circular, '{"name":"self","self":"…"}'],
  ['a big number', 10n, '"10"'],
  ['a function', Math.max, '"function max() { [native code] }"'],
])('a refusal tells what it got: %s', (_, got, told) => {
  expect(refusal('`prop` must be right', got).message).toBe(`\`prop\` must be right, got: ${told}`);
});

test('a refusal ends with the fix, if there is one', () => {
  expect(refusal('`prop` must be right', 'wrong', 'Turn it over').message).toBe('`prop` must be right, got: "wrong". Turn it over');
});
