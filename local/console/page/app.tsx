import { useCallback, useEffect, useState } from 'preact/hooks';
import { Announcements } from './announcements';
import { Background } from './background';
import { Callers } from './callers';
import { Head } from './head';
import { Levers } from './levers';
import { useAwsTime, useLive } from './live';
import { WorldMap } from './map';
import { Outcome, Pull, pull, PullContext } from './pull';
import { RegionCard } from './region-card';
import { Replication } from './replication';
import { RequestDialog } from './request-dialog';
import { RequestForm } from './request-form';
import { Tables } from './tables';
import { Tabs } from './tabs';
import { TimeLine } from './time-line';

const TOLD_MS = 8_000;

/** The whole page. */
export function App() {
  const live = useLive();
  const now = useAwsTime(live);
  const [outcome, setOutcome] = useState<Outcome>();
  const [opened, setOpened] = useState<string>();
  const [table, setTable] = useState<string>();
  const act = useCallback<Pull>(async (lever, given = {}) => setOutcome(await pull(lever, given)), []);
  useEffect(() => {
    const timer = setTimeout(() => setOutcome(undefined), TOLD_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const { state, levers, entries, fresh } = live;
  if (!state) return <p class="waiting" role="status">Waiting for the Regions…</p>;
  return (
    <PullContext.Provider value={act}>
      <Head state={state} now={now} isConnected={live.isConnected} />
      <main>
        <section class="world" aria-label="Where callers go">
          <WorldMap state={state} fresh={fresh} />
          <div class="callers">
            <Callers state={state} now={now} />
            <RequestForm state={state} />
          </div>
        </section>
        <section class="regions" aria-label="Regions">
          {state.regions.map((region, at) => <RegionCard key={region.name} region={region} at={at} now={now} levers={levers} />)}
        </section>
        <div class="below">
          <TimeLine entries={entries} open={setOpened} />
          <Tabs tabs={{
            Replication: <Replication state={state} />,
            Tables: <Tables state={state} entries={fresh} chosen={table} choose={setTable} />,
            Background: <Background state={state} now={now} entries={fresh} />,
            Levers: <Levers levers={levers} state={state} now={now} />,
          }} />
        </div>
      </main>
      {opened && <RequestDialog trace={opened} close={() => setOpened(undefined)} />}
      <Announcements entries={fresh} />
      <div class="toast" role="status">{outcome && <p class={outcome.isRefused ? 'bad' : ''}>{outcome.text}</p>}</div>
    </PullContext.Provider>
  );
}
