import { MessageContent } from './message';
import { neededPermissions } from './needed-permissions';
import { Queue } from './queue';
import { queueArn, QueueDefinition } from './queue-definition';
import { QueueMetrics } from './queue-metrics';
import { readInput } from './read-input';
import { sqsError } from './sqs-error';
import { flatNames, REFUSED, sqsOperations } from './sqs-operations';
import { byAddress } from '../../machine/by-address';
import { Clock } from '../../machine/clock';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../../machine/local-service';
import { Measure } from '../../machine/metric';
import { answerOperation, callOf, Operation } from '../../machine/wire/operation-call';

const SPOKEN = { target: 'AmazonSQS', xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/', flatNames };
const MINUTE_MS = 60_000;
/** Before each full minute, so that the minute has what queues hold at its end. */
const BEFORE_MS = 1_000;

export interface SqsProps {
  readonly queues: readonly QueueDefinition[];
  readonly clock: Clock;
  readonly measure: Measure;
  /** Where AWS clients find queues: their URLs begin so, by the address that functions have of it, for SDKs warn of any other. */
  readonly awsUrl: string;
}

/** SQS in all Regions: the queues of the templates, each with its messages. */
export class Sqs implements LocalService {
  readonly name = 'SQS';
  readonly signingNames = ['sqs'];
  readonly operations: ServiceOperations;
  private readonly calls: Readonly<Record<string, Operation>>;
  private readonly queues = new Map<string, Queue>();
  private lastSequence = 0n;
  private cancel?: () => void;

  constructor(private readonly props: SqsProps) {
    props.queues.forEach(definition => this.create(definition));
    const operations = sqsOperations(this, { ...props, awsUrl: byAddress(props.awsUrl) });
    this.calls = Object.fromEntries(Object.entries(operations).map(([name, run]) => [name, reading(run)]));
    this.operations = { answered: Object.keys(this.calls), refused: REFUSED };
  }

  /** The queue of an ARN, if there is one. */
  readonly queue = (arn: string): Queue | undefined => this.queues.get(arn);

  /** All queues. */
  get all(): Queue[] {
    return [...this.queues.values()];
  }

  queuesOf(region: string): Queue[] {
    return this.all.filter(({ definition }) => definition.region === region);
  }

  /** Sends what another service delivers. */
  deliver(arn: string, content: MessageContent) {
    const queue = this.queue(arn);
    if (!queue) throw sqsError('QueueDoesNotExist', `There is no queue ${arn}`);
    queue.send(content);
  }

  start() {
    const { clock } = this.props;
    const untilNext = MINUTE_MS - (clock.now() + BEFORE_MS) % MINUTE_MS;
    this.cancel = clock.schedule(untilNext, () => {
      for (const queue of this.queues.values()) queue.measure();
      this.start();
    });
  }

  answer(request: SignedRequest) {
    return answerOperation(withQueueUrl(request), { ...SPOKEN, operations: this.calls });
  }

  neededPermissions(request: SignedRequest, accountId: string): NeededPermission[] {
    const { operation, input } = callOf(withQueueUrl(request), SPOKEN);
    return neededPermissions(operation, input(), { region: request.signer.region, accountId, queue: this.queue });
  }

  /** Messages stay in queues that are still there. */
  update({ queues }: Pick<SqsProps, 'queues'>): [] {
    const arns = new Set(queues.map(queueArn));
    for (const [arn, queue] of this.queues) {
      if (arns.has(arn)) continue;
      queue.stop();
      this.queues.delete(arn);
    }
    for (const definition of queues) {
      const known = this.queue(queueArn(definition));
      if (known) known.redefine(definition);
      else this.create(definition);
    }
    return [];
  }

  stop() {
    this.cancel?.();
    this.queues.forEach(queue => queue.stop());
  }

  private create(definition: QueueDefinition) {
    const queue = new Queue(definition, {
      clock: this.props.clock,
      metrics: new QueueMetrics(definition, this.props.measure),
      sequence: () => String(++this.lastSequence).padStart(20, '0'),
      find: this.queue,
    });
    this.queues.set(queue.arn, queue);
  }
}

/** Runs an operation of what it reads. */
function reading(run: Operation): Operation {
  return (input, region) => run(readInput(input), region);
}

/** A form that is posted to the URL of a queue, as integrations and old clients do it, need not say it again. */
function withQueueUrl(request: SignedRequest): SignedRequest {
  const isOfQueue = /^\/\d{12}\/[^/]+\/?$/.test(request.path);
  return isOfQueue ? { ...request, query: new URLSearchParams([['QueueUrl', `http://localhost${request.path}`], ...request.query]) } : request;
}
