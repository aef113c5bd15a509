/**
 * Where a circuit breaker is open.
 *
 * @example
 * api.addCircuitBreaker('Stripe', { opens: Opens.answers503(), scope: BreakerScope.everywhere() });
 */
export class BreakerScope {
  /** Each Region has its own: what one cannot reach, the others may. */
  static regional(): BreakerScope {
    return new BreakerScope(false);
  }

  /**
   * In all Regions, as soon as one of them has found that the service does not work, and until that one tries again.
   *
   * For a service that is the same for all, and must be spared. A Region whose own way to it is broken closes it to all. With `Opens.answers503()`.
   */
  static everywhere(): BreakerScope {
    return new BreakerScope(true);
  }

  private constructor(
    /** @internal */
    readonly _isEverywhere: boolean,
  ) {}
}
