import { randomUUID } from 'node:crypto';
import { invalid, Message, MessageAttributes, messageOf } from './message';
import { Subscription } from './subscription';
import { TopicDefinition } from './topic-definition';
import { Journal } from '../../machine/journal';
import { AwsError } from '../../machine/wire/aws-error';
import { Operation } from '../../machine/wire/operation-call';

const MOST_ENTRIES = 10;

/** What the operations are about. */
export interface Topics {
  readonly journal: Journal;
  readonly accountId: string;
  topic(arn: string): TopicDefinition | undefined;
  topicsOf(region: string): readonly TopicDefinition[];
  subscriptionsOf(region: string): readonly Subscription[];
  /** Gives its sequence number, for a FIFO topic. */
  publish(topic: TopicDefinition, message: Message): Promise<string | undefined>;
}

/** SNS's API, as far as it runs here. */
export function snsOperations(topics: Topics): Record<string, Operation> {
  const existing = (arn: string | undefined): TopicDefinition => {
    if (arn === undefined) throw invalid('TopicArn Reason: no value for required parameter');
    const topic = topics.topic(arn);
    if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  };
  const listSubscriptions = (region: string, isListed: (subscription: Subscription) => boolean) => ({
    Subscriptions: topics.subscriptionsOf(region).filter(isListed).map(({ definition: { arn, topicArn, protocol, endpoint } }) =>
      ({ SubscriptionArn: arn, Owner: topics.accountId, Protocol: protocol, Endpoint: endpoint, TopicArn: topicArn })),
  });
  return {
    Publish: async (input, region) => {
      if (input.PhoneNumber !== undefined) return sendText(topics.journal, region, input);
      const topic = existing(input.TopicArn ?? input.TargetArn);
      const message = messageOf(input, attributesOf(input), topic);
      return { MessageId: message.id, SequenceNumber: await topics.publish(topic, message) };
    },
    PublishBatch: async ({ TopicArn, PublishBatchRequestEntries: entries }) => {
      const topic = existing(TopicArn);
      const all: Record<string, any>[] = listOf(entries);
      if (all.length === 0) throw new AwsError('EmptyBatchRequest', 'The batch request doesn\'t contain any entries.');
      if (all.length > MOST_ENTRIES) throw new AwsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
      if (new Set(all.map(({ Id }) => Id)).size < all.length) throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
      const Successful: object[] = [];
      const Failed: object[] = [];
      for (const entry of all) {
        try {
          const message = messageOf(entry, attributesOf(entry), topic);
          Successful.push({ Id: entry.Id, MessageId: message.id, SequenceNumber: await topics.publish(topic, message) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
        }
      }
      return { Successful, Failed };
    },
    ListTopics: (_, region) => ({ Topics: topics.topicsOf(region).map(({ arn }) => ({ TopicArn: arn })) }),
    GetTopicAttributes: ({ TopicArn }, region) => {
      const { arn, displayName = '', isFifo, isContentBased } = existing(TopicArn);
      const subscriptions = topics.subscriptionsOf(region).filter(({ definition }) => definition.topicArn === arn);
      return {
        Attributes: new Map([
          ['TopicArn', arn],
          ['Owner', topics.accountId],
          ['DisplayName', displayName],
          ['SubscriptionsConfirmed', String(subscriptions.length)],
          ['SubscriptionsPending', '0'],
          ['SubscriptionsDeleted', '0'],
          ...isFifo ? [['FifoTopic', 'true'], ['ContentBasedDeduplication', String(isContentBased)]] as const : [],
        ]),
      };
    },
    ListSubscriptions: (_, region) => listSubscriptions(region, () => true),
    ListSubscriptionsByTopic: ({ TopicArn }, region) => {
      const { arn } = existing(TopicArn);
      return listSubscriptions(region, ({ definition }) => definition.topicArn === arn);
    },
    GetSubscriptionAttributes: ({ SubscriptionArn }, region) => {
      const found = topics.subscriptionsOf(region).find(({ definition }) => definition.arn === SubscriptionArn);
      if (!found) throw new AwsError('NotFound', 'Subscription does not exist', 404);
      const { arn, topicArn, protocol, endpoint, filterPolicy, filterPolicyScope = 'MessageAttributes', isRaw = false, deadLetterArn } = found.definition;
      return {
        Attributes: new Map([
          ['SubscriptionArn', arn],
          ['TopicArn', topicArn],
          ['Owner', topics.accountId],
          ['Protocol', protocol],
          ['Endpoint', endpoint],
          ['PendingConfirmation', 'false'],
          ['RawMessageDelivery', String(isRaw)],
          ...filterPolicy ? [['FilterPolicy', JSON.stringify(filterPolicy)], ['FilterPolicyScope', filterPolicyScope]] as const : [],
          ...deadLetterArn ? [['RedrivePolicy', JSON.stringify({ deadLetterTargetArn: deadLetterArn })]] as const : [],
        ]),
      };
    },
  };
}

function sendText(journal: Journal, region: string, { PhoneNumber, Message: body }: Record<string, any>) {
  if (!/^\+?[\d -]+$/.test(PhoneNumber)) throw invalid(`PhoneNumber Reason: ${PhoneNumber} is not valid to publish to`);
  const messageId = randomUUID();
  journal.write('sent', { region, service: 'SNS', channel: 'sms', messageId, to: [PhoneNumber], body });
  return { MessageId: messageId };
}

/** A list of a form has its elements by `entry` or `member`. */
function listOf(value: any): any[] {
  return [value?.entry ?? value ?? []].flat();
}

function attributesOf({ MessageAttributes: attributes }: Record<string, any>): MessageAttributes {
  const all: [string, any][] = listOf(attributes).map(({ Name, Value }) => [Name, Value]);
  for (const [name, value] of all) {
    if (!/^(String(\.Array)?|Number|Binary)(\..+)?$/.test(value?.DataType ?? '')) throw invalid(`The message attribute '${name}' must contain a non-empty message attribute type.`);
  }
  return Object.fromEntries(all);
}
