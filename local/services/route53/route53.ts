import { randomUUID } from 'crypto';
import { isDeepStrictEqual } from 'util';
import { AlarmStateOf } from './alarm-monitor';
import { HealthCheckDefinition } from './health-check-definition';
import { HealthChecker } from './health-checker';
import { measureHealth } from './health-metrics';
import { HostedRecords } from './hosted-records';
import { latencyEstimate, LatencyOverrides } from './latency';
import { Nameserver } from './nameserver';
import { Probe } from './probe';
import { HostedZone, RecordSet } from './record-set';
import { Resolver } from './resolver';
import { neededPermissions, Route53Api } from './route53-api';
import { Router } from './router';
import { ZoneNames } from './zone-names';
import { partition } from '../../machine/aws-regions';
import { Clock } from '../../machine/clock';
import { Journal } from '../../machine/journal';
import { LocalService, SignedRequest } from '../../machine/local-service';
import { Measure } from '../../machine/metric';
import { OUTSIDE_ADDRESS } from '../../machine/region-networks';

interface Route53Definitions {
  readonly recordSets: readonly RecordSet[];
  readonly hostedZones: readonly HostedZone[];
  readonly healthChecks: readonly HealthCheckDefinition[];
}

export interface Route53Props extends Route53Definitions {
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
  records: HostedRecords;
  resolver: Resolver;
  nameserver: Nameserver;
  readonly health: HealthChecker;
  private api: Route53Api;
  private stopMeasuring?: () => void;
  private addressOf?: (host: string) => string | undefined;

  constructor(private readonly props: Route53Props) {
    const { healthChecks, clock, journal, alarmState } = props;
    this.health = new HealthChecker({ definitions: healthChecks, clock, journal, alarmState });
    journal.on('alarm', () => this.health.alarmsChanged());
    this.records = new HostedRecords(props.recordSets);
    this.resolver = this.createResolver();
    this.nameserver = this.createNameserver(props);
    this.api = this.createApi(props);
  }

  /** Health checks that are as they were keep their state; where records have changed, resolvers forget what they know. */
  update(definitions: Route53Definitions): [] {
    const records = new HostedRecords(definitions.recordSets);
    this.health.define(definitions.healthChecks);
    this.api = this.createApi(definitions);
    if (!isDeepStrictEqual(records.all, this.records.all)) {
      this.records = records;
      this.resolver = this.createResolver();
    }
    this.nameserver = this.createNameserver(definitions);
    return [];
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

  /** Leads to the hosts that are in no zone, such as an API's own name, by their addresses. */
  leadTo(addressOf: (host: string) => string | undefined) {
    this.addressOf = addressOf;
  }

  stop() {
    this.stopMeasuring?.();
    this.health.stop();
  }

  private createRouter(): Router {
    const { random, latencies } = this.props;
    const latency = (from: string, to: string) => latencyEstimate(from, to, latencies);
    return new Router({ records: this.records, isHealthy: id => this.health.isHealthy(id), latency, random });
  }

  private createResolver(): Resolver {
    return new Resolver({ clock: this.props.clock, router: this.createRouter() });
  }

  private createNameserver({ hostedZones, recordSets }: Route53Definitions): Nameserver {
    return new Nameserver({
      router: this.createRouter(),
      zones: new ZoneNames(hostedZones, recordSets),
      addressOf: host => this.addressOf?.(host),
      outside: OUTSIDE_ADDRESS,
    });
  }

  private createApi({ recordSets, hostedZones }: Route53Definitions): Route53Api {
    return new Route53Api({ healthChecker: this.health, recordSets, hostedZones, newRequestId: randomUUID });
  }
}
