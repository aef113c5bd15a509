import { durationText } from '../model/format';
import type { CheckView } from '../wire';

/** Why a Region is as it is: each check, what it looks at, and what each checker got for an answer. */
export function HealthChecks({ checks, now }: { readonly checks: readonly CheckView[]; readonly now: number }) {
  const leaves = checks.flatMap(leavesOf);
  const checkers = leaves.flatMap(check => check.checkers);
  const well = checkers.filter(({ healthy }) => healthy).length;
  return (
    <details>
      <summary>{checkers.length > 0 ? `${well} of ${checkers.length} checkers say healthy` : 'health checks'}</summary>
      <ul class="checks">{checks.map(check => <Check key={check.id} check={check} now={now} />)}</ul>
    </details>
  );
}

function Check({ check, now }: { readonly check: CheckView; readonly now: number }) {
  const { name, healthy, watches, cause, since, checkers, children, isInverted } = check;
  return (
    <li>
      <p><span class={healthy ? 'good' : 'bad'}>{healthy ? 'healthy' : 'unhealthy'}</span> <strong>{name}</strong>{isInverted && ', inverted by hand'}</p>
      <p class="dim">{watches}: {cause}{since !== undefined && `, for ${durationText((now - since) / 1000)}`}</p>
      {checkers.length > 0 && (
        <ul class="checkers">
          {checkers.map(({ region, healthy: isWell, status, at, answer }, index) => (
            <li key={index}>
              <span class={isWell ? 'good' : 'bad'}>{isWell ? '✓' : '✕'}</span> {region} <span class="dim">{status.replace(/^(Success|Failure): /, '')}, {durationText((now - at) / 1000)} ago{answer && !isWell ? `: ${answer}` : ''}</span>
            </li>
          ))}
        </ul>
      )}
      {children.length > 0 && <ul class="checks">{children.map(child => <Check key={child.id} check={child} now={now} />)}</ul>}
    </li>
  );
}

function leavesOf(check: CheckView): readonly CheckView[] {
  return check.children.length > 0 ? check.children.flatMap(leavesOf) : [check];
}
