import { Item } from './attribute-value';

export interface ItemAddress {
  readonly table: string;
  /** The item's primary key, as the store writes it. */
  readonly key: string;
}

/** One item as a write leaves it; without an item it is deleted. */
export interface ItemWrite extends ItemAddress {
  readonly item?: Item;
}

/** A write together with the item that it replaces. */
export interface ItemChange extends ItemWrite {
  readonly before?: Item;
}
