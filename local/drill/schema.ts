/** What this reads of JSON Schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer';
  /** What a value must be, in words. */
  readonly title?: string;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly additionalProperties?: boolean | Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

export type Path = readonly (string | number)[];

/** What is wrong with a value, and where: the rule that it breaks, in words. */
export interface Breach {
  readonly path: Path;
  readonly rule: string;
  readonly got: unknown;
}

const TYPES: Record<NonNullable<Schema['type']>, { readonly words: string; holds(value: unknown): boolean }> = {
  object: { words: 'names and values', holds: value => typeof value === 'object' && value !== null && !Array.isArray(value) },
  array: { words: 'a list', holds: Array.isArray },
  string: { words: 'a text', holds: value => typeof value === 'string' },
  integer: { words: 'a whole number', holds: Number.isInteger },
};

/** Finds what is wrong with a value by a schema, whose `$ref` lead to the definitions of `root`. */
export function breaches(value: unknown, schema: Schema, root: { readonly $defs: { readonly [name: string]: Schema } }, path: Path = []): Breach[] {
  const { $ref, ...own } = schema;
  const { type, title, required = [], properties = {}, additionalProperties, items, pattern, ...rule } = $ref ? { ...root.$defs[$ref.split('/').pop()!], ...own } : own;
  const breach = (words: string, got = value): Breach[] => [{ path, rule: `must be ${words}`, got }];
  if (type && !TYPES[type].holds(value)) return breach(title ?? TYPES[type].words);
  if (rule.const !== undefined && value !== rule.const) return breach(JSON.stringify(rule.const));
  if (rule.enum && !rule.enum.includes(value)) return breach(`one of ${rule.enum.join(', ')}`);
  if (pattern !== undefined && !new RegExp(pattern).test(value as string)) return breach(title!);
  if (rule.minimum !== undefined && (value as number) < rule.minimum) return breach(title!);
  if (Array.isArray(value)) {
    if (value.length < (rule.minItems ?? 0)) return breach('a list that is not empty');
    return items ? value.flatMap((item, i) => breaches(item, items, root, [...path, i])) : [];
  }
  if (type !== 'object') return [];
  const entries = Object.entries(value as object);
  const known = Object.keys(properties);
  const missing = required.find(name => !entries.some(([given]) => given === name));
  if (missing !== undefined) return [{ path, rule: `must have \`${missing}\``, got: entries.length > 0 ? entries.map(([name]) => name).join(', ') : 'nothing' }];
  const foreign = additionalProperties === false ? entries.filter(([name]) => !known.includes(name)) : [];
  if (foreign.length > 0) return foreign.map(([name]) => ({ path: [...path, name], rule: `must be one of ${known.join(', ')}`, got: name }));
  const { minProperties: least = 0, maxProperties: most = Infinity } = rule;
  if (entries.length < least || entries.length > most) {
    return [{ path, rule: `must have ${least === most ? `${least} of` : `at least ${least} of`} ${known.join(', ') || 'a name'}`, got: entries.map(([name]) => name).join(', ') || 'nothing' }];
  }
  return entries.flatMap(([name, inner]) => {
    const schemaOf = properties[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : {});
    return breaches(inner, schemaOf, root, [...path, name]);
  });
}
