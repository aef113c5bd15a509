import { md5, md5OfAttributes, MessageAttribute } from '../services/sqs/message';
import { Queue } from '../services/sqs/queue';
import { Received } from '../services/sqs/received';
import { systemAttributesOf } from '../services/sqs/system-attributes';

/** The event of a function that consumes a queue. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export function deliveredEvent(batch: readonly Received[], { arn, definition }: Pick<Queue, 'arn' | 'definition'>): object {
  return {
    Records: batch.map(({ message, receiptHandle }) => {
      const { id, content: { body, attributes } } = message;
      return {
        messageId: id,
        receiptHandle,
        body,
        attributes: systemAttributesOf(message, definition),
        messageAttributes: Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, writeAttribute(attribute)])),
        md5OfMessageAttributes: md5OfAttributes(attributes),
        md5OfBody: md5(body),
        eventSource: 'aws:sqs',
        eventSourceARN: arn,
        awsRegion: definition.region,
      };
    }),
  };
}

function writeAttribute({ DataType, StringValue, BinaryValue }: MessageAttribute): object {
  return { stringValue: StringValue, binaryValue: BinaryValue, stringListValues: [], binaryListValues: [], dataType: DataType };
}
