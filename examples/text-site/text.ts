import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { isOfAHuman } from './captcha';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
const sns = new SNSClient();
const { TABLE_NAME: TableName, OWNER } = process.env;

/** How long it is known that a message has arrived. */
const DAYS = 2;

interface Message {
  /** Of the page's making: the same at each try. */
  readonly id: string;
  readonly text: string;
  readonly captcha: string;
}

/**
 * Texts a visitor's message to the owner of the site. It texts and then notes it: a Region that is lost in between texts
 * twice, where the other way round nobody would be told.
 */
export async function handler({ body }: Event) {
  const message = messageOf(body);
  if (!message) return { statusCode: 400 };
  const { id, text, captcha } = message;
  const { Item: arrived } = await dynamodb.send(new GetCommand({ TableName, Key: { id } }));
  if (!arrived) {
    if (!await isOfAHuman(captcha, id)) return { statusCode: 403 };
    await sns.send(new PublishCommand({ PhoneNumber: OWNER, Message: text }));
    await dynamodb.send(new PutCommand({ TableName, Item: { id, expiresAt: Math.floor(Date.now() / 1000) + DAYS * 86_400 } }));
  }
  return { statusCode: 202 };
}

function messageOf(body = ''): Message | undefined {
  try {
    const { id, text, captcha } = JSON.parse(body);
    const isValid = [id, text, captcha].every(value => typeof value === 'string' && value !== '') && id.length <= 36 && text.length <= 160;
    return isValid ? { id, text, captcha } : undefined;
  } catch {
    return undefined;
  }
}
