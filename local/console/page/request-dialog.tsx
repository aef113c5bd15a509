import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from './pull';
import { millisecondsText, prettyText } from '../model/format';
import type { RequestView } from '../wire';

const LOOK_MS = 1_000;

/** One request: what came of it, what was invoked, and where the items that it wrote are by now. */
export function RequestDialog({ trace, close }: { readonly trace: string; readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [view, setView] = useState<RequestView | null>();
  useEffect(() => { dialog.current!.showModal(); }, []);
  useEffect(() => {
    const look = async () => setView(await ask<RequestView>('request', { trace }) ?? null);
    void look();
    const timer = setInterval(look, LOOK_MS); // its items go on
    return () => clearInterval(timer);
  }, [trace]);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="request-title">
      <form method="dialog"><button>Close</button></form>
      <h2 id="request-title">{view ? `${view.request.method} ${view.request.url}` : 'Request'}</h2>
      {view === null && <p>It is too long ago: the latest requests can be opened.</p>}
      {view && <Opened view={view} />}
    </dialog>
  );
}

function Opened({ view: { request, invocations, writes } }: { readonly view: RequestView }) {
  const { statusCode, servedBy, from, durationMs, reason, traceId } = request;
  return (
    <>
      <p>{statusCode === 0 ? 'No answer' : statusCode} from {servedBy ?? 'nobody'} to a caller in {from}, in {millisecondsText(durationMs)}{reason && `: ${reason}`}</p>
      <p class="dim mono">trace {traceId}</p>
      {invocations.map(({ region, functionName, durationMs: ms, error, event, answer, log }, at) => (
        <section key={at}>
          <h3>{functionName} <span class="dim">in {region}, {millisecondsText(ms)}</span></h3>
          {error && <p class="bad">{error}</p>}
          {log.length > 0 && <pre tabIndex={0} aria-label="Log lines">{log.join('\n')}</pre>}
          <details open><summary>Answer</summary><pre tabIndex={0}>{answer === undefined ? 'none' : prettyText(answer)}</pre></details>
          <details><summary>Event</summary><pre tabIndex={0}>{prettyText(event)}</pre></details>
        </section>
      ))}
      <h3>Items that it wrote</h3>
      {writes.length === 0 && <p class="dim">None.</p>}
      {writes.map(({ table, region, key, isDeleted, versions }, at) => (
        <table key={at}>
          <caption>{table}: {key}, {isDeleted ? 'deleted' : 'written'} in {region}</caption>
          <tbody>
            {Object.entries(versions).map(([replica, version]) => (
              <tr key={replica} class={version === versions[region] ? '' : 'differs'}><th scope="row">{replica}</th><td class="mono">{version ?? 'not there'}{version !== versions[region] && <em> differs</em>}</td></tr>
            ))}
          </tbody>
        </table>
      ))}
    </>
  );
}
