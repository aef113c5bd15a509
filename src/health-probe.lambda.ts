import { AwsClient } from 'aws4fetch';

/** A checker gives an answer two seconds; the way there and back needs some of them. */
const BUDGET_MS = 1200;

interface Replica {
  readonly table: string;
  readonly key: Record<string, Record<string, string>>;
}

const replicas: Replica[] = JSON.parse(process.env.REPLICAS!);
const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? process.env.DYNAMODB_ENDPOINT!;
const dynamodb = new AwsClient({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID!,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY!,
  sessionToken: process.env.AWS_SESSION_TOKEN,
  service: 'dynamodb',
  region: process.env.AWS_REGION,
  retries: 0,
});

export async function handler() {
  const outcomes = await Promise.all(replicas.map(read));
  const healthy = outcomes.every(outcome => outcome === 'ok');
  return {
    statusCode: healthy ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({
      region: process.env.AWS_REGION,
      status: healthy ? 'healthy' : 'unhealthy',
      replicas: Object.fromEntries(replicas.map(({ table }, i) => [table, outcomes[i]])),
    }),
  };
}

async function read({ table, key }: Replica): Promise<string> {
  try {
    const response = await dynamodb.fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      body: JSON.stringify({ TableName: table, Key: key }),
      signal: AbortSignal.timeout(BUDGET_MS),
    });
    const answer = await response.text(); // read to its end, or the connection is not used again
    return response.ok ? 'ok' : failure(response.status, answer);
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'timeout' : 'unreachable';
  }
}

/** DynamoDB's name for what went wrong, and no more of it. */
function failure(status: number, answer: string): string {
  return /"__type":"[^"]*?(\w+)"/.exec(answer)?.[1] ?? `status ${status}`;
}
