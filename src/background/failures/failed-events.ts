import { Stack } from 'aws-cdk-lib';
import { DestinationConfig, DestinationOptions, IDestination, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FailureDestination } from './failure-destination';
import { refusal } from '../../synthesis/refusal';
import { WatchedFailures } from '../watched-failures';

/** SQS has shorter names than SNS. */
const MAX_NAME = 80;

/**
 * Where the events of one Region end that functions fail on: the `onFailure` of functions in the Region's stack.
 *
 * Each is a JSON text with the event, as `requestPayload`, the error, as `responsePayload`, and how often it was tried.
 *
 * Made by `region.addFailureDestination()`.
 */
export class FailedEvents extends Construct implements IDestination {
  /** @internal */
  static _create(scope: Construct, apiName: string, id: string, destination: FailureDestination): FailedEvents {
    const name = `${apiName}-${id}-FailedEvents`;
    if (!/^[A-Za-z0-9_-]+$/.test(name) || name.length > MAX_NAME) {
      throw refusal(`\`id\` of a failure destination must make a name of at most ${MAX_NAME} letters, digits, "_" and "-"`, name);
    }
    return new FailedEvents(scope, id, name, destination);
  }

  /** The queue of `FailureDestination.queue()`. */
  readonly queue?: Queue;
  /** The topic of `FailureDestination.topic()`. */
  readonly topic?: Topic;

  /** @internal What failed is there at once, and on a topic for one minute alone. */
  readonly _failures: WatchedFailures;
  private readonly destination: IDestination;

  private constructor(scope: Construct, id: string, name: string, destination: FailureDestination) {
    super(scope, `${id}FailedEvents`);
    const { queue, topic, metric, ...made } = destination._createIn(this, name);
    this.queue = queue;
    this.topic = topic;
    this._failures = { name: `${id}-FailedEvents`, metric, description: `Functions in ${Stack.of(this).region} failed on events, which ended in ${id}` };
    this.destination = made.destination;
  }

  /** Called by CDK. */
  bind(scope: Construct, fn: IFunction, options?: DestinationOptions): DestinationConfig {
    if (Stack.of(fn) !== Stack.of(this)) {
      throw refusal('`onFailure` must be a destination in the stack of the function, because no token may cross a Region or a stack', this.node.path,
        'Give it what `addFailureDestination()` of its own Region returns');
    }
    return this.destination.bind(scope, fn, options);
  }
}
