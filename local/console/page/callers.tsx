import { durationText } from '../model/format';
import type { StateView } from '../wire';

/** Where DNS leads callers of each place, and how long a resolver there still says so. */
export function Callers({ state: { callers, regions }, now }: { readonly state: StateView; readonly now: number }) {
  const hosts = [...new Set(callers.map(({ host }) => host))];
  return (
    <table>
      <caption>Callers, and where DNS leads them</caption>
      <thead><tr>{hosts.length > 1 && <th>Name</th>}<th>From</th><th>To</th><th class="number">Cached</th></tr></thead>
      <tbody>
        {callers.map(({ host, place, to, until }) => (
          <tr key={host + place}>
            {hosts.length > 1 && <td>{host}</td>}
            <td>{place}</td>
            <td><span class={`swatch hue${regions.findIndex(({ name }) => name === to)}`} />{to ?? 'nowhere'}</td>
            <td class="number">{until === undefined || until <= now ? '–' : durationText((until - now) / 1000)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
