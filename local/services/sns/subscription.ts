import { lambdaEvent, Message, notification } from './message';
import { SubscriptionDefinition, TopicDefinition } from './topic-definition';
import { Clock } from '../../machine/clock';
import { Deliveries, Deliver, DeliveryError, Failure, RetryPolicy } from '../../machine/delivery';
import { EventMatcher, eventPattern } from '../../machine/event-pattern';
import { Journal } from '../../machine/journal';

const DAY_MS = 86_400_000;
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** To functions and queues: at once three times, twice after a second, ten times ever later, and then every 20 seconds for 23 days. */
const TO_AWS: RetryPolicy = {
  retries: 100_015,
  longestAgeMs: 23 * DAY_MS,
  backOffMs: retry => retry <= 3 ? 0 : retry <= 5 ? 1000 : Math.min(2 * (retry - 5), 20) * 1000,
};
/** To HTTP: three retries, 20 seconds apart. */
const TO_HTTP: RetryPolicy = { retries: 3, longestAgeMs: DAY_MS, backOffMs: () => 20_000 };

export interface SubscriptionProps {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly deliver: Deliver;
  readonly onFailure: (topicArn: string) => void;
}

/** A subscription, which counts as confirmed. */
export class Subscription {
  private readonly matches?: EventMatcher;
  private readonly deliveries: Deliveries;

  constructor(readonly definition: SubscriptionDefinition, private readonly props: SubscriptionProps) {
    this.matches = definition.filterPolicy && eventPattern(definition.filterPolicy);
    const deliver: Deliver = delivery => delivery.to.startsWith('http') ? this.post(delivery.to, delivery.payload) : props.deliver(delivery);
    this.deliveries = new Deliveries({ ...props, deliver });
  }

  /** Resolves when it has been tried once; what goes to a URL is not waited for. */
  async take(message: Message, topic: TopicDefinition): Promise<void> {
    if (!this.accepts(message)) return;
    const { definition, props: { clock } } = this;
    const { protocol, endpoint, isRaw } = definition;
    switch (protocol) {
      case 'lambda': return this.send(JSON.stringify(lambdaEvent(message, definition, clock.now())), TO_AWS);
      case 'sqs': {
        const fifo = endpoint.endsWith('.fifo') ? { group: message.group, deduplication: message.deduplication } : {};
        return isRaw
          ? this.send(message.textFor(protocol), TO_AWS, { ...fifo, attributes: message.attributes })
          : this.send(JSON.stringify(notification(message, definition, clock.now())), TO_AWS, fifo);
      }
      case 'http':
      case 'https': {
        if (!LOOPBACK.test(new URL(endpoint).hostname)) return this.keep(message, topic, 'http');
        const payload = isRaw ? message.textFor(protocol) : JSON.stringify(notification(message, definition, clock.now()));
        void this.send(payload, TO_HTTP);
        return;
      }
      case 'sms': return this.keep(message, topic, 'sms');
      case 'application': return this.keep(message, topic, 'push');
      default: return this.keep(message, topic, 'email');
    }
  }

  private accepts(message: Message): boolean {
    const { matches, definition: { filterPolicyScope, protocol } } = this;
    if (!matches) return true;
    try {
      return matches(filterPolicyScope === 'MessageBody' ? JSON.parse(message.textFor(protocol)) : valuesOf(message));
    } catch {
      return false; // a body that is no JSON matches nothing
    }
  }

  private send(payload: string, policy: RetryPolicy, more: object = {}): Promise<void> {
    const { arn, topicArn, endpoint, deadLetterArn } = this.definition;
    return this.deliveries.send({ from: arn, to: endpoint, payload, ...more }, {
      policy: { ...policy, deadLetterArn },
      deadLetterAttributes: failure => deadLetterAttributes(failure),
      onFailure: () => this.props.onFailure(topicArn),
    });
  }

  private async post(url: string, body: string): Promise<void> {
    const { arn, topicArn, isRaw } = this.definition;
    const { ok, status } = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': 'Notification',
        'x-amz-sns-topic-arn': topicArn,
        'x-amz-sns-subscription-arn': arn,
        ...isRaw && { 'x-amz-sns-rawdelivery': 'true' },
      },
      body,
    }).catch(error => { throw new DeliveryError('ConnectionError', `${url} is not reached (${error.cause?.code ?? error.message})`, false); });
    if (!ok) throw new DeliveryError(String(status), `${url} answers ${status}`, status >= 400 && status < 500 && status !== 429);
  }

  /** What would go to the world outside. */
  private keep(message: Message, topic: TopicDefinition, channel: 'email' | 'sms' | 'http' | 'push') {
    const { protocol, endpoint } = this.definition;
    this.props.journal.write('sent', {
      region: topic.region,
      service: 'SNS',
      channel,
      messageId: message.id,
      from: topic.displayName ?? topic.name,
      to: [endpoint],
      subject: message.subject ?? (channel === 'email' ? 'AWS Notification Message' : undefined),
      body: message.textFor(protocol),
    });
  }
}

/** What a policy on attributes is about. */
function valuesOf({ attributes }: Message): object {
  return Object.fromEntries(Object.entries(attributes).flatMap(([name, { DataType: type, StringValue: value = '' }]) => {
    if (type.startsWith('Binary')) return [];
    if (type === 'String.Array') return [[name, JSON.parse(value)]];
    return [[name, type.startsWith('Number') ? Number(value) : value]];
  }));
}

function deadLetterAttributes({ error }: Failure) {
  return { ErrorCode: error.code, ErrorMessage: error.message };
}
