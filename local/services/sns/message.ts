import { createHash, randomUUID } from 'node:crypto';
import { SubscriptionDefinition, TopicDefinition } from './topic-definition';
import { MessageAttribute } from '../../machine/delivery';
import { AwsError } from '../../machine/wire/aws-error';

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What is published. */
export interface Message {
  readonly id: string;
  readonly subject?: string;
  readonly attributes: MessageAttributes;
  /** Of a FIFO topic. */
  readonly group?: string;
  readonly deduplication?: string;
  /** What it says to subscribers of a protocol. */
  textFor(protocol: string): string;
}

const LONGEST_SUBJECT = 100;
const LARGEST_BYTES = 256 * 1024;

/** The message that a request is to publish; throws what AWS says of one that is not valid. */
export function messageOf(input: Record<string, any>, attributes: MessageAttributes, topic?: TopicDefinition): Message {
  const { Message: text, Subject: subject, MessageStructure: structure, MessageGroupId: group, MessageDeduplicationId: deduplication } = input;
  if (typeof text !== 'string' || text === '') throw invalid('Empty message');
  if (Buffer.byteLength(text) > LARGEST_BYTES) throw invalid('Message too long');
  if (subject !== undefined && (subject === '' || subject.length > LONGEST_SUBJECT)) throw invalid('Subject');
  const texts = structure === 'json' ? textsOf(text) : undefined;
  if (topic?.isFifo && group === undefined) throw invalid('The MessageGroupId parameter is required for FIFO topics');
  if (topic?.isFifo && deduplication === undefined && !topic.isContentBased) {
    throw invalid('The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly');
  }
  return {
    id: randomUUID(),
    subject,
    textFor: protocol => texts?.[protocol] ?? texts?.default ?? text,
    attributes,
    group,
    deduplication: topic?.isFifo ? deduplication ?? createHash('sha256').update(text).digest('hex') : undefined,
  };
}

export function invalid(reason: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
}

function textsOf(text: string): Record<string, string> {
  let texts: any;
  try {
    texts = JSON.parse(text);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  if (typeof texts?.default !== 'string') throw invalid('Message Structure - No default entry in JSON message body');
  return texts;
}

/** The document that subscribers get, but for raw delivery. @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export function notification(message: Message, { arn, topicArn, protocol }: SubscriptionDefinition, at: number) {
  const region = topicArn.split(':')[3];
  return {
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: topicArn,
    Subject: message.subject,
    Message: message.textFor(protocol),
    Timestamp: new Date(at).toISOString(),
    SignatureVersion: '1',
    Signature: 'not signed by the local Regions',
    SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService.pem`,
    UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    ...Object.keys(message.attributes).length > 0 && { MessageAttributes: attributesIn(message) },
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function lambdaEvent(message: Message, subscription: SubscriptionDefinition, at: number) {
  const { SigningCertURL, UnsubscribeURL, ...rest } = notification(message, subscription, at);
  const urls = { SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL }; // Lambda spells them so
  const Sns = { ...rest, Subject: message.subject ?? null, ...urls, MessageAttributes: attributesIn(message) };
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscription.arn, Sns }] };
}

function attributesIn({ attributes }: Message) {
  return Object.fromEntries(Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) =>
    [name, { Type: DataType, Value: StringValue ?? BinaryValue }]));
}
