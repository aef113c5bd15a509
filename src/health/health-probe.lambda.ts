import { setMaxListeners } from 'events';
import { breakerKeyOf, isOpen } from './breaker-item';
import { drainKeyOf, isDrained } from './drain-item';
import { DynamoDbClient } from './dynamodb-client.lambda';

/** A checker gives an answer two seconds; the way there and back needs some of them. */
const BUDGET_MS = 1200;

/** All that a caller learns of a replica. DynamoDB's names for what went wrong are for the log. */
type Outcome = 'ok' | 'missing' | 'denied' | 'throttled' | 'failed' | 'unreachable' | 'timeout';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const OUTCOMES: [RegExp, Outcome][] = [
  [/NotFound/, 'missing'],
  [/Denied|Token|Signature|UnrecognizedClient/, 'denied'],
  [/Throttl|Throughput|LimitExceeded/, 'throttled'],
];

interface Replica {
  readonly table: string;
  readonly key: Record<string, Record<string, string>>;
}

/** A circuit breaker that takes the Region out while it is open. */
interface Breaker {
  readonly table: string;
  readonly breaker: string;
}

interface Seen {
  readonly table: string;
  readonly outcome: Outcome;
  readonly error?: string;
  readonly ms: number;
}

interface Event {
  readonly pathParameters?: { readonly region?: string } | null;
}

const { env } = process;
const replicas: Replica[] = JSON.parse(env.REPLICAS!);
const breakers: Breaker[] = JSON.parse(env.BREAKERS ?? '[]');
const drainSwitch: { table: string; regions: string[] } = JSON.parse(env.DRAIN_SWITCH ?? '{"regions":[]}');
const dynamodb = new DynamoDbClient({
  endpoint: env.AWS_ENDPOINT_URL_DYNAMODB ?? env.DYNAMODB_ENDPOINT!,
  region: env.AWS_REGION!,
  accessKeyId: env.AWS_ACCESS_KEY_ID!,
  secretAccessKey: env.AWS_SECRET_ACCESS_KEY!,
  sessionToken: env.AWS_SESSION_TOKEN,
});

/** Two questions: is this Region healthy, and, with a Region in the path, is that one drained? */
export function handler(event?: Event) {
  const peer = event?.pathParameters?.region;
  return peer === undefined ? answerHealth() : answerDrained(peer);
}

/** A breaker that cannot be read is no reason to be out of service: it is there for others' trouble. */
async function answerHealth() {
  const open: string[] = [];
  const wanted = [...replicas, ...breakers.map(({ table, breaker }) => ({ table, key: breakerKeyOf(breaker, env.AWS_REGION!) }))];
  const all = await readAll(wanted, (output, i) => {
    const breaker = breakers[i - replicas.length]?.breaker;
    if (breaker !== undefined && isOpen(output.Item, Date.now())) open.push(breaker);
  });
  const seen = all.slice(0, replicas.length);
  const healthy = seen.every(({ outcome }) => outcome === 'ok') && open.length === 0;
  const tally: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of seen) tally[outcome] = (tally[outcome] ?? 0) + 1;
  const body = { region: env.AWS_REGION, status: healthy ? 'healthy' : 'unhealthy', replicas: tally, ...open.length > 0 && { open } };
  return answer(healthy ? 200 : 503, body, all);
}

/** Only a switch that says so drains: the check is inverted, so that any other status, trouble of ours included, is healthy. */
async function answerDrained(peer: string) {
  if (!drainSwitch.regions.includes(peer)) {
    return answer(404, { drained: false });
  }
  let drained = false;
  const [seen] = await readAll([{ table: drainSwitch.table, key: drainKeyOf(peer) }], output => {
    drained = isDrained(output.Item);
  });
  if (seen.outcome !== 'ok') {
    return answer(503, { region: peer, drained: null, outcome: seen.outcome }, [seen]);
  }
  if (drained && env.LOG_DRAINED) console.warn({ region: peer, drained }); // a metric filter makes the dashboard's metric of it
  return answer(drained ? 200 : 404, { region: peer, drained });
}

function answer(statusCode: number, body: object, seen: Seen[] = []) {
  const wrong = seen.filter(({ outcome }) => outcome !== 'ok');
  if (wrong.length > 0) {
    console.warn({ ...body, seen: wrong }); // an object: Lambda's JSON format keeps it in one line and its fields searchable
  }
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

/** Reads at once, and waits no longer than the budget for all together, whatever a replica, the network or a name server does. */
async function readAll(wanted: Replica[], use: (output: any, i: number) => void): Promise<Seen[]> {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal); // one for each replica: more than ten are no leak
  const begin = performance.now();
  let timer: NodeJS.Timeout;
  const end = new Promise<[Outcome]>(resolve => {
    timer = setTimeout(() => resolve(['timeout']), BUDGET_MS);
  });
  const seen = await Promise.all(wanted.map(async (replica, i) => {
    const [outcome, error] = await Promise.race([read(replica, output => use(output, i), abort.signal), end]);
    return { table: replica.table, outcome, error, ms: Math.round(performance.now() - begin) };
  }));
  clearTimeout(timer!);
  abort.abort();
  return seen;
}

async function read({ table, key }: Replica, use: (output: any) => void, signal: AbortSignal): Promise<[Outcome, string?]> {
  try {
    const { ok, status, text } = await dynamodb.getItem(table, key, signal);
    if (ok) {
      use(JSON.parse(text));
      return ['ok'];
    }
    const error = /"__type":"[^"]*?(\w+)"/.exec(text)?.[1] ?? `HTTP ${status}`;
    return [OUTCOMES.find(([pattern]) => pattern.test(error))?.[1] ?? 'failed', error];
  } catch (error) {
    const { name, code } = error as NodeJS.ErrnoException;
    return code ? ['unreachable', code] : ['failed', name];
  }
}
