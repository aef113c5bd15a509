import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const sns = new SNSClient();

/** Takes a metric, as `{ "name": "orders", "value": 3 }`, and answers when the topic of its Region has it. */
export async function handler({ body }: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const { name, value } = JSON.parse(body ?? '{}');
  if (typeof name !== 'string' || typeof value !== 'number') {
    return { statusCode: 400, body: 'A metric has a name and a value' };
  }
  await sns.send(new PublishCommand({ TopicArn: process.env.METRICS_TOPIC_ARN, Message: JSON.stringify({ name, value }) }));
  return { statusCode: 202, body: '' };
}
