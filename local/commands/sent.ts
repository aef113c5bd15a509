import { askLocalRegions, inTheNameOf } from './ask-local-regions';
import { JournalEntry } from '../machine/journal';
import { sentLine } from '../regions/report';
import { SENT_TARGET } from '../services/ses/ses';

/** What the local Regions at `endpoint` would have sent to the world outside, a line a message: text, or all that is known of it in JSON. */
export async function sent(endpoint: string, { json = false } = {}): Promise<string> {
  const { answer, status } = await askLocalRegions(endpoint, '/', inTheNameOf('ses', SENT_TARGET));
  const messages = answer.sent as JournalEntry<'sent'>[] | undefined;
  if (!messages) throw new Error(`The local Regions at ${endpoint} do not tell: ${answer.message ?? status}`);
  if (json) return messages.map(message => JSON.stringify({ ...message, at: new Date(message.at).toISOString() })).join('\n');
  return messages.length > 0 ? messages.map(message => sentLine(message)).join('\n') : 'Nothing has been sent';
}
