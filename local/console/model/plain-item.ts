/** An item, or a part of one, as people read it: `{"id":"a","visits":2}` of `{ id: { S: 'a' }, visits: { N: '2' } }`. */
export function plainText(item: Readonly<Record<string, object>>): string {
  return JSON.stringify(plainMap(item));
}

function plainMap(map: Readonly<Record<string, object>>): object {
  return Object.fromEntries(Object.entries(map).sort(([one], [other]) => one < other ? -1 : 1).map(([name, value]) => [name, plain(value)]));
}

function plain(typed: object): unknown {
  const [type, value] = Object.entries(typed)[0] as [string, any];
  switch (type) {
    case 'N': return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    case 'M': return plainMap(value);
    case 'L': return value.map(plain);
    case 'NULL': return null;
    default: return value;
  }
}
