import { createHash } from 'crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type {
  APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerResult,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
const [PARTITION_KEY, SORT_KEY] = (process.env.SECRETS_KEYS ?? 'collection,id').split(',');

/** Suppliers, by a bearer token. */
export async function byToken({ authorizationToken, methodArn }: APIGatewayTokenAuthorizerEvent) {
  return policy('supplier', await isKnown('supplier', authorizationToken.replace(/^Bearer /, '')), methodArn);
}

/** Carriers, by name and secret. */
export async function byRequest({ headers, methodArn }: APIGatewayRequestAuthorizerEvent) {
  const { name, secret } = credentials('carrier', headers ?? {});
  return policy(name, await isKnown(name, secret), methodArn);
}

/** Importers, by name and secret, in the short form that HTTP APIs take. */
export async function bySimpleRequest({ headers }: APIGatewayRequestAuthorizerEventV2): Promise<APIGatewaySimpleAuthorizerResult> {
  const { name, secret } = credentials('importer', headers ?? {});
  return { isAuthorized: await isKnown(name, secret) };
}

/** Names of headers come in any case. */
function credentials(kind: string, headers: { [name: string]: string | undefined }) {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? '']));
  return { name: lower.get(`x-${kind}`) ?? '', secret: lower.get(`x-${kind}-secret`) ?? '' };
}

/** Secrets are known by their hashes, which replicate to every Region. */
async function isKnown(name: string, secret: string): Promise<boolean> {
  const hash = createHash('sha256').update(`${name}:${secret}`).digest('hex');
  const { Item } = await dynamodb.send(new GetCommand({
    TableName: process.env.SECRETS_TABLE_NAME, Key: { [PARTITION_KEY]: `secrets/${name}`, [SORT_KEY]: hash },
  }));
  return Item !== undefined;
}

/** For all routes, because API Gateway uses what it remembers for all that have the authorizer. */
function policy(principalId: string, allow: boolean, methodArn: string): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/');
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: allow ? 'Allow' : 'Deny', Resource: `${api}/${stage}/*` }],
    },
  };
}
