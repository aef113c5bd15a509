import { itemOf } from '../../../../local/services/dynamodb/plain-values';

test('plain values are DynamoDB\'s, at every depth', () => {
  expect(itemOf({
    text: 'a',
    number: 1.5,
    big: 12345678901234567890n,
    yes: true,
    nothing: null,
    left: undefined,
    list: [1, 'b', [false]],
    map: { in: { it: 'c' } },
    texts: new Set(['x', 'y']),
    numbers: new Set([1, 2]),
    bytes: new Uint8Array([1, 2]),
    set: new Set([Buffer.from('z')]),
  })).toEqual({
    text: { S: 'a' },
    number: { N: '1.5' },
    big: { N: '12345678901234567890' },
    yes: { BOOL: true },
    nothing: { NULL: true },
    list: { L: [{ N: '1' }, { S: 'b' }, { L: [{ BOOL: false }] }] },
    map: { M: { in: { M: { it: { S: 'c' } } } } },
    texts: { SS: ['x', 'y'] },
    numbers: { NS: ['1', '2'] },
    bytes: { B: 'AQI=' },
    set: { BS: ['eg=='] },
  });
});

test.each<[string, unknown, string]>([
  ['a date', new Date(0), '`a.b[1]` must be a text, an exact number, true, false, null, or a list, a map or a set of them, got: a Date'],
  ['a function', () => {}, 'got: a Function'],
  ['a number that JSON has rounded', 12345678901234567890, 'got: 12345678901234567000, which is not exact'],
  ['no number', NaN, 'got: NaN, which is not exact'],
  ['an empty set', new Set(), 'got: a Set of other elements'],
  ['a set of several types', new Set([1, 'a']), 'got: a Set of other elements'],
  ['a set of maps', new Set([{}]), 'got: a Set of other elements'],
])('%s is refused, with its place', (_, value, message) => {
  expect(() => itemOf({ a: { b: ['ok', value] } })).toThrow(message);
});
