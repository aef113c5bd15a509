import { Resource } from './deployed-resources';

/** The same thing in several Regions. */
export interface AcrossRegions<T> {
  readonly first: T;
  readonly all: T[];
  /** As they are written in messages. */
  readonly regions: string;
}

/** Puts together what is the same but for the Region: what has the same key, by default the resource's place in its stack. */
export function acrossRegions<T extends { readonly resource: Resource }>(
  items: T[], keyOf: (item: T) => string = ({ resource }) => resource.place,
): AcrossRegions<T>[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...groups.get(key) ?? [], item]);
  }
  return [...groups.values()].map(all => ({ first: all[0], all, regions: namesOf(all.map(({ resource }) => resource.region)) }));
}

/** Each once. */
export function namesOf(names: string[]): string {
  return [...new Set(names)].join(', ');
}
