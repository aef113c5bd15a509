import { AwsServices } from './aws-services.lambda';
import { Claim, nextStep } from './claim-step.lambda';
import { Claims } from './claims.lambda';
import { TickSettings } from './tick-settings';
import { drainKeyOf, isDrained } from '../../health/drain-item';

/** What a message says: Scheduler's, and those that wait. */
interface Tick {
  /** The scheduled time. */
  readonly time: string;
  /** How many seconds it has to wait yet: SQS delays by a quarter of an hour at most. */
  readonly wait?: number;
  readonly before?: string;
}

interface QueueEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
}

const MAX_DELAY_SECONDS = 900;

const { env } = process;
const region = env.AWS_REGION!;
const settings: TickSettings = JSON.parse(env.SCHEDULE!);
const aws = new AwsServices({
  region,
  accessKeyId: env.AWS_ACCESS_KEY_ID!,
  secretAccessKey: env.AWS_SECRET_ACCESS_KEY!,
  sessionToken: env.AWS_SESSION_TOKEN,
}, settings.suffix, env.AWS_ENDPOINT_URL);

/** One message of this Region's schedule: runs the handler if it is this Region's turn. What it throws at comes again, and ends in the dead-letter queue. */
export async function handler({ Records: [{ messageId, receiptHandle, body, attributes }] }: QueueEvent): Promise<void> {
  const tick: Tick = JSON.parse(body);
  const received = Number(attributes.ApproximateReceiveCount);
  if (tick.wait) return waitFor(tick.wait, tick);
  const { runs } = settings;
  if (runs === 'inEveryRegion') {
    return orComeAgain(receiptHandle, await invoke(tick.time, received));
  }
  if (await standsBack()) return;
  const claims = new Claims(aws, settings.claims!);
  const slot = slotOf(tick.time);
  for (;;) {
    const seen = await claims.find(slot);
    const promised = { ...settings, runs, patience: settings.timeout + settings.pause };
    const step = nextStep(promised, { region, message: messageId, claim: seen, before: tick.before });
    switch (step.do) {
      case 'leave': return;
      case 'wait': return waitFor(step.seconds, { time: tick.time, before: step.before });
      case 'fail': {
        if (seen!.state !== 'failed' && !await claims.take(slot, tick.time, { ...seen!, region, message: messageId, state: 'failed' }, seen)) continue;
        return orComeAgain(receiptHandle, { failed: `attempt ${seen!.attempt}, in ${seen!.region}, has not ended well, and there is no other` });
      }
      case 'run': {
        await showAgainIn(settings.timeout, receiptHandle); // here first, should the function not end: then others take over
        const claim: Claim = { region, message: messageId, attempt: step.attempt, state: 'running' };
        if (!await claims.take(slot, tick.time, claim, seen)) continue;
        const result = await invoke(tick.time, step.attempt);
        const isLast = runs === 'onceAtMost' || received >= settings.maxAttempts;
        await claims.tell(slot, tick.time, { ...claim, state: !('failed' in result) ? 'done' : isLast ? 'failed' : 'retrying' });
        return orComeAgain(receiptHandle, result);
      }
    }
  }
}

/** The consumer's handler gets this. */
async function invoke(time: string, attempt: number): Promise<{ readonly failed?: unknown }> {
  try {
    return await aws.invoke(settings.handler, { schedule: settings.schedule, time, slot: slotOf(time), region, attempt });
  } catch (error) {
    return { failed: String(error) };
  }
}

function slotOf(time: string): string {
  return `${settings.schedule} ${time}`;
}

/** In a queue a message that failed is visible again after the pause, or is moved. */
async function orComeAgain(receiptHandle: string, result: { readonly failed?: unknown }): Promise<void> {
  if (!('failed' in result)) return;
  await showAgainIn(settings.pause, receiptHandle);
  throw new Error(`${settings.schedule}: ${typeof result.failed === 'string' ? result.failed : JSON.stringify(result.failed)}`);
}

async function showAgainIn(seconds: number, receiptHandle: string): Promise<void> {
  await aws.sqs('ChangeMessageVisibility', { QueueUrl: settings.queue, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds });
}

/** By another message, for what is received anew has failed. */
async function waitFor(seconds: number, tick: Tick): Promise<void> {
  const delay = Math.min(seconds, MAX_DELAY_SECONDS);
  const left = seconds - delay;
  await aws.sqs('SendMessage', {
    QueueUrl: settings.queue,
    MessageBody: JSON.stringify({ ...tick, wait: left || undefined }),
    DelaySeconds: delay,
  });
}

/** While its Region is drained, unless all are. */
async function standsBack(): Promise<boolean> {
  if (!settings.drainSwitch || !await readsDrained(region)) return false;
  return !(await Promise.all(settings.ranks.map(readsDrained))).every(Boolean);
}

async function readsDrained(name: string): Promise<boolean> {
  return isDrained((await aws.dynamoDb('GetItem', { TableName: settings.drainSwitch, Key: drainKeyOf(name) })).Item);
}
