/**
 * Whether and how a Region can be taken out of service by hand, without Route 53's control plane.
 *
 * @example
 * new MultiRegionServerlessApi(app, 'Shop', { regions, domain, drain: Drain.byPeers() });
 */
export class Drain {
  /**
   * A Region is drained by an item in a replicated table, which the health functions of the next Regions read, in the order of
   * `regions`: the next one, or the next two where there are three Regions or more.
   *
   * The table is called `<API>-DrainSwitch`, e.g. `HitCounter-DrainSwitch`. Its item for a Region has the name as `region` and
   * `drained`, true. `npx multi-region drain eu-west-1` writes it, and so does the AWS CLI.
   *
   * Inverted health checks ask the functions of those peers whether the Region is drained, and are folded into its health. So the
   * switch needs neither the drained Region nor Route 53's control plane, and an outage of a peer drains nobody.
   *
   * Route 53 takes a new inverted check for unhealthy until its checkers have answers: a Region is out of service for a minute
   * or two when it gets the switch, or other peers. Deploy one Region after the other, as `cdk deploy --all` does by default.
   *
   * Needs `HealthCheck.deep()`.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
   */
  static byPeers(): Drain {
    return new Drain();
  }

  private constructor() {}
}
