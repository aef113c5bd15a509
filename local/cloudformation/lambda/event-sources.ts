import { eventPattern } from '../../machine/event-pattern';
import { EventSourceMapping, StreamSettings } from '../../services/lambda/event-source-mapping';
import { calledFunction } from '../called-function';
import { arn, Resource, uuid } from '../resource';
import { Limit, limit, limitBy, ServiceTemplate } from '../service-template';

export interface EventSourceDefinitions {
  readonly eventSourceMappings: EventSourceMapping[];
}

const TYPE = 'AWS::Lambda::EventSourceMapping';

/** As Lambda begins to poll: here, it does not go beyond that by itself. */
const DEFAULT_CONCURRENCY = 5;

/** The services that take what is given up here. */
const DESTINATIONS = ['sqs', 'sns'];

const STREAM_LIMITS: Limit[] = [
  limit(TYPE, mapping => Number(mapping.known('ParallelizationFactor') ?? 1) > 1,
    'its function has one batch of each shard at once, whatever its parallelization factor'),
  limit(TYPE, mapping => mapping.has('TumblingWindowInSeconds') && Number(mapping.known('TumblingWindowInSeconds')) > 0,
    'its function gets batches by themselves, without the state of a tumbling window'),
  limitBy(TYPE, mapping => {
    const destination = destinationOf(mapping);
    return sourceOf(mapping) === 'dynamodb' && destination !== undefined && !DESTINATIONS.includes(serviceOf(destination)) ? serviceOf(destination) : undefined;
  }, 'what its function fails on is not told to {a service that does not run here}'),
];

export const EVENT_SOURCES: ServiceTemplate<EventSourceDefinitions> = {
  runs: 'queues and streams of tables that functions consume, in batches, with filters, partial failures, a maximum concurrency, retries, bisected batches and destinations',
  differs: [
    `without a \`MaximumConcurrency\`, a queue has ${DEFAULT_CONCURRENCY} batches at once`,
    'messages of a batch are received when it is complete, and functions need no permission for that, nor for streams',
    'a batch of a stream that failed is tried again after a second, then two, and so on up to a minute; AWS does not tell its own waits',
  ],
  types: [TYPE],
  identities: {
    [TYPE]: { ref: uuid, attributes: { Id: uuid, EventSourceMappingArn: mapping => arn(mapping, 'lambda', `event-source-mapping:${uuid(mapping)}`) } },
  },
  limits: [
    limit(TYPE, mapping => !isRead(mapping), 'its function is not invoked by the event source'),
    ...STREAM_LIMITS,
  ],
  define: resources => ({
    eventSourceMappings: resources.read(resources.ofType(TYPE), mapping => isRead(mapping) ? [readMapping(mapping)] : []).flat(),
  }),
};

function isRead(mapping: Resource): boolean {
  return ['sqs', 'dynamodb'].includes(sourceOf(mapping) ?? '');
}

function sourceOf(mapping: Resource): string | undefined {
  return mapping.has('EventSourceArn') ? serviceOf(mapping.known('EventSourceArn')) : undefined;
}

function destinationOf(mapping: Resource): string | undefined {
  return mapping.known('DestinationConfig')?.OnFailure?.Destination;
}

function serviceOf(anArn: unknown): string {
  return String(anArn).split(':')[2] ?? 'what is not on this machine';
}

function readMapping(mapping: Resource): EventSourceMapping {
  const isOfStream = sourceOf(mapping) === 'dynamodb';
  return {
    id: uuid(mapping),
    region: mapping.stack.region,
    eventSourceArn: mapping.property('EventSourceArn'),
    ...calledFunction(mapping),
    batchSize: Number(mapping.property('BatchSize') ?? (isOfStream ? 100 : 10)),
    batchingWindowSeconds: Number(mapping.property('MaximumBatchingWindowInSeconds') ?? 0),
    maximumConcurrency: Number(mapping.property('ScalingConfig')?.MaximumConcurrency ?? DEFAULT_CONCURRENCY),
    reportsBatchItemFailures: (mapping.property('FunctionResponseTypes') ?? []).includes('ReportBatchItemFailures'),
    filters: readFilters(mapping),
    enabled: String(mapping.property('Enabled') ?? true) === 'true',
    stream: isOfStream ? readStreamSettings(mapping) : undefined,
  };
}

function readStreamSettings(mapping: Resource): StreamSettings {
  const onFailure = destinationOf(mapping);
  return {
    startingPosition: mapping.property('StartingPosition'),
    bisectsBatch: String(mapping.property('BisectBatchOnFunctionError') ?? false) === 'true',
    maximumRetryAttempts: Number(mapping.property('MaximumRetryAttempts') ?? -1),
    maximumRecordAgeSeconds: Number(mapping.property('MaximumRecordAgeInSeconds') ?? -1),
    onFailure: onFailure !== undefined && DESTINATIONS.includes(serviceOf(onFailure)) ? onFailure : undefined,
  };
}

function readFilters(mapping: Resource): object[] | undefined {
  const filters: { Pattern: string }[] = mapping.property('FilterCriteria')?.Filters ?? [];
  const patterns = filters.map(({ Pattern }) => JSON.parse(Pattern));
  patterns.forEach(eventPattern);
  return patterns.length > 0 ? patterns : undefined;
}
