import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { IDestination } from 'aws-cdk-lib/aws-lambda';
import { SnsDestination, SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** What was made, and how it shows that something failed: by a maximum, or a sum, above 0. */
interface MadeDestination {
  readonly queue?: Queue;
  readonly topic?: Topic;
  readonly destination: IDestination;
  readonly metric: Metric;
}

/** The longest that SQS keeps a message. */
const RETENTION = Duration.days(14);

/**
 * Where the events end that a function fails on, when nobody waits for its answer: CDK's own constructs, encrypted, and reached over TLS only.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class FailureDestination {
  /** A queue: what failed waits there for 14 days, to be looked at and sent again. */
  static queue(): FailureDestination {
    return new FailureDestination((scope, queueName) => {
      const queue = new Queue(scope, 'Queue', { queueName, retentionPeriod: RETENTION, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true });
      return { queue, destination: new SqsDestination(queue), metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }) };
    });
  }

  /** A topic: its subscribers get to know of each event that failed, and without a subscriber it is lost. The key is that of AWS for SNS. */
  static topic(): FailureDestination {
    return new FailureDestination((scope, topicName) => {
      const topic = new Topic(scope, 'Topic', { topicName, masterKey: Alias.fromAliasName(scope, 'Key', 'alias/aws/sns'), enforceSSL: true });
      return { topic, destination: new SnsDestination(topic), metric: topic.metricNumberOfMessagesPublished({ statistic: 'Sum' }) };
    });
  }

  private constructor(
    /** @internal */
    readonly _createIn: (scope: Construct, name: string) => MadeDestination,
  ) {}
}
