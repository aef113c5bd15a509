import { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** One of several panels at a time; the arrows lead from one tab to the next. */
export function Tabs({ tabs }: { readonly tabs: Readonly<Record<string, ComponentChildren>> }) {
  const names = Object.keys(tabs);
  const [chosen, setChosen] = useState(names[0]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = names[(names.indexOf(chosen) + step + names.length) % names.length];
    setChosen(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section class="panel">
      <div class="tabs" role="tablist" aria-label="Details" onKeyDown={onKeyDown}>
        {names.map(name => (
          <button key={name} id={`tab-${name}`} type="button" role="tab" aria-selected={name === chosen} aria-controls="tab-panel" tabIndex={name === chosen ? 0 : -1} onClick={() => setChosen(name)}>{name}</button>
        ))}
      </div>
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${chosen}`} tabIndex={0}>{tabs[chosen]}</div>
    </section>
  );
}
