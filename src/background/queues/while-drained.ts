/**
 * What the workers of a queue do in a Region that is drained: callers are elsewhere by then, and the messages that they left are in the Region.
 *
 * @example
 * const shop = new MultiRegionServerlessApi(app, 'Shop', { regions, domain, drain: Drain.byPeers() });
 * const orders = shop.addQueue('Orders', { whileDrained: WhileDrained.pause() });
 * for (const region of shop.regionalApis) {
 *   orders.consume(new NodejsFunction(region, 'OrderWorker', { entry: 'orders.ts' }));
 *   region.addQueueRoute('POST', '/orders', orders);
 * }
 */
export class WhileDrained {
  /** They go on until the queue is empty: a Region that is drained, say, for a deployment leaves nothing behind. */
  static finish(): WhileDrained {
    return new WhileDrained(false);
  }

  /**
   * They stop within about a minute, and go on within about a minute of the Region's return: for a Region whose workers do harm.
   *
   * A small bundled function in each Region reads the drain switch every minute, and disables or enables the event source mappings of
   * `queue.consume()`. Whoever disables one by hand finds it enabled a minute later, and where the switch cannot be read they stay as they
   * are. Change it while no Region is drained, or what is paused stays so. What is in the queue waits there, for `retention` at most. Needs the API's `drain`.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
   */
  static pause(): WhileDrained {
    return new WhileDrained(true);
  }

  private constructor(
    /** @internal */
    readonly _pauses: boolean,
  ) {}
}
