import { Stack } from 'aws-cdk-lib';
import { EventSourceMapping, IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Pattern } from './changes';
import { replicaStreamArn } from './replica-stream';
import { DEFAULT_BATCH_SIZE, DEFAULT_RETRY_ATTEMPTS, TableChangesProps, validateTableChanges } from './table-changes-props';
import { refusal } from '../../synthesis/refusal';
import { FailedEvents } from '../failures/failed-events';
import { FailureDestination } from '../failures/failure-destination';

/** What one Region of an API offers to what handles changes. */
export interface ChangesHome extends Construct {
  readonly region: string;
  readonly stack: Stack;
  addFailureDestination(id: string, destination?: FailureDestination): FailedEvents;
}

const MAX_PATTERNS = 5;

/**
 * The changes of a global table, handled in every Region by a function of that Region, which reads the stream of the replica beside it.
 *
 * The function gets events of DynamoDB Streams, with the new and the old image, the changes of one item in order. One that it fails on is tried again, by itself, and then
 * given up: a queue in the Region tells which, and an alarm of `api.addOperations()` that there is one.
 *
 * The changes of a Region that is lost wait in its stream until it is back, for 24 hours at most. **The loser of a conflict, where two Regions write an item at once, is in
 * the stream of its own Region, and may never be in another.** DynamoDB may tell several writes that follow each other closely as one in the other Regions.
 *
 * AWS advises one reader for the stream of a global table: one handler that does all is better than several.
 *
 * Made by `api.addTableChanges()`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 * @example
 * const users = api.addGlobalTable('Users', { partitionKey: { name: 'id', type: AttributeType.STRING } });
 * const welcome = api.addTableChanges('Welcome', { table: users, changes: Changes.writtenHere({ attribute: 'writtenIn' }) });
 * for (const region of api.regionalApis) {
 *   welcome.invoke(new NodejsFunction(region, 'Welcome', { entry: 'orders.ts' }));
 * }
 */
export class TableChanges extends Construct {
  /** @internal */
  static _create(scope: Construct, id: string, homes: ChangesHome[], props: TableChangesProps): TableChanges {
    return new TableChanges(scope, id, homes, props);
  }

  private readonly handled = new Map<string, FailedEvents>();

  private constructor(scope: Construct, id: string, private readonly homes: ChangesHome[], private readonly props: TableChangesProps) {
    validateTableChanges(props);
    homes.forEach(({ region }) => patternsIn(region, props));
    super(scope, `${id}Changes`);
    this.node.addValidation({ validate: () => this.findMissing() });
  }

  /**
   * Has a handler get the changes in its Region. Each Region needs one, or synthesis fails naming those that have none.
   *
   * @param handler a function, alias or version in a Region's stack; it is allowed to read the stream, if its role is known
   */
  invoke(handler: IFunction): EventSourceMapping {
    const stack = Stack.of(handler);
    const home = this.homes.find(other => other.stack === stack);
    if (!home) {
      throw refusal(`\`handler\` of ${this.node.id} must be in the stack of one of ${this.regions.join(', ')}, because no token may cross a Region or a stack`,
        stack.node.path, 'Make it in the scope of the `RegionalApi`, or import it there with `Function.fromFunctionName()`');
    }
    const { region } = home;
    if (this.handled.has(region)) {
      throw refusal(`${this.node.id} must have one handler in ${region}`, handler.node.path);
    }
    const {
      table, changes, filters, onFailure, startingPosition = StartingPosition.TRIM_HORIZON, batchSize = DEFAULT_BATCH_SIZE,
      retryAttempts = DEFAULT_RETRY_ATTEMPTS, reportBatchItemFailures = true, ...settings
    } = this.props;
    const failed = home.addFailureDestination(this.node.id, onFailure);
    const { queue, topic } = failed;
    if (handler.role) { // a function that is only referred to may have none
      table.grantStreamRead(handler);
      queue?.grantSendMessages(handler);
      topic?.grantPublish(handler);
    }
    this.handled.set(region, failed);
    const patterns = patternsIn(region, this.props);
    return new EventSourceMapping(home, this.node.id, {
      ...settings,
      target: handler,
      eventSourceArn: replicaStreamArn(home, table),
      startingPosition,
      batchSize,
      retryAttempts,
      reportBatchItemFailures,
      bisectBatchOnError: true,
      filters: patterns.length > 0 ? patterns.map(pattern => ({ pattern: JSON.stringify(pattern) })) : undefined,
      onFailure: { bind: () => ({ destination: queue?.queueArn ?? topic!.topicArn }) },
    });
  }

  /** Where a Region tells of changes that were given up, by the Region's name: an error before its `invoke()`. */
  failedChanges(region: string): FailedEvents {
    const found = this.handled.get(region);
    if (!found) {
      throw refusal('`region` must be one that has a handler', region, `Those are: ${[...this.handled.keys()].join(', ') || 'none'}`);
    }
    return found;
  }

  private get regions(): string[] {
    return this.homes.map(({ region }) => region);
  }

  private findMissing(): string[] {
    const missing = this.regions.filter(region => !this.handled.has(region));
    return missing.length > 0 ? [`${this.node.id} has no handler in ${missing.join(', ')}: call its \`invoke()\` with a function of each Region`] : [];
  }
}

function patternsIn(region: string, { changes, filters = [] }: TableChangesProps): Pattern[] {
  const patterns = changes._patternsIn(region, filters.map(({ pattern }) => JSON.parse(pattern)));
  if (patterns.length > MAX_PATTERNS) {
    throw refusal(`\`filters\` must make at most ${MAX_PATTERNS} patterns, where \`Changes.writtenHere()\` makes two of one that takes removals, too`, patterns.length,
      'Have a filter say `eventName`, or join two filters');
  }
  return patterns;
}
