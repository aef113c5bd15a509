import { describe } from '../model/describe';
import { topicOf } from '../model/timeline';
import type { EntryView } from '../wire';

/** Tells those who do not see the page what has turned. */
export function Announcements({ entries }: { readonly entries: readonly EntryView[] }) {
  const turned = entries.filter(entry => ['health', 'faults'].includes(topicOf(entry))).slice(-3);
  return <div class="unseen" role="log" aria-live="polite">{turned.map(entry => <p key={entry.number}>{describe(entry).text}</p>)}</div>;
}
