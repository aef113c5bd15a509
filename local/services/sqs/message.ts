import { createHash, randomUUID } from 'crypto';
import { invalidValue, missing, sqsError } from './sqs-error';

/** A value as it is on the wire: what is binary is in Base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** What is sent. */
export interface MessageContent {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** Of those that AWS reads itself, there is `AWSTraceHeader`. */
  readonly systemAttributes: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

/** A message in a queue. */
export class Message {
  readonly id: string = randomUUID();
  /** When it may be received, if it may not be now: it is delayed, or in flight. */
  hiddenUntil = 0;
  inFlight = false;
  receiveCount = 0;
  /** What the last time that it was received is known by. */
  receipt = '';
  firstReceivedAt?: number;
  /** The queue that it failed in. */
  deadLetterSourceArn?: string;

  constructor(public content: MessageContent, public sentAt: number, public sequence: string) {}

  get group(): string {
    return this.content.groupId ?? '';
  }
}

const MAX_ATTRIBUTES = 10;
/** What XML 1.0 may hold. */
const SENDABLE = /^[\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** Reads what a request sends, or a part of it. */
export function readContent(input: Record<string, any>): MessageContent {
  const { MessageBody: body, MessageAttributes: attributes = {}, MessageSystemAttributes: systemAttributes = {} } = input;
  if (body === undefined || body === '') throw missing('MessageBody');
  if (!SENDABLE.test(body)) throw sqsError('InvalidMessageContents', 'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF');
  const names = Object.keys(attributes);
  if (names.length > MAX_ATTRIBUTES) throw invalidValue(names.length, 'MessageAttributes', `Number of message attributes exceeds the allowed maximum of ${MAX_ATTRIBUTES}`);
  names.forEach(name => validateAttribute(name, attributes[name]));
  return { body, attributes, systemAttributes, groupId: input.MessageGroupId, deduplicationId: input.MessageDeduplicationId };
}

function validateAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute) {
  const [type] = String(DataType).split('.');
  if (!['String', 'Number', 'Binary'].includes(type)) {
    throw sqsError('InvalidParameterValue', `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`);
  }
  if (!(type === 'Binary' ? BinaryValue : StringValue)) {
    throw sqsError('InvalidParameterValue', `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${DataType}'.`);
  }
}

export function sizeOf({ body, attributes }: MessageContent): number {
  const sizes = Object.entries(attributes).map(([name, { DataType, StringValue = '', BinaryValue = '' }]) =>
    Buffer.byteLength(name + DataType + StringValue) + Buffer.from(BinaryValue, 'base64').length);
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body));
}

export function md5(content: string | Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/**
 * Of the names, types and values, each behind its length; undefined if there are none.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  return md5(Buffer.concat(names.flatMap(name => {
    const { DataType, StringValue, BinaryValue } = attributes[name];
    const isBinary = DataType.startsWith('Binary');
    const value = isBinary ? Buffer.from(BinaryValue!, 'base64') : Buffer.from(StringValue!);
    return [measured(Buffer.from(name)), measured(Buffer.from(DataType)), Buffer.of(isBinary ? 2 : 1), measured(value)];
  })));
}

function measured(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
