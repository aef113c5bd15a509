import { Message, messageOf } from './message';
import { snsOperations } from './sns-operations';
import { Subscription } from './subscription';
import { SubscriptionDefinition, TopicDefinition } from './topic-definition';
import { Clock } from '../../machine/clock';
import { Deliver, DeliveryError } from '../../machine/delivery';
import { Journal } from '../../machine/journal';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../../machine/local-service';
import { Measure } from '../../machine/metric';
import { answerOperation, Operation, operationOf } from '../../machine/wire/operation-call';
import { fromQuery } from '../../machine/wire/query-protocol';

const TARGET = 'AmazonSimpleNotificationService';
const DEDUPLICATION_MS = 300_000;
const REFUSED = [
  'CreateTopic', 'DeleteTopic', 'Subscribe', 'Unsubscribe', 'ConfirmSubscription', 'SetTopicAttributes', 'SetSubscriptionAttributes', 'CreatePlatformApplication',
];

export interface SnsDefinitions {
  readonly topics: readonly TopicDefinition[];
  readonly subscriptions: readonly SubscriptionDefinition[];
}

export interface SnsProps extends SnsDefinitions {
  readonly accountId: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly deliver: Deliver;
  readonly measure: Measure;
}

/** SNS in all Regions: topics and their subscriptions. What they send to the world outside is kept. */
export class Sns implements LocalService {
  readonly name = 'SNS';
  readonly signingNames = ['sns'];
  readonly operations: ServiceOperations;
  private readonly calls: Readonly<Record<string, Operation>>;
  private topics: readonly TopicDefinition[] = [];
  private subscriptions: readonly Subscription[] = [];
  /** What FIFO topics know again, and until when. */
  private readonly known = new Map<string, number>();
  private published = 0;

  constructor(private readonly props: SnsProps) {
    this.update(props);
    this.calls = snsOperations({
      journal: props.journal,
      accountId: props.accountId,
      topic: arn => this.topics.find(topic => topic.arn === arn),
      topicsOf: region => this.topics.filter(topic => topic.region === region),
      subscriptionsOf: region => this.subscriptions.filter(({ definition: { topicArn } }) => topicArn.split(':')[3] === region),
      publish: (topic, message) => this.publish(topic, message),
    });
    this.operations = { answered: Object.keys(this.calls), refused: REFUSED };
  }

  update({ topics, subscriptions }: SnsDefinitions): [] {
    this.topics = topics;
    const onFailure = (arn: string) => this.measure(arn, 'NumberOfNotificationsFailed');
    this.subscriptions = subscriptions.map(definition => new Subscription(definition, { ...this.props, onFailure }));
    return [];
  }

  answer(request: SignedRequest) {
    return answerOperation(request, { target: TARGET, xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/', operations: this.calls });
  }

  /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
  neededPermissions(request: SignedRequest): NeededPermission[] {
    const operation = operationOf(request, TARGET);
    const form = new URLSearchParams([...request.query, ...new URLSearchParams(request.body.toString())]);
    const { TopicArn, TargetArn, SubscriptionArn } = fromQuery(form);
    return [{ action: `sns:${operation === 'PublishBatch' ? 'Publish' : operation}`, resource: TopicArn ?? TargetArn ?? SubscriptionArn ?? '*' }];
  }

  /** Publishes what another service delivers to a topic. */
  async receive(arn: string, message: string, group?: string, subject?: string): Promise<void> {
    const topic = this.topics.find(other => other.arn === arn);
    if (!topic) throw new DeliveryError('RESOURCE_NOT_FOUND', `There is no topic ${arn}`, true);
    await this.publish(topic, messageOf({ Message: message, MessageGroupId: group, Subject: subject }, {}, topic));
  }

  private async publish(topic: TopicDefinition, message: Message): Promise<string | undefined> {
    const sequence = topic.isFifo ? String(++this.published).padStart(20, '1') : undefined;
    if (this.isDuplicate(topic, message)) return sequence;
    this.measure(topic.arn, 'NumberOfMessagesPublished');
    const subscribed = this.subscriptions.filter(({ definition }) => definition.topicArn === topic.arn);
    await Promise.all(subscribed.map(subscription => subscription.take(message, topic)));
    return sequence;
  }

  private isDuplicate({ arn }: TopicDefinition, { deduplication }: Message): boolean {
    if (deduplication === undefined) return false;
    const key = JSON.stringify([arn, deduplication]);
    const now = this.props.clock.now();
    if ((this.known.get(key) ?? 0) > now) return true;
    this.known.set(key, now + DEDUPLICATION_MS);
    return false;
  }

  private measure(topicArn: string, name: string) {
    const [, , , region, , topic] = topicArn.split(':');
    this.props.measure({ region, namespace: 'AWS/SNS', name, dimensions: { TopicName: topic }, unit: 'Count' }, 1);
  }
}
