import { useState } from 'preact/hooks';
import { describe } from '../model/describe';
import { clockText } from '../model/format';
import { Topic, topicOf, TOPICS } from '../model/timeline';
import type { EntryView } from '../wire';

const MOST_LINES = 150;

interface TimeLineProps {
  readonly entries: readonly EntryView[];
  /** Opens a request, by its trace. */
  readonly open: (trace: string) => void;
}

/** What happened, the newest first, with AWS time. */
export function TimeLine({ entries, open }: TimeLineProps) {
  const [hidden, setHidden] = useState<readonly Topic[]>([]);
  const [text, setText] = useState('');
  const [held, setHeld] = useState<readonly EntryView[]>();
  const toggle = (topic: Topic) => setHidden(hidden.includes(topic) ? hidden.filter(other => other !== topic) : [...hidden, topic]);
  const shown = (held ?? entries)
    .filter(entry => !hidden.includes(topicOf(entry)))
    .filter(entry => text === '' || describe(entry).text.toLowerCase().includes(text.toLowerCase()))
    .slice(0, MOST_LINES);
  return (
    <section class="panel timeline" aria-label="Time line">
      <div class="tools">
        <h2>Time line</h2>
        <label class="grows"><span class="unseen">Only lines with</span><input type="search" placeholder="Only lines with…" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} /></label>
        <button type="button" aria-pressed={held !== undefined} onClick={() => setHeld(held ? undefined : entries)}>Hold</button>
      </div>
      <div class="chips" role="group" aria-label="Topics">
        {TOPICS.map(topic => <button key={topic} type="button" class={`chip ${topic}`} aria-pressed={!hidden.includes(topic)} onClick={() => toggle(topic)}>{topic}</button>)}
      </div>
      <ol tabIndex={0} aria-label="Entries, the newest first">{shown.map(entry => <Line key={entry.number} entry={entry} open={open} />)}</ol>
      {shown.length === 0 && <p class="dim">Nothing yet.</p>}
    </section>
  );
}

function Line({ entry, open }: { readonly entry: EntryView } & Pick<TimeLineProps, 'open'>) {
  const { text, tone, region } = describe(entry);
  const trace = entry.kind === 'request' ? entry.traceId : undefined;
  return (
    <li class={`line ${topicOf(entry)}`}>
      <time>{clockText(entry.at)}</time>
      <span class="where">{region}</span>
      {trace ? <button type="button" class={`text ${tone}`} onClick={() => open(trace)}>{text}</button> : <span class={`text ${tone}`}>{text}</span>}
    </li>
  );
}
