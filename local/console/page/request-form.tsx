import { useState } from 'preact/hooks';
import { Choice } from './choice';
import { millisecondsText } from '../model/format';
import type { StateView } from '../wire';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Sends a request as a caller of some place does. */
export function RequestForm({ state: { callers } }: { readonly state: StateView }) {
  const places = [...new Set(callers.map(({ place }) => place))];
  const [method, setMethod] = useState('GET');
  const [path, setPath] = useState('/hello');
  const [from, setFrom] = useState(places[0] ?? '');
  const [answer, setAnswer] = useState('');
  const send = async (event: Event) => {
    event.preventDefault();
    const start = performance.now();
    const response = await fetch(path.replace(/^\/*/, '/'), { method, headers: { 'x-client-location': from } }).catch(() => undefined);
    const text = await response?.text().catch(() => '') ?? '';
    const outcome = response ? `${response.status} by ${response.headers.get('x-served-by') ?? 'nobody'}` : 'no answer';
    setAnswer(`${outcome} in ${millisecondsText(performance.now() - start)}${text && `: ${text.slice(0, 300)}`}`);
  };
  return (
    <form class="request-form" onSubmit={send}>
      <Choice label="Method" value={method} options={METHODS} set={setMethod} />
      <label class="grows">
        <span class="unseen">Path</span>
        <input value={path} onInput={({ currentTarget }) => setPath(currentTarget.value)} />
      </label>
      <span class="dim">from</span>
      <Choice label="From" value={from} options={places} set={setFrom} />
      <button type="submit">Send</button>
      <output>{answer}</output>
    </form>
  );
}
