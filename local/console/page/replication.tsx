import { millisecondsText } from '../model/format';
import type { StateView } from '../wire';

/** What goes between Regions: how late it is, what waits, and how many writes were lost to it. */
export function Replication({ state: { replication } }: { readonly state: StateView }) {
  if (replication.length === 0) return <p class="dim">There is one Region: nothing replicates.</p>;
  return (
    <table>
      <caption>Replication of all tables, by pair of Regions</caption>
      <thead><tr><th>From</th><th>To</th><th>State</th><th class="number">Lag</th><th class="number">Waiting</th><th class="number">Arrived</th><th class="number">Lost writes</th></tr></thead>
      <tbody>
        {replication.map(({ from, to, isPaused, lagMs, waiting, arrived, lost }) => (
          <tr key={`${from} ${to}`} class={isPaused ? 'differs' : ''}>
            <td>{from}</td><td>{to}</td><td>{isPaused ? <span class="bad">held</span> : 'flows'}</td>
            <td class="number">{millisecondsText(lagMs)}</td><td class="number">{waiting}</td><td class="number">{arrived}</td>
            <td class={lost > 0 ? 'number warning' : 'number'}>{lost}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
