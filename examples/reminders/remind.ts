import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery, PutCommand } from '@aws-sdk/lib-dynamodb';
import { sendMail } from './mail';

const client = DynamoDBDocumentClient.from(new DynamoDBClient());
const { OFTEN: often, SUBSCRIBERS_TABLE_NAME, MAILED_TABLE_NAME } = process.env;

/** How long it is known who got the mail of a slot: as long as a run that failed can wait for another attempt. */
const DAYS = 15;

/** Reminds all subscribers. A run may come again, in this Region or another: the slot says that it is the same one. */
export async function handler({ slot }: { slot: string }) {
  const failed: string[] = [];
  const pages = paginateQuery({ client }, {
    TableName: SUBSCRIBERS_TABLE_NAME, KeyConditionExpression: 'often = :often', ExpressionAttributeValues: { ':often': often },
  });
  for await (const { Items = [] } of pages) {
    for (const { email, text } of Items) {
      await remindOnce(slot, email, text).catch(error => failed.push(`${email}: ${error}`));
    }
  }
  if (failed.length > 0) throw new Error(failed.join('\n')); // another attempt is for those alone
}

/** Mails and then notes it: who crashes in between mails twice, where the other way round nobody would be reminded. */
async function remindOnce(slot: string, email: string, text: string) {
  const Key = { slot, email };
  const { Item: alreadyMailed } = await client.send(new GetCommand({ TableName: MAILED_TABLE_NAME, Key }));
  if (alreadyMailed) return;
  await sendMail(email, `Your ${often} reminder`, text);
  await client.send(new PutCommand({ TableName: MAILED_TABLE_NAME, Item: { ...Key, expiresAt: Math.floor(Date.now() / 1000) + DAYS * 86_400 } }));
}
