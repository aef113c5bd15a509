import { eventPattern } from '../../machine/event-pattern';
import { SubscriptionDefinition, TopicDefinition } from '../../services/sns/topic-definition';
import { arn, Identity, named, Resource, uuid } from '../resource';
import { limit, limitBy, ServiceTemplate } from '../service-template';
import { StackResources } from '../stack-resources';

export interface SnsDefinitions {
  readonly topics: TopicDefinition[];
  readonly subscriptions: SubscriptionDefinition[];
}

/** Where something is delivered or kept. */
const PROTOCOLS = ['lambda', 'sqs', 'http', 'https', 'email', 'email-json', 'sms', 'application'];

const TOPIC: Identity = { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: topicName } };

export const SNS: ServiceTemplate<SnsDefinitions> = {
  runs: 'topics, filter policies and subscriptions of functions, queues and URLs of this machine; mail, text messages and other URLs are [kept](#schedules-events-and-messages)',
  differs: [
    'subscriptions count as confirmed; the policies of topics and queues are not asked',
    'messages are not signed, nor archived by FIFO topics',
  ],
  types: ['AWS::SNS::Subscription', 'AWS::SNS::Topic', 'AWS::SNS::TopicInlinePolicy', 'AWS::SNS::TopicPolicy'],
  identities: { 'AWS::SNS::Topic': TOPIC, 'AWS::SNS::Subscription': { ref: subscription => subscriptionArn(subscription, subscription.property('TopicArn')) } },
  limits: [
    limitBy('AWS::SNS::Subscription', subscription => {
      const protocol = subscription.property('Protocol');
      return PROTOCOLS.includes(protocol) ? undefined : protocol;
    }, 'nothing is delivered to it: its protocol, {firehose}, is not run here'),
    limit('AWS::SNS::Subscription', subscription => subscription.has('DeliveryPolicy'), 'its delivery policy is not applied: URLs are tried four times'),
    limit('AWS::SNS::Topic', topic => topic.has('DataProtectionPolicy'), 'its data protection policy is not applied'),
  ],
  define: resources => ({
    topics: resources.read(resources.ofType('AWS::SNS::Topic'), readTopic),
    subscriptions: readSubscriptions(resources),
  }),
};

function topicName(topic: Resource): string {
  const name = named('TopicName')(topic);
  return isFifo(topic) && !name.endsWith('.fifo') ? `${name}.fifo` : name;
}

function topicArn(topic: Resource): string {
  return arn(topic, 'sns', topicName(topic));
}

function isFifo(topic: Resource): boolean {
  return String(topic.property('FifoTopic')) === 'true';
}

function readTopic(topic: Resource): TopicDefinition {
  return {
    arn: topicArn(topic),
    name: topicName(topic),
    region: topic.stack.region,
    displayName: topic.property('DisplayName'),
    isFifo: isFifo(topic),
    isContentBased: String(topic.property('ContentBasedDeduplication')) === 'true',
  };
}

function readSubscriptions(resources: StackResources): SubscriptionDefinition[] {
  return [
    ...resources.read(resources.ofType('AWS::SNS::Subscription'), readSubscription),
    ...resources.read(resources.ofType('AWS::SNS::Topic'), topic => (topic.property('Subscription') ?? []).map(
      ({ Protocol, Endpoint }: Record<string, string>, i: number) => ({ arn: `${topicArn(topic)}:${uuid(topic).slice(0, -4)}${String(i).padStart(4, '0')}`, topicArn: topicArn(topic), protocol: Protocol, endpoint: Endpoint }),
    )).flat(),
  ].filter(({ protocol }) => PROTOCOLS.includes(protocol));
}

function readSubscription(subscription: Resource): SubscriptionDefinition {
  const filterPolicy = parsed(subscription.property('FilterPolicy'));
  if (filterPolicy !== undefined) eventPattern(filterPolicy);
  const topic = subscription.property('TopicArn');
  return {
    arn: subscriptionArn(subscription, topic),
    topicArn: topic,
    protocol: subscription.property('Protocol'),
    endpoint: subscription.property('Endpoint'),
    filterPolicy,
    filterPolicyScope: subscription.property('FilterPolicyScope'),
    isRaw: String(subscription.property('RawMessageDelivery')) === 'true',
    deadLetterArn: parsed(subscription.known('RedrivePolicy'))?.deadLetterTargetArn,
  };
}

function subscriptionArn(subscription: Resource, topic: string): string {
  return `${topic}:${uuid(subscription)}`;
}

/** Templates have policies as objects or as JSON. */
function parsed(value: any): any {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
