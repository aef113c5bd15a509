import { embeddedMetrics } from './embedded-metrics';
import { LogGroup } from './log-group';
import { logsOperations } from './logs-operations';
import { MetricFilter, MetricFilterDefinition } from './metric-filter';
import { partition } from '../../machine/aws-regions';
import { Clock } from '../../machine/clock';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../../machine/local-service';
import { LogLine } from '../../machine/log-line';
import { Measure } from '../../machine/metric';
import { answerOperation, Operation, operationOf } from '../../machine/wire/operation-call';

const TARGET = 'Logs_20140328';

interface LogsDefinitions {
  readonly logGroups: readonly { readonly name: string; readonly region: string }[];
  readonly metricFilters: readonly MetricFilterDefinition[];
}

export interface LogsProps extends LogsDefinitions {
  readonly clock: Clock;
  readonly measure: Measure;
}

/** CloudWatch Logs in all Regions: what functions print and stages log, and what metric filters measure of it. */
export class Logs implements LocalService {
  readonly name = 'CloudWatch Logs';
  readonly signingNames = ['logs'];
  private readonly groups = new Map<string, LogGroup>();
  private readonly filters = new Map<string, MetricFilter[]>();
  readonly operations: ServiceOperations;
  private readonly calls: Readonly<Record<string, Operation>>;

  constructor(private readonly props: LogsProps) {
    this.define(props);
    this.calls = logsOperations(region => [...this.groups.values()].filter(group => group.region === region));
    this.operations = { answered: Object.keys(this.calls), refused: [] };
  }

  /** Keeps a line; a group that is not there comes into being, as functions' do. */
  readonly log = ({ region, logGroup, stream, message }: LogLine) => {
    this.group(region, logGroup).add({ timestamp: this.props.clock.now(), stream, message });
    this.filters.get(keyOf(region, logGroup))?.forEach(filter => filter.see(message));
    embeddedMetrics(message, region).forEach(([metric, value]) => this.props.measure(metric, value));
  };

  /** Log groups that are no longer defined stay, with their lines. */
  update(definitions: LogsDefinitions): [] {
    this.define(definitions);
    return [];
  }

  answer(request: SignedRequest) {
    return answerOperation(request, { target: TARGET, operations: this.calls });
  }

  neededPermissions(request: SignedRequest, accountId: string): NeededPermission[] {
    const { logGroupName = '*' } = request.body.length > 0 ? JSON.parse(request.body.toString()) : {};
    const { region } = request.signer;
    return [{ action: `logs:${operationOf(request, TARGET)}`, resource: `arn:${partition(region).name}:logs:${region}:${accountId}:log-group:${logGroupName}:*` }];
  }

  private define({ logGroups, metricFilters }: LogsDefinitions) {
    logGroups.forEach(({ region, name }) => this.group(region, name));
    this.filters.clear();
    for (const definition of metricFilters) {
      const key = keyOf(definition.region, definition.logGroupName);
      this.filters.set(key, [...this.filters.get(key) ?? [], new MetricFilter(definition, this.props.measure)]);
    }
  }

  private group(region: string, name: string): LogGroup {
    const key = keyOf(region, name);
    let group = this.groups.get(key);
    if (!group) this.groups.set(key, group = new LogGroup(region, name, this.props.clock.now()));
    return group;
  }
}

function keyOf(region: string, name: string): string {
  return `${region}/${name}`;
}
