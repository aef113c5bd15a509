import { AttributeValue, Item } from './attribute-value';

/** An item of plain values, e.g. `{ id: 'a', visits: 1, tags: ['new'] }`: a `Set` is a set, bytes are binary. */
export type PlainItem = Readonly<Record<string, unknown>>;

/** An item as DynamoDB writes it. Throws, with its path, for a value that DynamoDB has not. */
export function itemOf(plain: PlainItem, path = ''): Item {
  return Object.fromEntries(Object.entries(plain)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, attributeValue(value, `${path}${name}`)]));
}

function attributeValue(value: unknown, path: string): AttributeValue {
  switch (typeof value) {
    case 'string': return { S: value };
    case 'boolean': return { BOOL: value };
    case 'bigint': return { N: String(value) };
    case 'number':
      if (!Number.isFinite(value) || Number.isInteger(value) && !Number.isSafeInteger(value)) throw refusal(path, `${value}, which is not exact`);
      return { N: String(value) };
    case 'object':
      if (value === null) return { NULL: true };
      if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
      if (value instanceof Set) return setValue([...value].map(element => attributeValue(element, path)), path);
      if (Array.isArray(value)) return { L: value.map((element, index) => attributeValue(element, `${path}[${index}]`)) };
      if ([Object.prototype, null].includes(Object.getPrototypeOf(value))) return { M: itemOf(value as PlainItem, `${path}.`) };
  }
  throw refusal(path, `a ${(value as object).constructor?.name ?? typeof value}`);
}

function setValue(elements: AttributeValue[], path: string): AttributeValue {
  const type = Object.keys(elements[0] ?? {})[0];
  if (!['S', 'N', 'B'].includes(type) || elements.some(element => !(type in element))) throw refusal(path, 'a Set of other elements');
  return { [`${type}S`]: elements.map(element => element[type as 'S']!) };
}

function refusal(path: string, got: string): Error {
  return new Error(`\`${path}\` must be a text, an exact number, true, false, null, or a list, a map or a set of them, got: ${got}`);
}
