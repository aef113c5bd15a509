import { Message, MessageContent } from './message';
import { QueueSettings } from './queue-attributes';

const DEDUPLICATION_MS = 300_000;

/** What was sent to a FIFO queue in the last five minutes, by what makes it the same. */
export class SentMessages {
  private readonly sent = new Map<string, { readonly message: Message; readonly at: number }>();

  find(content: MessageContent, settings: QueueSettings, now: number): Message | undefined {
    const same = this.sent.get(keyOf(content, settings));
    return same && same.at > now - DEDUPLICATION_MS ? same.message : undefined;
  }

  add(message: Message, settings: QueueSettings) {
    const { content, sentAt: at } = message; // its own time changes in a dead-letter queue
    for (const [other, { at: then }] of this.sent) {
      if (then > at - DEDUPLICATION_MS) break; // they are in the order of their time
      this.sent.delete(other);
    }
    this.sent.set(keyOf(content, settings), { message, at });
  }
}

function keyOf({ groupId, deduplicationId }: MessageContent, { deduplicatesByGroup }: QueueSettings): string {
  return JSON.stringify([deduplicatesByGroup ? groupId : '', deduplicationId]);
}
