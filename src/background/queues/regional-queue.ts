import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue, IQueue, Queue, QueueEncryption, QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_RETENTION, QueueSettings, SECONDS_WITHOUT_WORKER } from './api-queue-props';
import { neededVisibility, QueueConsumerOptions, validateConsumer } from './queue-consumer';
import { DrainedHome, QueuePause } from './queue-pause';
import { RouteQueue } from '../../gateway/queue-route';
import { ObservableSet } from '../../synthesis/observable-set';
import { refusal } from '../../synthesis/refusal';

/** What one Region of an API offers to a queue. */
export interface QueueHome extends DrainedHome {
  readonly region: string;
  /** The Region's queues, which its operations watch and the rules compare. */
  readonly _queues: ObservableSet<RegionalQueue>;
}

/** What a queue in one Region is made from. */
interface RegionalQueueProps {
  /** Of the queue in all Regions. */
  readonly id: string;
  /** How many Regions have the queue. */
  readonly regions: number;
  readonly settings: QueueSettings;
}

/**
 * The queue of one Region, and its dead-letter queue: CDK's own constructs.
 *
 * Made by `api.addQueue()`; found with `queue.inRegion('eu-west-1')`.
 */
export class RegionalQueue extends Construct {
  /** @internal */
  static _create(home: QueueHome, props: RegionalQueueProps): RegionalQueue {
    return new RegionalQueue(home, props);
  }

  /** The name of the Region. */
  readonly region: string;
  /** What is sent to, and worked on. */
  readonly queue: Queue;
  /** What was received `maxReceives` times and is still there, for 14 days. */
  readonly deadLetterQueue: Queue;

  /** @internal The worker's, if there is one by now. */
  _consumer?: { readonly mapping: EventSourceMapping; readonly maxConcurrency?: number };
  /** How long, in seconds, its worker needs a message to itself. */
  private neededVisibility?: () => number | undefined;
  private sender?: Role;

  private constructor(private readonly home: QueueHome, private readonly props: RegionalQueueProps) {
    super(home, `${props.id}Queue`);
    this.region = home.region;
    const { queueName, deadLetterQueueName, maxReceives, visibilityTimeout, retention } = props.settings;
    const common = this.commonProps();
    this.deadLetterQueue = new Queue(this, 'DeadLetters', { ...common, queueName: deadLetterQueueName, retentionPeriod: MAX_RETENTION });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName,
      retentionPeriod: retention,
      visibilityTimeout,
      contentBasedDeduplication: common.fifo,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: maxReceives },
    });
    if (!visibilityTimeout) {
      const resource = this.queue.node.defaultChild as CfnQueue;
      resource.visibilityTimeout = Lazy.number({ produce: () => this.neededVisibility?.() ?? SECONDS_WITHOUT_WORKER });
    }
    allowRedrive(this.deadLetterQueue, this.queue, queueName);
  }

  /** @internal What the queue is called in all Regions. */
  get _id(): string {
    return this.props.id;
  }

  /** @internal */
  get _settings(): QueueSettings {
    return this.props.settings;
  }

  /** @internal As API Gateway knows it. */
  get _route(): RouteQueue {
    const { queueName, fifo = false } = this.props.settings;
    return { queueName, queueUrl: this.queue.queueUrl, fifo, sender: this.sender ??= this.createSender() };
  }

  /** @internal */
  _consume(worker: IFunction, options: QueueConsumerOptions): EventSourceMapping {
    const { regions, settings } = this.props;
    validateConsumer(worker, options, settings);
    if (this._consumer) {
      throw refusal(`${settings.queueName} must have one worker in ${this.region}, for each message goes to one of them`, worker.node.path);
    }
    const { batchSize, maxBatchingWindow, reportBatchItemFailures = true } = options;
    const maxConcurrency = options.maxConcurrency?._inOneOf(regions);
    if (worker.role) this.queue.grantConsumeMessages(worker); // a function that is only referred to may have none
    const mapping = new EventSourceMapping(this, 'Consumer', {
      target: worker, eventSourceArn: this.queue.queueArn, batchSize, maxBatchingWindow, maxConcurrency, reportBatchItemFailures,
    });
    if (settings.whileDrained._pauses) QueuePause.in(this.home).add(mapping);
    this._consumer = { mapping, maxConcurrency };
    this.neededVisibility = () => neededVisibility(worker, options);
    return mapping;
  }

  /** With its policy in it: a policy that comes later would come after the route. */
  private createSender(): Role {
    const { queueArn, encryptionMasterKey: key } = this.queue;
    const statements = [
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn] }),
      ...key ? [new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] })] : [],
    ];
    return new Role(this, 'Sender', {
      description: `API Gateway sends to ${this.props.settings.queueName}`,
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: { Send: new PolicyDocument({ statements }) },
    });
  }

  private commonProps(): QueueProps {
    const { queueName, encryption, fifo } = this.props.settings;
    const encryptionMasterKey = encryption._keyIn(this, { queueName, region: this.region });
    return {
      fifo: fifo || undefined, // CloudFormation knows a queue that is FIFO and one that says nothing of it
      enforceSSL: true,
      encryption: encryptionMasterKey ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
      encryptionMasterKey,
      dataKeyReuse: encryptionMasterKey && Duration.minutes(5),
    };
  }
}

/** Nobody else's messages end there. The queue's ARN is a literal, since each of the two names the other. */
function allowRedrive(deadLetterQueue: IQueue, queue: IQueue, queueName: string) {
  (deadLetterQueue.node.defaultChild as CfnQueue).redriveAllowPolicy = {
    redrivePermission: 'byQueue',
    sourceQueueArns: [Stack.of(queue).formatArn({ service: 'sqs', resource: queueName })],
  };
}
