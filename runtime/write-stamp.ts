/** Where an item was written last: an attribute of every item that `stamped()` updates. */
export const WRITTEN_IN = 'writtenIn';

/** How many of a Region's writes the item knows: an attribute for each Region, e.g. `writes-eu-west-1`. */
const WRITES = 'writes-';

/** What `stamped()` reads of the input of an `UpdateCommand`. */
export interface StampedUpdate {
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, any>;
}

/** What `lostWrites()` reads of a record of a DynamoDB stream. */
export interface ChangedItem {
  readonly dynamodb?: {
    readonly OldImage?: Record<string, { readonly S?: string; readonly N?: string }>;
    readonly NewImage?: Record<string, { readonly S?: string; readonly N?: string }>;
  };
}

/**
 * Stamps an update: the input of an `UpdateCommand` of `@aws-sdk/lib-dynamodb`, with what tells later whether a write was lost.
 *
 * The item gets the Region that writes, as `writtenIn`, and one more of that Region's writes, as `writes-<Region>`: all that a version has of
 * these is what its writer knew. They are attributes like any other, so that one Region's write that replaces another's has them replaced, too,
 * and `lostWrites()` sees it.
 *
 * An item that is put as a whole has no stamp: update it. A deletion has none either: mark what is deleted, and let it expire.
 */
export function stamped<T extends StampedUpdate>(update: T, region: string = process.env.AWS_REGION!): T {
  const expression = withAction(withAction(update.UpdateExpression ?? '', 'SET', '#writtenIn = :writtenIn'), 'ADD', '#writes :oneWrite');
  return {
    ...update,
    UpdateExpression: expression,
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#writtenIn': WRITTEN_IN, '#writes': WRITES + region },
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':writtenIn': region, ':oneWrite': 1 },
  };
}

/**
 * How many of this Region's writes are lost by a change: those that were in the item, and that the Region which wrote it now did not know.
 *
 * Each lost write is seen by its own Region's stream, and counted there once. Read it with new and old images.
 *
 * @param record of the stream of this Region's replica
 */
export function lostWrites({ dynamodb }: ChangedItem, region: string = process.env.AWS_REGION!): number {
  const { OldImage: before, NewImage: after } = dynamodb ?? {};
  const writer = after?.[WRITTEN_IN]?.S;
  if (!before || !after || writer === undefined || writer === region) return 0;
  const writesIn = (image: typeof before) => Number(image[WRITES + region]?.N ?? 0);
  return Math.max(0, writesIn(before) - writesIn(after));
}

/** Each clause may stand once: what is there already gets one action more. */
function withAction(expression: string, clause: string, action: string): string {
  const there = new RegExp(`(^|\\s)(${clause})\\s+(?=[\\w#])`, 'i');
  return there.test(expression) ? expression.replace(there, `$1$2 ${action}, `) : `${expression} ${clause} ${action}`.trim();
}
