import { isDeepStrictEqual } from 'node:util';
import { QueueConsumer } from './queue-consumer';
import { StreamConsumer, StreamConsumerProps } from './stream-consumer';
import { LocalService } from '../machine/local-service';
import { DynamoDb } from '../services/dynamodb/dynamodb';
import { EventSourceMapping } from '../services/lambda/event-source-mapping';
import { LambdaService } from '../services/lambda/lambda-service';
import { Sqs } from '../services/sqs/sqs';

export interface EventSourcesProps extends Omit<StreamConsumerProps, 'isPolling' | 'lambda'> {
  readonly eventSourceMappings: readonly EventSourceMapping[];
  readonly sqs: Pick<Sqs, 'queue'>;
  readonly dynamoDb: Pick<DynamoDb, 'stream'>;
  readonly lambda: StreamConsumerProps['lambda'] & Pick<LambdaService, 'eventSourceMappings'>;
  /** Whether what is consumed and its consumer are there now. @default - always */
  readonly isRunning?: (mapping: EventSourceMapping) => boolean;
}

/** A function and what it consumes. */
interface Consumed {
  readonly mapping: EventSourceMapping;
  readonly source: object;
  readonly consumer: QueueConsumer | StreamConsumer;
}

/** Lambda's pollers in all Regions: functions that consume the queues and the streams beside them. */
export class EventSources implements LocalService {
  readonly name = 'Lambda event source mappings';
  readonly signingNames = [];
  private consumed: readonly Consumed[] = [];

  constructor(private readonly props: EventSourcesProps) {
    props.lambda.eventSourceMappings.onChange(() => this.resume());
  }

  start() {
    this.update(this.props);
  }

  /** Comes when what was not there may be again. */
  resume() {
    this.consumed.forEach(({ consumer }) => consumer.poll());
  }

  /** A mapping that is as it was goes on; of others, batches that are under way come to their end. */
  update({ eventSourceMappings }: Pick<EventSourcesProps, 'eventSourceMappings'>): [] {
    const before = this.consumed;
    this.consumed = eventSourceMappings.flatMap(mapping => {
      const source = this.source(mapping);
      const kept = before.find(other => other.source === source && isDeepStrictEqual(other.mapping, mapping));
      return kept ?? (source ? { mapping, source, consumer: this.consumer(mapping, before) } : []);
    });
    before.filter(other => !this.consumed.includes(other)).forEach(({ consumer }) => consumer.stop());
    this.resume();
    return [];
  }

  stop() {
    this.consumed.forEach(({ consumer }) => consumer.stop());
    this.consumed = [];
  }

  private source({ eventSourceArn }: EventSourceMapping): object | undefined {
    return this.props.sqs.queue(eventSourceArn) ?? this.props.dynamoDb.stream(eventSourceArn);
  }

  private consumer(mapping: EventSourceMapping, before: readonly Consumed[]): QueueConsumer | StreamConsumer {
    const { sqs, dynamoDb, lambda, isRunning = () => true } = this.props;
    const props = { ...this.props, isPolling: () => isRunning(mapping) && lambda.eventSourceMappings.isEnabled(mapping) };
    const queue = sqs.queue(mapping.eventSourceArn);
    if (queue) return new QueueConsumer(mapping, queue, props);
    const stream = dynamoDb.stream(mapping.eventSourceArn)!;
    const last = before.find(other => other.mapping.id === mapping.id && other.source === stream)?.consumer;
    return new StreamConsumer(mapping, stream, props, last instanceof StreamConsumer ? last.places : undefined);
  }
}
