import { useState } from 'preact/hooks';
import { usePull } from './pull';
import { durationText } from '../model/format';
import type { FaultView, LeverView, ParameterView, StateView } from '../wire';

/** All that may be done to the Regions, each with what it would be on AWS. */
export function Levers({ levers, state, now }: { readonly levers: readonly LeverView[]; readonly state: StateView; readonly now: number }) {
  return (
    <>
      {state.faults.length > 0 && <Going faults={state.faults} now={now} />}
      {levers.map(lever => <LeverForm key={lever.name} lever={lever} />)}
    </>
  );
}

function Going({ faults, now }: { readonly faults: readonly FaultView[]; readonly now: number }) {
  const pull = usePull();
  return (
    <ul class="going" aria-label="What is wrong on purpose">
      {faults.map(({ id, what, until }) => (
        <li key={id}>
          <span class="bad">{what}</span>{until !== undefined && <span class="dim"> for {durationText((until - now) / 1000)} more</span>} <button type="button" onClick={() => pull('clear', { id })}>Clear<span class="unseen"> {what}</span></button>
        </li>
      ))}
    </ul>
  );
}

function LeverForm({ lever: { name, label, does, onAws, page, parameters } }: { readonly lever: LeverView }) {
  const pull = usePull();
  const [given, setGiven] = useState<Readonly<Record<string, unknown>>>(Object.fromEntries(parameters.flatMap(startOf)));
  const set = (parameter: string, value: unknown) => setGiven({ ...given, [parameter]: value });
  const submit = (event: Event) => {
    event.preventDefault();
    void pull(name, given);
  };
  return (
    <form class="lever" onSubmit={submit} aria-label={label}>
      <h3>{label}</h3>
      <p>{does}</p>
      <p class="dim">On AWS: {page ? <a href={page} rel="noreferrer">{onAws}</a> : onAws}</p>
      <div class="tools">
        {parameters.map(parameter => (
          <Parameter key={parameter.name} parameter={parameter} value={given[parameter.name]} set={value => set(parameter.name, value)} />
        ))}
        <button type="submit">{label}</button>
      </div>
    </form>
  );
}

function startOf({ name, kind, options = [], isRequired }: ParameterView): [string, unknown][] {
  if (!isRequired) return [];
  return kind === 'choice' ? [[name, options[0]]] : kind === 'choices' ? [[name, [options[0]]]] : [];
}

interface ParameterProps {
  readonly parameter: ParameterView;
  readonly value: unknown;
  readonly set: (value: unknown) => void;
}

function Parameter({ parameter: { name, kind, options = [], isRequired }, value, set }: ParameterProps) {
  const label = name.replace(/([A-Z])/g, letter => ` ${letter.toLowerCase()}`);
  switch (kind) {
    case 'choice': return (
      <label>{label} <select value={value as string | undefined} onChange={({ currentTarget }) => set(currentTarget.value || undefined)}>
        {!isRequired && <option value="">–</option>}{options.map(option => <option key={option}>{option}</option>)}
      </select></label>
    );
    case 'choices': {
      const chosen = (value as string[] | undefined) ?? [];
      const toggle = (option: string) => chosen.includes(option) ? chosen.filter(other => other !== option) : [...chosen, option];
      return (
        <fieldset><legend>{label}</legend>{options.map(option => (
          <label key={option}><input type="checkbox" checked={chosen.includes(option)} onChange={() => set(toggle(option).length > 0 ? toggle(option) : undefined)} />{option}</label>
        ))}</fieldset>
      );
    }
    case 'number': return <label>{label} <input type="number" min={0} step="any" required={isRequired} onInput={({ currentTarget }) => set(currentTarget.value === '' ? undefined : currentTarget.valueAsNumber)} /></label>;
    case 'text': return <label>{label} <input required={isRequired} onInput={({ currentTarget }) => set(currentTarget.value || undefined)} /></label>;
  }
}
