import { count } from './embedded-metric';
import { ChangedItem, lostWrites } from './write-stamp';

/** What Lambda hands to the function of a table's stream, as far as it matters here. */
export interface ChangedItems {
  readonly Records: readonly (ChangedItem & { readonly eventSourceARN?: string })[];
}

/**
 * The handler of a function on the stream of this Region's replica, with new and old images: it counts `lostWrites()` of stamped items in the metric
 * `LostWrites`, by `Table`, in CloudWatch's embedded metric format. Where nothing is lost it prints nothing.
 *
 * A batch that is delivered twice is counted twice.
 *
 * @param namespace of the metric, e.g. "Shop"
 */
export function conflictMetric(namespace: string): (event: ChangedItems) => Promise<void> {
  return async ({ Records }) => {
    const lost = new Map<string, number>();
    for (const record of Records) {
      const table = /:table\/([^/]+)/.exec(record.eventSourceARN ?? '')?.[1] ?? 'unknown';
      lost.set(table, (lost.get(table) ?? 0) + lostWrites(record));
    }
    for (const [Table, writes] of lost) if (writes > 0) count(namespace, { Table }, 'LostWrites', writes);
  };
}
