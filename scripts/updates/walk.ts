import { Build } from './synthesis';

/** A prop that is changed from one value to another, if need be by others. */
export interface UpdateCase {
  readonly prop: string;
  /** E.g. "none → shop". */
  readonly change: string;
  /** The apps one after the other: what is deployed, what is wanted and, between them, the steps of the way. */
  readonly builds: Build[];
  readonly values: string[];
}

/**
 * Walks a prop through changes like "none → shop"; where AWS refuses to go straight, "none → shop → store" names a way. One that ends
 * where it begins, "shop → none → shop", is about its last step.
 *
 * @param build the smallest app that has the prop
 * @param values the prop's values, by what the page calls them
 */
export function walk<T>(prop: string, build: (value: T) => Build, values: Record<string, T>, ...changes: string[]): UpdateCase[] {
  const builds = new Map(Object.entries(values).map(([name, value]) => [name, build(value)]));
  return changes.map(change => {
    const names = change.split(' → ');
    const unknown = names.find(name => !builds.has(name));
    if (unknown !== undefined) throw new Error(`${prop}: ${unknown} is no value of: ${[...builds.keys()].join(', ')}`);
    const isReturn = names[0] === names.at(-1);
    return { prop, change: isReturn ? change : `${names[0]} → ${names.at(-1)}`, builds: names.map(name => builds.get(name)!), values: names };
  });
}

/** A prop that can be left out, added, changed and left out again. */
export function walkOptional<T>(prop: string, build: (value: T | undefined) => Build, one: [string, T], other?: [string, T]): UpdateCase[] {
  const values = { none: undefined, ...Object.fromEntries([one, ...other ? [other] : []]) };
  return walk(prop, build, values, `none → ${one[0]}`, ...other ? [`${one[0]} → ${other[0]}`] : [], `${one[0]} → none`);
}

/** From each value to the next, around and back. */
export function around(values: Record<string, unknown>): string[] {
  const names = Object.keys(values);
  return names.flatMap((name, i) => {
    const next = names[(i + 1) % names.length];
    return [`${name} → ${next}`, `${next} → ${name}`];
  });
}
