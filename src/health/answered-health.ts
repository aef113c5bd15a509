import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnHealthCheck, IHealthCheck } from 'aws-cdk-lib/aws-route53';
import { Construct, IDependable } from 'constructs';
import { CheckerRoutes } from './checker-routes';
import { DRAINED_PATH, drainNeedsProbe, peersOf } from './drain-switch';
import { AlarmedRegion, validateHealthAlarm } from './health-alarm-rules';
import { checkedPath, HealthCheck } from './health-check';
import { HealthProbe, ProbedBreaker, ProbedDrainSwitch } from './health-probe';
import { HealthAlarmOptions, RegionHealth } from './region-health';
import { ApiDomain, regionalName } from '../domain/api-domain';
import { joinPath } from '../gateway/url-path';
import { refusal } from '../synthesis/refusal';
import { renderResource } from '../synthesis/rendered-resource';
import { referenceOf } from '../synthesis/template-values';
import { ProbedReplica } from '../tables/replica-home';

export interface AnsweredHealthProps extends AlarmedRegion {
  readonly apiName: string;
  readonly domain: ApiDomain;
  readonly health: HealthCheck;
  /** The function that answers the checkers, if it is the library's. */
  readonly probe?: HealthProbe;
  readonly routes: CheckerRoutes;
  /** What there must be before the checkers come. */
  readonly checked: IDependable;
}

/** One Region's health: what Route 53's checkers ask, and who answers them. */
export class AnsweredHealth {
  private readonly checks: RegionHealth;
  private readonly endpointCheck?: IHealthCheck;

  constructor(region: Construct, private readonly props: AnsweredHealthProps) {
    const { apiName, health: { _name: name = apiName, _endpoint: endpoint } } = props;
    this.checks = new RegionHealth(region, 'Health', { ...props, name });
    if (endpoint) {
      this.endpointCheck = this.checks.addEndpoint('Endpoint', '', { ...endpoint, hostName: this.nameOf(props.region), path: checkedPath(props.domain, endpoint) });
    }
    this.checks.node.addDependency(props.checked);
  }

  /** What guards the Region's records. */
  get check(): IHealthCheck {
    return this.checks.check;
  }

  /** The id of `check`, whatever is added later. */
  get healthCheckId(): string {
    return this.checks.healthCheckId;
  }

  /** Which check guards the Region's records: its logical ID and, as another interval makes another check on the endpoint, that one's. */
  get guard(): string | undefined {
    if (!this.isChecked) return undefined;
    const logicalId = referenceOf(Stack.of(this.checks).resolve(this.check.healthCheckId));
    return this.check === this.endpointCheck ? `${logicalId} every ${this.interval} s` : logicalId;
  }

  /** How often the endpoint is checked, in seconds, whatever an override made of it. */
  get interval(): number | undefined {
    return this.endpointCheck && renderResource(this.endpointCheck.node.defaultChild as CfnHealthCheck).Properties!.HealthCheckConfig.RequestInterval;
  }

  /** Whether anything is checked. */
  get isChecked(): boolean {
    return !this.checks.isEmpty;
  }

  /** Whether there is an answer to what is asked. */
  get isAnswered(): boolean {
    const { health: { _endpoint: endpoint }, routes } = this.props;
    return !endpoint || routes.answers(endpoint.path);
  }

  /** How long it takes Route 53 to notice that the Region is ill. */
  get detectionTime(): Duration {
    const { _endpoint: endpoint } = this.props.health;
    return endpoint ? Duration.seconds(endpoint.interval.toSeconds() * endpoint.failureThreshold) : this.checks.slowestAlarm ?? Duration.seconds(0);
  }

  addAlarm(alarm: Alarm, options: HealthAlarmOptions) {
    validateHealthAlarm(alarm, this.props);
    this.checks.addAlarm(alarm, options);
  }

  /** Has the health function, if it is the library's, read a replica. */
  probeReplica(replica: ProbedReplica) {
    this.props.probe?.addReplica(replica);
  }

  /** Has the Region unhealthy while a circuit breaker is open there. */
  probeBreaker(breaker: ProbedBreaker) {
    const { probe, health } = this.props;
    if (!probe) {
      throw refusal('`Opens.takesRegionOut()` needs `HealthCheck.deep()`, whose function reads the breaker', health._call);
    }
    probe.addBreaker(breaker);
  }

  /** Answers for the peers that ask here, and asks those that this Region is drained by. */
  addDrainSwitch(drainSwitch: ProbedDrainSwitch) {
    const { region, ring, domain, health: { _endpoint: endpoint }, probe, routes } = this.props;
    if (!probe || !endpoint) throw drainNeedsProbe(this.props.health);
    const drained = { ...endpoint, path: joinPath(endpoint.path, DRAINED_PATH) };
    routes.reserveBelow(drained.path);
    routes.addCheckerRoute(joinPath(drained.path, '{region}'), probe.function);
    probe.addDrainSwitch(drainSwitch);
    peersOf(region, ring).forEach((peer, i) => this.checks.addEndpoint(`Drained${i + 1}`, `drained-per-${peer}`, {
      ...drained,
      hostName: this.nameOf(peer),
      path: joinPath(checkedPath(domain, drained), region),
      inverted: true,
    }));
  }

  /** Has the health function log each time that it tells a peer's checkers that the peer is drained, and says where. */
  logDrained(): ILogGroup | undefined {
    return this.props.probe?.logDrained();
  }

  private nameOf(region: string): string {
    return regionalName(this.props.domain, region);
  }
}
