import { md5, md5OfAttributes, readContent } from './message';
import { moveTasks } from './move-tasks';
import { Queue, Queues } from './queue';
import { numberOf } from './queue-attributes';
import { QueueDefinition } from './queue-definition';
import { Received } from './received';
import { received } from './received-messages';
import { missing, sqsError } from './sqs-error';
import { systemAttributesOf } from './system-attributes';
import { Clock } from '../../machine/clock';
import { AwsError } from '../../machine/wire/aws-error';
import { Operation } from '../../machine/wire/operation-call';
import { FlatNames } from '../../machine/wire/query-protocol';

/** Queues are made from the templates. */
export const REFUSED = ['AddPermission', 'CancelMessageMoveTask', 'CreateQueue', 'DeleteQueue', 'RemovePermission'];

const MAX_ENTRIES = 10;
const MAX_BATCH_BYTES = 1_048_576;
const MAX_LISTED = 1_000;
const MAX_VISIBILITY_SECONDS = 43_200;

/** SQS's API. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html */
export function sqsOperations(queues: Queues, { clock, awsUrl }: { readonly clock: Clock; readonly awsUrl: string }): Record<string, Operation> {
  const urlOf = ({ definition: { accountId, name } }: Queue) => `${awsUrl}/${accountId}/${name}`;
  const named = (name: string, region: string): Queue => {
    const found = queues.queuesOf(region).find(({ definition }) => definition.name === name);
    if (!found) throw sqsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return found;
  };
  const queueOf = ({ QueueUrl: url }: Record<string, any>, region: string): Queue => {
    if (url === undefined) throw missing('QueueUrl');
    const [, ofRegion = region] = /^https?:\/\/sqs\.([a-z0-9-]+)\./.exec(url) ?? [];
    if (ofRegion !== region) throw sqsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, 404);
    return named(String(url).split('/').pop()!, region);
  };
  const page = <T>(all: T[], { NextToken = 0, MaxResults = MAX_LISTED }: Record<string, any>) => {
    const end = Number(NextToken) + Number(MaxResults);
    return { page: all.slice(Number(NextToken), end), NextToken: end < all.length ? String(end) : undefined };
  };
  return {
    ...moveTasks(queues, clock),
    ListQueues: (input, region) => {
      const found = queues.queuesOf(region).filter(({ definition: { name } }) => name.startsWith(input.QueueNamePrefix ?? ''));
      const { page: listed, NextToken } = page(found, input);
      return { QueueUrls: listed.map(urlOf), NextToken };
    },
    GetQueueUrl: ({ QueueName }, region) => ({ QueueUrl: urlOf(named(QueueName, region)) }),
    ListDeadLetterSourceQueues: (input, region) => {
      const { arn } = queueOf(input, region);
      const { page: listed, NextToken } = page(queues.queuesOf(region).filter(({ deadLetterTargetArn }) => deadLetterTargetArn === arn), input);
      return { queueUrls: listed.map(urlOf), NextToken };
    },
    GetQueueAttributes: (input, region) => {
      const all = attributesOf(queueOf(input, region));
      const asked: string[] = input.AttributeNames ?? [];
      const unknown = asked.find(name => name !== 'All' && !Object.hasOwn(all, name) && !OPTIONAL_ATTRIBUTES.includes(name));
      if (unknown !== undefined) throw sqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes('All') || asked.includes(name))) };
    },
    SetQueueAttributes: (input, region) => {
      queueOf(input, region).set(input.Attributes ?? {});
      return {};
    },
    ListQueueTags: (input, region) => ({ Tags: queueOf(input, region).tags }),
    TagQueue: (input, region) => {
      Object.assign(queueOf(input, region).tags, input.Tags);
      return {};
    },
    UntagQueue: (input, region) => {
      const { tags } = queueOf(input, region);
      for (const key of input.TagKeys ?? []) delete tags[key];
      return {};
    },
    PurgeQueue: (input, region) => {
      queueOf(input, region).purge();
      return {};
    },
    SendMessage: (input, region) => send(queueOf(input, region), input),
    SendMessageBatch: (input, region) => {
      const queue = queueOf(input, region);
      const entries = entriesOf(input);
      const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
      if (bytes > MAX_BATCH_BYTES) {
        throw sqsError('BatchRequestTooLong', `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`);
      }
      return eachEntry(entries, entry => send(queue, entry));
    },
    ReceiveMessage: async (input, region) => {
      const queue = queueOf(input, region);
      const max = numberOf(input.MaxNumberOfMessages, 'MaxNumberOfMessages', 1, 10) ?? 1;
      const visibilityTimeout = numberOf(input.VisibilityTimeout, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS);
      const wait = numberOf(input.WaitTimeSeconds, 'WaitTimeSeconds', 0, 20) ?? queue.waitSeconds;
      const messages = await received(queue, { max, visibilityTimeout }, wait, clock);
      return messages.length === 0 ? {} : { Messages: messages.map(one => written(one, input, queue.definition)) };
    },
    DeleteMessage: (input, region) => {
      queueOf(input, region).delete(input.ReceiptHandle);
      return {};
    },
    DeleteMessageBatch: (input, region) => {
      const queue = queueOf(input, region);
      return eachEntry(entriesOf(input), ({ ReceiptHandle }) => queue.delete(ReceiptHandle));
    },
    ChangeMessageVisibility: (input, region) => {
      changeVisibility(queueOf(input, region), input);
      return {};
    },
    ChangeMessageVisibilityBatch: (input, region) => {
      const queue = queueOf(input, region);
      return eachEntry(entriesOf(input), entry => changeVisibility(queue, entry));
    },
  };
}

/** Those that a queue may have or not. */
const OPTIONAL_ATTRIBUTES = [
  'ContentBasedDeduplication', 'DeduplicationScope', 'FifoQueue', 'FifoThroughputLimit', 'KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy',
  'RedrivePolicy',
];

/** As old clients know them. */
export function flatNames(operation: string): FlatNames {
  return {
    Attributes: ['Attribute', 'Name'],
    AttributeNames: 'AttributeName',
    Entries: `${operation}RequestEntry`,
    Failed: 'BatchResultErrorEntry',
    MessageAttributeNames: 'MessageAttributeName',
    MessageAttributes: ['MessageAttribute', 'Name'],
    MessageSystemAttributeNames: 'MessageSystemAttributeName',
    MessageSystemAttributes: ['MessageSystemAttribute', 'Name'],
    Messages: 'Message',
    QueueUrls: 'QueueUrl',
    Results: 'ListMessageMoveTasksResultEntry',
    Successful: `${operation}ResultEntry`,
    TagKeys: 'TagKey',
    Tags: ['Tag', 'Key'],
    queueUrls: 'QueueUrl',
  };
}

function attributesOf(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts;
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
  };
}

function send(queue: Queue, input: Record<string, any>): object {
  const content = readContent(input);
  const { id, sequence } = queue.send(content, numberOf(input.DelaySeconds, 'DelaySeconds', 0, 900));
  return {
    MessageId: id,
    MD5OfMessageBody: md5(content.body),
    MD5OfMessageAttributes: md5OfAttributes(content.attributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(content.systemAttributes),
    SequenceNumber: queue.isFifo ? sequence : undefined,
  };
}

function changeVisibility(queue: Queue, { ReceiptHandle, VisibilityTimeout }: Record<string, any>) {
  const seconds = numberOf(VisibilityTimeout, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS);
  if (seconds === undefined) throw missing('VisibilityTimeout');
  queue.changeVisibility(ReceiptHandle, seconds);
}

function entriesOf({ Entries = [] }: Record<string, any>): Record<string, any>[] {
  if (Entries.length === 0) throw sqsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (Entries.length > MAX_ENTRIES) throw sqsError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${Entries.length}.`);
  const ids: string[] = Entries.map(({ Id }: { Id: string }) => Id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw sqsError('BatchEntryIdsNotDistinct', `Id ${twice} repeated.`);
  if (!ids.every(id => /^[\w-]{1,80}$/.test(id))) {
    throw sqsError('InvalidBatchEntryId', 'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.');
  }
  return Entries;
}

/** Some entries of a batch may succeed where others fail. */
function eachEntry(entries: Record<string, any>[], act: (entry: Record<string, any>) => object | void): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.queryCode ?? error.code, Message: error.message });
    }
  }
  return { Successful, ...Failed.length > 0 && { Failed } };
}

/** A message with what a request asks of it. */
function written({ message, receiptHandle }: Received, input: Record<string, any>, queue: QueueDefinition): object {
  const { id, content: { body, attributes } } = message;
  const asked: string[] = [...input.AttributeNames ?? [], ...input.MessageSystemAttributeNames ?? []];
  const Attributes = chosen(systemAttributesOf(message, queue), name => asked.includes('All') || asked.includes(name));
  const names: string[] = input.MessageAttributeNames ?? [];
  const MessageAttributes = chosen(attributes, name => names.some(other =>
    other === 'All' || other === name || (other.endsWith('.*') && name.startsWith(other.slice(0, -2)))));
  return {
    MessageId: id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: md5(body),
    Body: body,
    Attributes,
    MessageAttributes,
    MD5OfMessageAttributes: MessageAttributes && md5OfAttributes(MessageAttributes),
  };
}

function chosen<T>(values: Readonly<Record<string, T>>, isAsked: (name: string) => boolean): Record<string, T> | undefined {
  const found = Object.entries(values).filter(([name]) => isAsked(name));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
