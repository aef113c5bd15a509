/** Puts values in the place of `{{name}}`, in every text of a value. */
export function fill<T>(value: T, values: Readonly<Record<string, unknown>>): T {
  if (typeof value === 'string') return value.replace(/\{\{(\w+)\}\}/g, (whole, name) => String(values[name] ?? whole)) as T;
  if (Array.isArray(value)) return value.map(one => fill(one, values)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, values)])) as T;
}

/** Whether a value has what is wanted of it, and maybe more; a text between slashes is a regular expression. */
export function matches(value: unknown, wanted: unknown): boolean {
  const [, pattern] = typeof wanted === 'string' ? /^\/(.+)\/$/s.exec(wanted) ?? [] : [];
  if (pattern !== undefined) return new RegExp(pattern).test(String(value));
  if (typeof wanted !== 'object' || wanted === null) return value === wanted;
  return typeof value === 'object' && value !== null && Object.entries(wanted).every(([name, one]) => matches((value as Record<string, unknown>)[name], one));
}

/** A value of DynamoDB without its type, as files say it. */
export function plain(value: object): unknown {
  const [[type, inner]] = Object.entries(value);
  if (type === 'N') return Number(inner);
  if (type === 'NULL') return null;
  if (type === 'L') return inner.map(plain);
  if (type === 'M') return plainItem(inner);
  return inner;
}

export function plainItem(item: Readonly<Record<string, object>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => [name, plain(value)]));
}
