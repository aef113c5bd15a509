import { randomUUID } from 'crypto';
import { AlarmStateOf } from './alarm-monitor';
import { HealthCheckDefinition } from './health-check-definition';
import { HealthChecker } from './health-checker';
import { measureHealth } from './health-metrics';
import { HostedRecords } from './hosted-records';
import { latencyEstimate, LatencyOverrides } from './latency';
import { Probe } from './probe';
import { HostedZone, RecordSet } from './record-set';
import { Resolver } from './resolver';
import { neededPermissions, Route53Api } from './route53-api';
import { Router } from './router';
import { partition } from '../../machine/aws-regions';
import { Clock } from '../../machine/clock';
import { Journal } from '../../machine/journal';
import { LocalService, SignedRequest } from '../../machine/local-service';
import { Measure } from '../../machine/metric';

export interface Route53Props {
  readonly recordSets: readonly RecordSet[];
  readonly hostedZones: readonly HostedZone[];
  readonly healthChecks: readonly HealthCheckDefinition[];
  readonly clock: Clock;
  readonly journal: Journal;
  readonly random: () => number;
  readonly measure: Measure;
  readonly alarmState: AlarmStateOf;
  readonly latencies?: LatencyOverrides;
}

/** Route 53: the records and who they lead to, and the health checks that decide it. */
export class Route53 implements LocalService {
  readonly name = 'Route 53';
  readonly signingNames = ['route53'];
  readonly records: HostedRecords;
  readonly resolver: Resolver;
  readonly health: HealthChecker;
  private readonly api: Route53Api;
  private stopMeasuring?: () => void;

  constructor(private readonly props: Route53Props) {
    const { recordSets, hostedZones, healthChecks, clock, journal, random, alarmState, latencies } = props;
    this.health = new HealthChecker({ definitions: healthChecks, clock, journal, alarmState });
    journal.on('alarm', () => this.health.alarmsChanged());
    this.records = new HostedRecords(recordSets);
    this.resolver = new Resolver({
      clock,
      router: new Router({
        records: this.records,
        isHealthy: id => this.health.isHealthy(id),
        latency: (from, to) => latencyEstimate(from, to, latencies),
        random,
      }),
    });
    this.api = new Route53Api({ healthChecker: this.health, recordSets, hostedZones, newRequestId: randomUUID });
  }

  get operations() {
    return this.api.names;
  }

  answer({ method, path, query, body }: SignedRequest) {
    return this.api.answer({ method, path, query, body: body.toString() });
  }

  neededPermissions(request: SignedRequest) {
    return neededPermissions(request, partition(request.signer.region).name);
  }

  /** Has the checkers come, once there is something to check. */
  startChecking(probe: Probe) {
    this.health.start(probe);
    this.stopMeasuring = measureHealth(this.health, this.props.clock, this.props.measure);
  }

  stop() {
    this.stopMeasuring?.();
    this.health.stop();
  }
}
