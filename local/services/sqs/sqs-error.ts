import { AwsError } from '../../machine/wire/aws-error';

/** What old clients, which read XML, call the errors that have another name there. */
const IN_QUERY: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-api-responses.html */
export function sqsError(code: string, message: string, statusCode?: number): AwsError {
  return new AwsError(code, message, statusCode, IN_QUERY[code] ?? code);
}

export function invalidValue(value: unknown, parameter: string, reason: string): AwsError {
  return sqsError('InvalidParameterValue', `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}.`);
}

export function missing(parameter: string): AwsError {
  return sqsError('MissingParameter', `The request must contain the parameter ${parameter}.`);
}
