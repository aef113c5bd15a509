import { EventSourceMapping, StreamSettings } from './event-source-mapping';
import { LambdaError, notFound } from './lambda-error';
import { partition } from '../../machine/aws-regions';
import { Clock } from '../../machine/clock';
import { NeededPermission, SignedRequest } from '../../machine/local-service';

/** What was said since the start. */
interface Switched {
  readonly enabled: boolean;
  readonly at: number;
}

/**
 * The event source mappings of all Regions, which can be enabled and disabled, and are asked for whether they are.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export class EventSourceMappings {
  static readonly OPERATIONS: readonly string[] = ['GetEventSourceMapping', 'ListEventSourceMappings', 'UpdateEventSourceMapping'];

  private readonly switched = new Map<string, Switched>();
  private readonly listeners: (() => void)[] = [];
  private readonly begin: number;

  constructor(private mappings: readonly EventSourceMapping[], private readonly clock: Pick<Clock, 'now'>, private readonly accountId: string) {
    this.begin = clock.now();
  }

  /** What was enabled or disabled stays so. */
  update(mappings: readonly EventSourceMapping[]) {
    this.mappings = mappings;
  }

  isEnabled(mapping: EventSourceMapping): boolean {
    return this.switched.get(mapping.id)?.enabled ?? mapping.enabled;
  }

  /** Calls when one was enabled or disabled. */
  onChange(listener: () => void) {
    this.listeners.push(listener);
  }

  /** The answer to a request below `/event-source-mappings`; undefined for what is not run here. */
  answer(operation: string | undefined, id: string, { query, body, signer: { region } }: SignedRequest): object | undefined {
    switch (operation) {
      case 'ListEventSourceMappings': return { EventSourceMappings: this.list(region, query).map(mapping => this.describe(mapping)), NextMarker: null };
      case 'GetEventSourceMapping': return this.describe(this.find(region, id));
      case 'UpdateEventSourceMapping': return this.change(this.find(region, id), JSON.parse(body.toString() || '{}'));
      default: return undefined;
    }
  }

  neededPermissions(operation: string, id: string, region: string): NeededPermission[] {
    const mapping = this.mappings.find(other => other.region === region && other.id === id);
    return mapping || operation === 'ListEventSourceMappings' ? [{ action: `lambda:${operation}`, resource: mapping ? this.arn(mapping) : '*' }] : [];
  }

  private list(region: string, query: URLSearchParams): EventSourceMapping[] {
    const [source, called] = [query.get('EventSourceArn'), query.get('FunctionName')?.split(':function:').pop()];
    return this.mappings.filter(mapping => mapping.region === region
      && (!source || mapping.eventSourceArn === source) && (!called || called === mapping.functionName || called === functionOf(mapping)));
  }

  private find(region: string, id: string): EventSourceMapping {
    const found = this.mappings.find(mapping => mapping.region === region && mapping.id === id);
    if (!found) throw notFound('The resource you requested does not exist.');
    return found;
  }

  private change(mapping: EventSourceMapping, { Enabled: enabled = this.isEnabled(mapping), ...others }: { Enabled?: boolean }): object {
    const [other] = Object.keys(others);
    if (other !== undefined) throw new LambdaError(501, 'NotImplemented', `The local Regions enable and disable event source mappings, and do not set ${other}`);
    const isChange = enabled !== this.isEnabled(mapping);
    if (isChange) {
      this.switched.set(mapping.id, { enabled, at: this.clock.now() });
      this.listeners.forEach(listener => listener());
    }
    return { ...this.describe(mapping), ...isChange && { State: enabled ? 'Enabling' : 'Disabling' } };
  }

  private describe(mapping: EventSourceMapping): object {
    const { id, eventSourceArn, batchSize, batchingWindowSeconds, maximumConcurrency, reportsBatchItemFailures, filters, stream } = mapping;
    return {
      UUID: id,
      EventSourceMappingArn: this.arn(mapping),
      EventSourceArn: eventSourceArn,
      FunctionArn: this.arnOf(mapping, `function:${functionOf(mapping)}`),
      BatchSize: batchSize,
      MaximumBatchingWindowInSeconds: batchingWindowSeconds,
      ...stream ? describeStream(stream) : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } },
      FunctionResponseTypes: reportsBatchItemFailures ? ['ReportBatchItemFailures'] : [],
      ...filters && { FilterCriteria: { Filters: filters.map(pattern => ({ Pattern: JSON.stringify(pattern) })) } },
      State: this.isEnabled(mapping) ? 'Enabled' : 'Disabled',
      StateTransitionReason: 'USER_INITIATED',
      LastModified: (this.switched.get(id)?.at ?? this.begin) / 1000,
    };
  }

  private arn(mapping: EventSourceMapping): string {
    return this.arnOf(mapping, `event-source-mapping:${mapping.id}`);
  }

  private arnOf({ region }: EventSourceMapping, rest: string): string {
    return `arn:${partition(region).name}:lambda:${region}:${this.accountId}:${rest}`;
  }
}

function describeStream({ startingPosition, bisectsBatch, maximumRetryAttempts, maximumRecordAgeSeconds, onFailure }: StreamSettings): object {
  return {
    StartingPosition: startingPosition,
    ParallelizationFactor: 1,
    BisectBatchOnFunctionError: bisectsBatch,
    MaximumRetryAttempts: maximumRetryAttempts,
    MaximumRecordAgeInSeconds: maximumRecordAgeSeconds,
    TumblingWindowInSeconds: 0,
    DestinationConfig: { OnFailure: onFailure ? { Destination: onFailure } : {} },
  };
}

function functionOf({ functionName, qualifier }: EventSourceMapping): string {
  return qualifier ? `${functionName}:${qualifier}` : functionName;
}
