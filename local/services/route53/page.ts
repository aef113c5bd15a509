import { Route53Error } from './route53-error';

const MAX_ITEMS = 100;

export interface Page<T> {
  readonly items: T[];
  readonly maxItems: number;
  /** The first item of the next page. */
  readonly next?: T;
}

/** The page that starts with the first item that `isStart` accepts; `maxItems` as the caller wrote it. */
export function pageOf<T>(all: readonly T[], isStart: (item: T) => boolean, maxItemsText: string | null): Page<T> {
  const maxItems = Number(maxItemsText ?? MAX_ITEMS);
  if (!Number.isInteger(maxItems) || maxItems < 1) {
    throw Route53Error.invalidInput(`Invalid parameter : maxitems must be a positive number, got '${maxItemsText}'.`);
  }
  const size = Math.min(maxItems, MAX_ITEMS);
  const start = all.findIndex(isStart);
  const rest = start === -1 ? [] : all.slice(start);
  return { items: rest.slice(0, size), maxItems: size, next: rest[size] };
}
