import { MessageContent, sizeOf } from './message';
import { QueueSettings } from './queue-attributes';
import { invalidValue, missing, sqsError } from './sqs-error';

/** Refuses what a queue does not take in. @param delay in seconds, if the message has one of its own */
export function validateSent(content: MessageContent, delay: number | undefined, settings: QueueSettings) {
  const { isFifo, contentBasedDeduplication, maximumMessageSize } = settings;
  if (sizeOf(content) > maximumMessageSize) {
    throw sqsError('InvalidParameterValue', `One or more parameters are invalid. Reason: Message must be shorter than ${maximumMessageSize} bytes.`);
  }
  if (!isFifo && content.deduplicationId !== undefined) {
    throw invalidValue(content.deduplicationId, 'MessageDeduplicationId', 'The request includes a parameter that is not valid for this queue type');
  }
  if (!isFifo) return;
  if (content.groupId === undefined) throw missing('MessageGroupId');
  if (delay) throw invalidValue(delay, 'DelaySeconds', 'The request include parameter that is not valid for this queue type');
  if (content.deduplicationId === undefined && !contentBasedDeduplication) {
    throw sqsError('InvalidParameterValue', 'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly');
  }
}
