import { eventPattern } from '../../machine/event-pattern';
import { EventSourceMapping } from '../../services/lambda/event-source-mapping';
import { calledFunction } from '../called-function';
import { arn, Resource, uuid } from '../resource';
import { limit, ServiceTemplate } from '../service-template';

export interface EventSourceDefinitions {
  readonly eventSourceMappings: EventSourceMapping[];
}

const TYPE = 'AWS::Lambda::EventSourceMapping';

/** As Lambda begins to poll: here, it does not go beyond that by itself. */
const DEFAULT_CONCURRENCY = 5;

export const EVENT_SOURCES: ServiceTemplate<EventSourceDefinitions> = {
  runs: 'queues that functions consume, in batches, with filters, partial failures and a maximum concurrency',
  differs: [
    `without a \`MaximumConcurrency\`, a queue has ${DEFAULT_CONCURRENCY} batches at once`,
    'messages of a batch are received when it is complete, and functions need no permission for that',
  ],
  types: [TYPE],
  identities: {
    [TYPE]: { ref: uuid, attributes: { Id: uuid, EventSourceMappingArn: mapping => arn(mapping, 'lambda', `event-source-mapping:${uuid(mapping)}`) } },
  },
  limits: [
    limit(TYPE, mapping => !isOfQueue(mapping), 'its function is not invoked by the event source'),
  ],
  define: resources => ({
    eventSourceMappings: resources.read(resources.ofType(TYPE), mapping => isOfQueue(mapping) ? [readMapping(mapping)] : []).flat(),
  }),
};

function isOfQueue(mapping: Resource): boolean {
  return mapping.has('EventSourceArn') && String(mapping.known('EventSourceArn')).split(':')[2] === 'sqs';
}

function readMapping(mapping: Resource): EventSourceMapping {
  return {
    id: uuid(mapping),
    region: mapping.stack.region,
    eventSourceArn: mapping.property('EventSourceArn'),
    ...calledFunction(mapping),
    batchSize: Number(mapping.property('BatchSize') ?? 10),
    batchingWindowSeconds: Number(mapping.property('MaximumBatchingWindowInSeconds') ?? 0),
    maximumConcurrency: Number(mapping.property('ScalingConfig')?.MaximumConcurrency ?? DEFAULT_CONCURRENCY),
    reportsBatchItemFailures: (mapping.property('FunctionResponseTypes') ?? []).includes('ReportBatchItemFailures'),
    filters: readFilters(mapping),
    enabled: String(mapping.property('Enabled') ?? true) === 'true',
  };
}

function readFilters(mapping: Resource): object[] | undefined {
  const filters: { Pattern: string }[] = mapping.property('FilterCriteria')?.Filters ?? [];
  const patterns = filters.map(({ Pattern }) => JSON.parse(Pattern));
  patterns.forEach(eventPattern);
  return patterns.length > 0 ? patterns : undefined;
}
