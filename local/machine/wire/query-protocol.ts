import { XMLBuilder } from 'fast-xml-parser';

/** What a form holds, `Alarms.member.1.Name=…` as an object of lists and objects; every value is a text. */
export function fromQuery(form: URLSearchParams): Record<string, any> {
  const root: Record<string, any> = {};
  for (const [path, value] of form) {
    let at = root;
    const names = path.split('.').filter(name => name !== 'member');
    names.forEach((name, i) => {
      const isLast = i === names.length - 1;
      at = at[name] = isLast ? value : at[name] ?? {};
    });
  }
  return withLists(root);
}

/** An object whose names are numbers is a list. */
function withLists(value: unknown): any {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, withLists(inner)] as const);
  const isList = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name));
  return isList ? entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** An answer of the query protocol: `member` is what lists hold, and times are texts. */
export function toQueryXml(root: string, namespace: string, content: object): string {
  return new XMLBuilder({ ignoreAttributes: false }).build({ [root]: { '@_xmlns': namespace, ...withMembers(content) } });
}

function withMembers(value: unknown): any {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return { member: value.map(withMembers) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([name, inner]) => [name, withMembers(inner)]));
}
