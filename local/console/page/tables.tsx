import { useEffect, useState } from 'preact/hooks';
import { Choice } from './choice';
import { ask } from './pull';
import type { EntryView, StateView, TableView } from '../wire';

interface TablesProps {
  readonly state: StateView;
  readonly entries: readonly EntryView[];
  readonly chosen: string | undefined;
  readonly choose: (table: string) => void;
}

/** A table side by side in its Regions, and where it differs. */
export function Tables({ state: { tables }, entries, chosen, choose }: TablesProps) {
  const name = chosen ?? tables[0] ?? '';
  const [text, setText] = useState('');
  const [table, setTable] = useState<TableView>();
  const isOfTable = (entry: EntryView) => (entry.kind === 'write' || entry.kind === 'replication') && entry.table === name;
  const last = entries.findLast(isOfTable)?.number;
  useEffect(() => { if (name) void ask<TableView>('table', { name, text }).then(setTable); }, [name, text, last]);
  if (tables.length === 0) return <p class="dim">The app has no tables.</p>;
  const differing = table?.rows.filter(({ differs }) => differs).length ?? 0;
  return (
    <>
      <div class="tools">
        <Choice label="Table" value={name} options={tables} set={choose} />
        <label class="grows"><span class="unseen">Only items with</span><input type="search" placeholder="Only items with…" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} /></label>
      </div>
      {table && (
        <div class="scrolls" tabIndex={0} role="group" aria-label="Items">
          <table>
            <caption>{table.total} {table.total === 1 ? 'item' : 'items'}{differing > 0 ? `, ${differing} not equal in all Regions` : ', equal in all Regions'}</caption>
            <thead><tr><th>Key</th>{table.regions.map(region => <th key={region}>{region}</th>)}</tr></thead>
            <tbody>
              {table.rows.map(({ key, versions, differs }) => (
                <tr key={key} class={differs ? 'differs' : ''}>
                  <th scope="row" class="mono">{key}</th>
                  {table.regions.map(region => <td key={region} class="mono">{versions[region] ?? <span class="warning">not there</span>}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
