import { Item } from './attribute-value';

export interface ItemAddress {
  readonly table: string;
  /** The item's primary key, as the store writes it. */
  readonly key: string;
}

/** One item as a write leaves it, and as it was before; where one is missing, there is no such item. */
export interface ItemChange extends ItemAddress {
  readonly item?: Item;
  readonly before?: Item;
  /** Whether it is deleted because its time to live is over. @default false */
  readonly hasExpired?: boolean;
}

/** A change, and where it comes from. */
export interface ItemWrite extends ItemChange {
  /** The Region in which it was written; in any other it was replicated. */
  readonly writtenIn: string;
}
