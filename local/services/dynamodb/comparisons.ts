import { compare } from 'dynalite/db';
import { AttributeValue } from './attribute-value';

type Comparison = (value: AttributeValue | undefined, others: (AttributeValue | undefined)[]) => boolean;

/** What conditions and filters ask of values, by the name that dynalite's parser gives it. A value that is not there equals none. */
export const COMPARISONS: Record<string, Comparison> = {
  '=': (value, [other]) => equal(value, other),
  '<>': (value, [other]) => !equal(value, other),
  '<': (value, [other]) => order(value, other) < 0,
  '<=': (value, [other]) => order(value, other) <= 0,
  '>': (value, [other]) => order(value, other) > 0,
  '>=': (value, [other]) => order(value, other) >= 0,
  'between': (value, [low, high]) => order(value, low) >= 0 && order(value, high) <= 0,
  'in': (value, others) => others.some(other => equal(value, other)),
  'attribute_exists': value => Boolean(value),
  'attribute_not_exists': value => !value,
  'attribute_type': (value, [type]) => Boolean(value && type?.S && type.S in value),
  'begins_with': (value, [start]) => sameType(value, start) && bytes(value!).subarray(0, bytes(start!).length).equals(bytes(start!)),
  'contains': (value, [part]) => sameType(value, part) && (value!.S ?? value!.B) !== undefined
    ? bytes(value!).includes(bytes(part!))
    : elements(value).some(element => equal(element, part)),
};

/** The size of a value as a number, as `size(…)` gives it. */
export function size(value: AttributeValue | undefined): AttributeValue | undefined {
  const { S, B, SS, NS, BS, L, M } = value ?? {};
  const counted = S ?? (B !== undefined ? Buffer.from(B, 'base64') : undefined) ?? SS ?? NS ?? BS ?? L ?? (M && Object.keys(M));
  return counted === undefined ? undefined : { N: `${counted.length}` };
}

/** Numbers are compared as text, since dynalite writes each in one way when it validates a request. */
export function equal(value: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return Boolean(value && other) && JSON.stringify(canonical(value!)) === JSON.stringify(canonical(other!));
}

/** A value with its sets and the names of its maps in order, neither of which distinguishes two values. */
function canonical(value: AttributeValue): unknown {
  const [type, content] = Object.entries(value)[0];
  switch (type) {
    case 'M': return { M: Object.keys(content).sort().map(name => [name, canonical(content[name])]) };
    case 'L': return { L: content.map(canonical) };
    case 'SS':
    case 'NS':
    case 'BS': return { [type]: [...content].sort() };
    default: return { [type]: content };
  }
}

/** Below, at or above 0; not a number where the two have no order. */
function order(value: AttributeValue | undefined, other: AttributeValue | undefined): number {
  if (!sameType(value, other)) {
    return NaN;
  }
  if (value!.N !== undefined) {
    return value!.N === other!.N ? 0 : compare('<', value!, other!) ? -1 : 1;
  }
  return (value!.S ?? value!.B) === undefined ? NaN : Buffer.compare(bytes(value!), bytes(other!));
}

function sameType(value: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return Boolean(value && other) && Object.keys(value!)[0] === Object.keys(other!)[0];
}

function bytes({ S, B = '' }: AttributeValue): Buffer {
  return S === undefined ? Buffer.from(B, 'base64') : Buffer.from(S);
}

function elements({ SS, NS, BS, L }: AttributeValue = {}): AttributeValue[] {
  return L ?? SS?.map(S => ({ S })) ?? NS?.map(N => ({ N })) ?? BS?.map(B => ({ B })) ?? [];
}
