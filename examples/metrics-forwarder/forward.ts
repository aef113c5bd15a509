import type { SNSEvent } from 'aws-lambda';

/** Less than the time-out of the function, so that a third party that hangs is an error like any other. */
const PATIENCE_MS = 5_000;

/**
 * Forwards a metric, or an alarm, to the third party. Whatever is thrown here is tried again by Lambda, and ends in the queue of what failed: so the third party may get
 * a message twice, and is told its id.
 */
export async function handler({ Records }: SNSEvent): Promise<void> {
  for (const { Sns: { MessageId, Message, Timestamp } } of Records) {
    const response = await fetch(process.env.THIRD_PARTY_URL!, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': MessageId },
      body: JSON.stringify({ region: process.env.AWS_REGION, at: Timestamp, ...contentOf(JSON.parse(Message)) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`The third party answered ${response.status}`);
  }
}

function contentOf(message: { [name: string]: unknown }) {
  return 'AlarmName' in message ? { alarm: message.AlarmName, state: message.NewStateValue } : { metric: message.name, value: message.value };
}
