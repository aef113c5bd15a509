import type { EntryView } from '../wire';

/** What a time line shows together. */
export const TOPICS = ['requests', 'handlers', 'health', 'replication', 'conflicts', 'background', 'app', 'faults'] as const;
export type Topic = typeof TOPICS[number];

/** What happens so often that it would push out all else: it is kept apart. */
const FLOWING: readonly Topic[] = ['requests', 'handlers', 'replication'];

export function topicOf(entry: EntryView): Topic {
  switch (entry.kind) {
    case 'request': return 'requests';
    case 'output':
    case 'invocation': return 'handlers';
    case 'health':
    case 'healthCheckUpdate':
    case 'alarm': return 'health';
    case 'write':
    case 'replication': return 'replication';
    case 'conflict': return 'conflicts';
    case 'sent':
    case 'undelivered': return 'background';
    case 'reload':
    case 'deployment':
    case 'denial': return 'app';
    case 'fault': return 'faults';
  }
}

/** The latest entries: so many of what flows, and so many of all else. */
export class Timeline {
  private flowing: EntryView[] = [];
  private rare: EntryView[] = [];

  constructor(private readonly capacity: number) {}

  add(entries: readonly EntryView[]) {
    const isFlowing = (entry: EntryView) => FLOWING.includes(topicOf(entry));
    this.flowing = [...this.flowing, ...entries.filter(isFlowing)].slice(-this.capacity);
    this.rare = [...this.rare, ...entries.filter(entry => !isFlowing(entry))].slice(-this.capacity);
  }

  /** The newest first. */
  get entries(): EntryView[] {
    return [...this.flowing, ...this.rare].sort((one, other) => other.number - one.number);
  }
}
