import { HealthChecks } from './health-checks';
import { usePull } from './pull';
import { Sparkline } from './sparkline';
import { durationText, millisecondsText, percentText } from '../model/format';
import type { LeverView, RegionView } from '../wire';

interface RegionCardProps {
  readonly region: RegionView;
  readonly at: number;
  readonly now: number;
  readonly levers: readonly LeverView[];
}

/** One Region: how it is and why, what callers get of it, and what may be done to it. */
export function RegionCard({ region, at, now, levers }: RegionCardProps) {
  const { name, status, why, since, checks, traffic, inverted, drained, isLost, isPaused } = region;
  return (
    <article class={`region ${status}`} aria-label={name}>
      <h2><span class={`swatch hue${at}`} />{name}<span class={`status ${status}`}>{status}</span></h2>
      <p class="why">{why}{since !== undefined && <span class="since">, for {durationText((now - since) / 1000)}</span>}</p>
      <dl>
        <div><dt>of requests</dt><dd>{percentText(traffic.share)}</dd></div>
        <div><dt>errors</dt><dd class={traffic.errors > 0 ? 'bad' : ''}>{percentText(traffic.errors)}</dd></div>
        <div><dt>p50</dt><dd>{millisecondsText(traffic.p50)}</dd></div>
        <div><dt>p99</dt><dd>{millisecondsText(traffic.p99)}</dd></div>
      </dl>
      <Sparkline values={traffic.bySecond} />
      {checks.length > 0 && <HealthChecks checks={checks} now={now} />}
      <div class="actions">
        {drained !== undefined && <Toggle lever="drain" region={name} isOn={drained} levers={levers} />}
        {inverted !== undefined && <Toggle lever="invert" region={name} isOn={inverted} levers={levers} />}
        <Toggle lever="lose" region={name} isOn={isLost} levers={levers} />
        {isPaused !== undefined && <Toggle lever="pause-replication" region={name} isOn={isPaused} levers={levers} />}
      </div>
    </article>
  );
}

interface ToggleProps {
  readonly lever: string;
  readonly region: string;
  readonly isOn: boolean;
  readonly levers: readonly LeverView[];
}

function Toggle({ lever, region, isOn, levers }: ToggleProps) {
  const pull = usePull();
  const view = levers.find(({ name }) => name === lever);
  if (!view) return null;
  return (
    <button type="button" aria-pressed={isOn} title={`On AWS: ${view.onAws}`} onClick={() => pull(lever, { region, on: isOn ? 'off' : 'on' })}>
      {view.label}<span class="unseen"> {region}</span>
    </button>
  );
}
