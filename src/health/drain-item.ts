/** What the drain switch has of a Region, for functions that read it as well: no import, so that a bundle has these lines alone. */
export const DRAIN_KEY = 'region';

/** The key of a Region's item, as DynamoDB's wire has it. */
export function drainKeyOf(region: string) {
  return { [DRAIN_KEY]: { S: region } };
}

/** Only an item that says so drains. */
export function isDrained(item: { readonly drained?: { readonly BOOL?: boolean } } | undefined): boolean {
  return item?.drained?.BOOL === true;
}
