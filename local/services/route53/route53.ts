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

/** What follows from the records, all of it new when they change. */
interface Hosted {
  readonly records: HostedRecords;
  readonly resolver: Resolver;
  readonly nameserver: Nameserver;
  readonly api: Route53Api;
}

/** Route 53: the records and who they lead to, and the health checks that decide it. */
export class Route53 implements LocalService {
  readonly name = 'Route 53';
  readonly signingNames = ['route53'];
  readonly health: HealthChecker;
  /** What the templates say, whatever calls have changed since. */
  private definitions: Route53Definitions;
  private hosted: Hosted;
  private recordsChanged?: () => void;
  private stopMeasuring?: () => void;
  private addressOf?: (host: string) => string | undefined;

  constructor(private readonly props: Route53Props) {
    const { healthChecks, clock, journal, alarmState } = props;
    this.definitions = props;
    this.health = new HealthChecker({ definitions: healthChecks, clock, journal, alarmState });
    journal.on('alarm', () => this.health.alarmsChanged());
    this.hosted = this.host(props);
  }

  /** The records that are answered. */
  get records() {
    return this.hosted.records;
  }

  get resolver() {
    return this.hosted.resolver;
  }

  get nameserver() {
    return this.hosted.nameserver;
  }

  /** Health checks that are as they were keep their state, and records what calls have changed; where templates have changed those, resolvers forget what they know. */
  update(definitions: Route53Definitions): [] {
    const isAsBefore = isDeepStrictEqual(definitions.recordSets, this.definitions.recordSets)
      && isDeepStrictEqual(definitions.hostedZones, this.definitions.hostedZones);
    const hosted = isAsBefore ? this.hosted : this.host(definitions);
    this.health.define(definitions.healthChecks);
    this.definitions = definitions;
    this.hosted = hosted;
    return [];
  }

  /** Tells `listener` when a call has changed records. */
  onRecordsChanged(listener: () => void) {
    this.recordsChanged = listener;
  }

  get operations() {
    return this.hosted.api.names;
  }

  answer({ method, path, query, body }: SignedRequest) {
    return this.hosted.api.answer({ method, path, query, body: body.toString() });
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

  /** Stands up zones and their records; `known` are the zones with those that no template creates, where that is known already. */
  private host({ recordSets, hostedZones }: Pick<Route53Definitions, 'recordSets' | 'hostedZones'>, known: readonly HostedZone[] = hostedZones): Hosted {
    const { clock, random, latencies } = this.props;
    const { health } = this;
    const records = new HostedRecords(recordSets);
    const latency = (from: string, to: string) => latencyEstimate(from, to, latencies);
    const router = new Router({ records, isHealthy: id => health.isHealthy(id), latency, random });
    const zones = new ZoneNames(known, recordSets);
    const nameserver = new Nameserver({ router, zones, addressOf: host => this.addressOf?.(host), outside: OUTSIDE_ADDRESS });
    const change = (changed: readonly RecordSet[]) => {
      this.hosted = this.host({ recordSets: changed, hostedZones }, zones.all);
      this.recordsChanged?.();
    };
    const api = new Route53Api({
      healthChecker: health,
      hasHealthCheck: id => health.has(id),
      zones,
      hostedZones,
      recordSets,
      nameserver,
      change,
      now: () => clock.now(),
      newRequestId: randomUUID,
    });
    return { records, nameserver, api, resolver: new Resolver({ clock, router }) };
  }
}
