import { drainKeyOf, isDrained } from '../../health/drain-item';
import { DynamoDbClient } from '../../health/dynamodb-client.lambda';
import { signedHeaders } from '../../health/signature.lambda';

const { env } = process;
const signer = {
  region: env.AWS_REGION!,
  accessKeyId: env.AWS_ACCESS_KEY_ID!,
  secretAccessKey: env.AWS_SECRET_ACCESS_KEY!,
  sessionToken: env.AWS_SESSION_TOKEN,
};
const dynamodb = new DynamoDbClient({ ...signer, endpoint: env.AWS_ENDPOINT_URL_DYNAMODB ?? env.DYNAMODB_ENDPOINT! });

/** What Lambda may take to answer. */
const BUDGET_MS = 5000;

/** Any other state leads to one of the two by itself. */
type State = 'Enabled' | 'Disabled' | string;

/** Has every mapping be as the Region's switch says. A switch that cannot be read changes nothing. */
export async function handler() {
  const wanted = await isRegionDrained() ? 'Disabled' : 'Enabled';
  const failures = (await Promise.allSettled(env.MAPPINGS!.split(',').map(id => bring(id, wanted)))).flatMap(settled => settled.status === 'rejected' ? [settled.reason] : []);
  if (failures.length > 0) throw failures[0];
}

async function isRegionDrained(): Promise<boolean> {
  const { ok, text } = await dynamodb.getItem(env.DRAIN_SWITCH!, drainKeyOf(signer.region), AbortSignal.timeout(BUDGET_MS));
  if (!ok) throw new Error(`The drain switch cannot be read: ${text}`);
  return isDrained(JSON.parse(text).Item);
}

async function bring(id: string, wanted: State) {
  const { State: state } = await call(id, 'GET');
  if (!['Enabled', 'Disabled'].includes(state) || state === wanted) return;
  await call(id, 'PUT', JSON.stringify({ Enabled: wanted === 'Enabled' }));
  console.info({ eventSourceMapping: id, state: wanted });
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
async function call(id: string, method: string, body: string = ''): Promise<{ State: State }> {
  const url = new URL(`/2015-03-31/event-source-mappings/${id}`, env.AWS_ENDPOINT_URL_LAMBDA ?? env.AWS_ENDPOINT_URL ?? env.LAMBDA_ENDPOINT);
  const headers = signedHeaders({ method, url, service: 'lambda', headers: { 'content-type': 'application/json' }, body }, signer, new Date());
  const response = await fetch(url, { method, headers, body: body || undefined, signal: AbortSignal.timeout(BUDGET_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url.pathname}: HTTP ${response.status}: ${text}`);
  return JSON.parse(text);
}
