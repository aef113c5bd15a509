import { Stack } from 'aws-cdk-lib';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { QueueSettings } from './api-queue-props';
import { QueueConsumerOptions } from './queue-consumer';
import { QueueHome, RegionalQueue } from './regional-queue';
import { RouteQueue } from '../../gateway/queue-route';
import { refusal } from '../../synthesis/refusal';

/**
 * A queue in every Region, each with its dead-letter queue: what is sent in a Region is worked on there.
 *
 * **Messages are not replicated.** Those of a Region that is lost wait there until it is back, for `retention` at most: send through a queue
 * what may wait, and write what may not into a global table. A message may come more than once, also of a FIFO queue: workers do
 * the same thing twice without harm.
 *
 * A message that fails `maxReceives` times is moved to the Region's dead-letter queue; with `api.addOperations()` an alarm tells.
 *
 * Made by `api.addQueue()`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * @example
 * const orders = api.addQueue('Orders', { maxReceives: 5 });
 * for (const region of api.regionalApis) {
 *   const worker = new NodejsFunction(region, 'OrderWorker', { entry: 'orders.ts', timeout: Duration.seconds(20) });
 *   orders.consume(worker, { maxConcurrency: MaxConcurrency.inAllRegions(12), batchSize: 10 }); // four in each of three
 *   region.addQueueRoute('POST', '/orders', orders); // answers 202, without a function in between
 * }
 */
export class ApiQueue extends Construct {
  /** @internal */
  static _create(scope: Construct, id: string, homes: QueueHome[], settings: QueueSettings): ApiQueue {
    return new ApiQueue(scope, id, homes, settings);
  }

  /** The name of the queue, the same literal in all Regions, e.g. `Shop-Orders`. */
  readonly queueName: string;
  /** The name of the dead-letter queue, the same literal in all Regions, e.g. `Shop-Orders-DeadLetters`. */
  readonly deadLetterQueueName: string;

  private readonly queues: RegionalQueue[];

  private constructor(scope: Construct, id: string, homes: QueueHome[], settings: QueueSettings) {
    super(scope, `${id}Queue`);
    this.queueName = settings.queueName;
    this.deadLetterQueueName = settings.deadLetterQueueName;
    this.queues = homes.map(home => {
      const queue = RegionalQueue._create(home, { id, regions: homes.length, settings });
      home._queues.add(queue);
      return queue;
    });
  }

  /** The queue in one Region, by the Region's name. */
  inRegion(region: string): RegionalQueue {
    return this.queues.find(queue => queue.region === region) ?? this.refuse('`region` must be one of', region);
  }

  /**
   * Has a function work on the queue of its Region, one function in each Region.
   *
   * It gets events of SQS. The visibility time-out of the queue follows the function's time-out, unless it was given.
   *
   * @param worker a function in the stack of one of the API's Regions, or an alias of one; it is allowed to receive, if its role is known
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#events-sqs-event
   */
  consume(worker: IFunction, options: QueueConsumerOptions = {}): EventSourceMapping {
    return this.beside(worker, '`worker`')._consume(worker, options);
  }

  /** Allows sending messages to the queue in the grantee's own Region, and to no other. Its URL is `queue.inRegion(region).queue.queueUrl`. */
  grantSendMessages(grantee: IGrantable): Grant {
    return this.beside(grantee, '`grantee`').queue.grantSendMessages(grantee);
  }

  /** @internal The queue as the API Gateway of a Region knows it. */
  _routedIn(region: IConstruct): RouteQueue {
    return this.beside(region, 'A route to a queue')._route;
  }

  /** The queue in the stack of a construct, or of somebody who is granted something. */
  private beside(who: IConstruct | IGrantable, prop: string): RegionalQueue {
    const construct = [who, (who as IGrantable).grantPrincipal].find(Construct.isConstruct) as IConstruct | undefined;
    const stack = construct && Stack.of(construct);
    return this.queues.find(queue => Stack.of(queue) === stack) ?? this.refuse(`${prop} must be in the stack of one of`, stack?.node.path);
  }

  private refuse(rule: string, got: unknown): never {
    throw refusal(`${rule} ${this.queues.map(({ region }) => region).join(', ')}, which ${this.queueName} is in`, got);
  }
}
