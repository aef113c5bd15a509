import { XMLBuilder } from 'fast-xml-parser';

/**
 * The lists and maps that stand in forms and in XML without a name of their own around their members: what a member is called there, and
 * for a map, what its keys are called.
 */
export type FlatNames = Readonly<Record<string, string | readonly [member: string, key: string]>>;

/** What a form holds, `Alarms.member.1.Name=…` as an object of lists and objects; every value is a text. */
export function fromQuery(form: URLSearchParams, names: FlatNames = {}): Record<string, any> {
  const root: Record<string, any> = Object.create(null); // a form may name `__proto__`
  for (const [path, value] of form) {
    let at = root;
    const steps = path.split('.').filter(name => name !== 'member');
    steps.forEach((name, i) => {
      const isLast = i === steps.length - 1;
      const isOpen = typeof at[name] === 'object';
      at = at[name] = isLast ? value : isOpen ? at[name] : Object.create(null);
    });
  }
  return withOwnNames(withLists(root), names);
}

function withOwnNames(value: any, names: FlatNames): any {
  if (Array.isArray(value)) return value.map(inner => withOwnNames(inner, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries<any>(value).map(([name, inner]) => {
    const [own, flat] = Object.entries(names).find(([, member]) => [member].flat()[0] === name) ?? [];
    if (own === undefined || !Array.isArray(inner)) return [name, withOwnNames(inner, names)];
    const members = withOwnNames(inner, names);
    return [own, typeof flat === 'string' ? members : Object.fromEntries(members.map((member: any) => [member[flat![1]], member.Value]))];
  }));
}

/** An object whose names are numbers is a list. */
function withLists(value: unknown): any {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, withLists(inner)] as const);
  const isList = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name));
  return isList ? entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** An answer of the query protocol: `member` is what lists hold that have no flat name, and times are texts. */
export function toQueryXml(root: string, namespace: string, content: object, names: FlatNames = {}): string {
  return new XMLBuilder({ ignoreAttributes: false }).build({ [root]: { '@_xmlns': namespace, ...withMembers(content, names) } });
}

function withMembers(value: unknown, names: FlatNames): any {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return { member: value.map(inner => withMembers(inner, names)) };
  if (value instanceof Map) return { entry: [...value].map(([key, inner]) => ({ key, value: inner })) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([name, inner]) => {
    const flat = Object.hasOwn(names, name) ? names[name] : undefined; // `constructor` is a name as any other
    if (flat === undefined) return [name, withMembers(inner, names)];
    if (typeof flat === 'string') return [flat, inner.map((member: unknown) => withMembers(member, names))];
    const [member, key] = flat;
    return [member, Object.entries(inner).map(([own, kept]) => ({ [key]: own, Value: withMembers(kept, names) }))];
  }));
}
