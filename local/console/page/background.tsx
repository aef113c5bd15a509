import { useEffect, useState } from 'preact/hooks';
import { ask } from './pull';
import { clockText, durationText, nameInArn } from '../model/format';
import type { EntryView, StateView } from '../wire';

type Sent = Extract<EntryView, { kind: 'sent' }>;

interface BackgroundProps {
  readonly state: StateView;
  readonly now: number;
  readonly entries: readonly EntryView[];
}

/** What goes on without a caller: queues, schedules, and what would have gone to the world outside. */
export function Background({ state: { queues, schedules }, now, entries }: BackgroundProps) {
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const last = entries.findLast(({ kind }) => kind === 'sent')?.number;
  useEffect(() => { void ask<Sent[]>('sent').then(messages => setSent(messages ?? [])); }, [last]);
  return (
    <>
      <table>
        <caption>Queues</caption>
        <thead><tr><th>Queue</th><th>Region</th><th class="number">Waiting</th><th class="number">In flight</th><th class="number">Delayed</th><th class="number">Oldest</th></tr></thead>
        <tbody>
          {queues.map(({ name, region, visible, inFlight, delayed, ageOfOldest, isForFailures }) => (
            <tr key={region + name} class={isForFailures && visible > 0 ? 'differs' : ''}>
              <td>{name}{isForFailures && <span class="dim"> for failures</span>}</td><td>{region}</td><td class="number">{visible}</td><td class="number">{inFlight}</td>
              <td class="number">{delayed}</td><td class="number">{visible + inFlight + delayed > 0 ? durationText(ageOfOldest) : '–'}</td>
            </tr>
          ))}
          {queues.length === 0 && <tr><td colSpan={6} class="dim">The app has none.</td></tr>}
        </tbody>
      </table>
      <table>
        <caption>Schedules</caption>
        <thead><tr><th>Schedule</th><th>Region</th><th>Expression</th><th>Target</th><th class="number">Due in</th></tr></thead>
        <tbody>
          {schedules.map(({ name, region, expression, targets, isEnabled, next }) => (
            <tr key={region + name}>
              <td>{name}</td><td>{region}</td><td class="mono">{expression}</td><td>{targets.map(nameInArn).join(', ')}</td>
              <td class="number">{!isEnabled ? 'disabled' : next === undefined ? 'never' : durationText((next - now) / 1000)}</td>
            </tr>
          ))}
          {schedules.length === 0 && <tr><td colSpan={5} class="dim">The app has none.</td></tr>}
        </tbody>
      </table>
      <table>
        <caption>Kept in place of being sent</caption>
        <thead><tr><th>Time</th><th>Region</th><th>To</th><th>Message</th></tr></thead>
        <tbody>
          {sent.map(({ at, messageId, region, channel, to, subject, body }) => (
            <tr key={messageId}><td><time>{clockText(at)}</time></td><td>{region}</td><td>{channel} to {to.join(', ')}</td><td>{subject && <strong>{subject} </strong>}{body.slice(0, 200)}</td></tr>
          ))}
          {sent.length === 0 && <tr><td colSpan={4} class="dim">Nothing has been sent.</td></tr>}
        </tbody>
      </table>
    </>
  );
}
