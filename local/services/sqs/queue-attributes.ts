import { invalidValue, sqsError } from './sqs-error';

/** What a queue is like: seconds, and bytes. */
export interface QueueSettings {
  readonly visibilityTimeout: number;
  readonly delay: number;
  readonly wait: number;
  readonly retention: number;
  readonly maximumMessageSize: number;
  readonly isFifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicatesByGroup: boolean;
  readonly redrive?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
}

/** The defaults and the limits of attributes that are numbers. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const NUMBERS: Readonly<Record<string, readonly [byDefault: number, least: number, most: number]>> = {
  VisibilityTimeout: [30, 0, 43_200],
  DelaySeconds: [0, 0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  MaximumMessageSize: [1_048_576, 1_024, 1_048_576],
};

/** Those that are kept and told, and of which only some have an effect. */
const OTHERS = [
  'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit', 'KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy', 'RedrivePolicy',
  'SqsManagedSseEnabled',
];

export const DEFAULT_ATTRIBUTES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, [byDefault]]) => [name, String(byDefault)])),
  SqsManagedSseEnabled: 'true',
};

/** Refuses attributes that no queue may be given. */
export function validateAttributes(attributes: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(attributes)) {
    if (!Object.hasOwn(NUMBERS, name) && !OTHERS.includes(name)) throw sqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    const [, least, most] = NUMBERS[name] ?? [];
    if (least !== undefined && !isIntegerBetween(value, least, most!)) throw sqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
    if (name === 'RedrivePolicy' && value !== '') readRedrive(value);
  }
}

export function readSettings(attributes: Readonly<Record<string, string>>): QueueSettings {
  const number = (name: string) => Number(attributes[name]);
  return {
    visibilityTimeout: number('VisibilityTimeout'),
    delay: number('DelaySeconds'),
    wait: number('ReceiveMessageWaitTimeSeconds'),
    retention: number('MessageRetentionPeriod'),
    maximumMessageSize: number('MaximumMessageSize'),
    isFifo: attributes.FifoQueue === 'true',
    contentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
    deduplicatesByGroup: attributes.DeduplicationScope === 'messageGroup',
    redrive: attributes.RedrivePolicy ? readRedrive(attributes.RedrivePolicy) : undefined,
  };
}

/** A number of a request, between limits; undefined where the request has none. */
export function numberOf(value: unknown, parameter: string, least: number, most: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isIntegerBetween(value, least, most)) throw invalidValue(value, parameter, `Must be >= ${least} and <= ${most}, if provided`);
  return Number(value);
}

function readRedrive(text: string): QueueSettings['redrive'] {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text);
    if (typeof deadLetterTargetArn === 'string' && isIntegerBetween(maxReceiveCount, 1, 1_000)) return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
  } catch {
    // it is no JSON
  }
  throw sqsError('InvalidAttributeValue', `Value ${text} for parameter RedrivePolicy is invalid. Reason: It must have a deadLetterTargetArn, and a maxReceiveCount between 1 and 1000.`);
}

function isIntegerBetween(value: unknown, least: number, most: number): boolean {
  return /^\d+$/.test(String(value)) && Number(value) >= least && Number(value) <= most;
}
