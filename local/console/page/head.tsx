import { usePull } from './pull';
import { clockText, dateText } from '../model/format';
import type { StateView } from '../wire';

const SPEEDS = [0, 1, 10, 60, 600];

interface HeadProps {
  readonly state: StateView;
  readonly now: number;
  readonly isConnected: boolean;
}

/** What runs, the time there, and how fast it passes. */
export function Head({ state, now, isConnected }: HeadProps) {
  const host = state.callers[0]?.host;
  const ill = state.regions.filter(({ status }) => status !== 'healthy').length;
  return (
    <header>
      <h1>Local Regions {host && <span class="host">{host}</span>}</h1>
      <p class={`summary ${ill > 0 ? 'bad' : 'good'}`}>
        {!isConnected ? 'not connected' : ill === 0 ? `all ${state.regions.length} Regions healthy` : `${ill} of ${state.regions.length} Regions out of service`}
      </p>
      <div class="clock">
        <p class="time"><span class="date">{dateText(now)}</span> <time>{clockText(now)}</time> <abbr title="Coordinated Universal Time, on the Regions' clock">UTC</abbr></p>
        <Speeds state={state} />
      </div>
    </header>
  );
}

function Speeds({ state: { scale, isScalable } }: Pick<HeadProps, 'state'>) {
  const pull = usePull();
  const speeds = [...new Set([...SPEEDS, scale])].sort((one, other) => one - other);
  return (
    <div class="speeds" role="group" aria-label="Speed of AWS time">
      {speeds.map(speed => (
        <button key={speed} type="button" aria-pressed={speed === scale} disabled={!isScalable}
          title={speed === 0 ? 'Time stands still' : `${speed} seconds of AWS time pass in one second`} onClick={() => pull('clock', { scale: speed })}>
          {speed === 0 ? 'pause' : `${speed}×`}
        </button>
      ))}
    </div>
  );
}
