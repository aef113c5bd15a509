/**
 * What an open circuit breaker does besides refusing the calls of its Region's functions.
 *
 * @example
 * const stripe = api.addCircuitBreaker('Stripe', { opens: Opens.takesRegionOut() });
 * for (const region of api.regionalApis) {
 *   const pay = new NodejsFunction(region, 'Pay', { entry: 'orders.ts' });
 *   stripe.grant(pay);
 *   stripe.probe(new NodejsFunction(region, 'ProbeStripe', { entry: 'orders.ts' }));
 *   region.addRoute('POST', '/payments', pay);
 * }
 */
export class Opens {
  /** Nothing: the Region's callers are answered 503 by the handler, and told when to ask again. They are who finds out that the service works again. */
  static answers503(): Opens {
    return new Opens(false);
  }

  /**
   * The Region is unhealthy, so that callers reach another one, whose way to the service may work. Needs `HealthCheck.deep()`.
   *
   * A Region without callers does not find out that the service works again: give the breaker a function of each Region that does, by `probe()`.
   *
   * For what Regions reach by ways of their own. Where the service itself is down, it is down for all: when every Region is unhealthy,
   * Route 53 answers as if all were healthy, or leads to the `standby`, and callers get 503.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
   */
  static takesRegionOut(): Opens {
    return new Opens(true);
  }

  private constructor(
    /** @internal */
    readonly _takesRegionOut: boolean,
  ) {}
}
