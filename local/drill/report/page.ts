import { html, Html } from './html';
import { STYLE } from './style';
import { clockTime, hueOf, percent, serving, timeLine } from './time-line';
import { DrillRequest } from '../client';
import type { DrillReport } from '../drill';
import { highest, Switch } from '../measures';
import { HEAD, row, seconds } from '../report-texts';
import { Spread } from '../spread';

/** What is no part of a report, since it is another in each run. */
export interface Played {
  readonly at: Date;
  /** The drill's file. */
  readonly source: string;
}

/** The report as a page of its own, for people: it asks nobody for anything, and has no script. */
export function page(report: DrillReport, played: Played): string {
  const { name, passed, file, seed, failures, measured } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${passed ? 'Passed' : 'Failed'}: ${name}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>${name}</h1>
<p class="verdict ${passed ? 'good' : 'bad'}">${passed ? 'The drill passed.' : 'The drill failed.'}</p>
<p class="dim">${file} · seed ${seed} · played <time datetime="${played.at.toISOString()}">${played.at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time> · times below are AWS time</p>
</header>
<main>
${failures.length > 0 && section('Not as told', html`<ul class="failures">${failures.map(failure => html`<li>${failure}</li>`)}</ul>`)}
${report.budgets.length > 0 && section('Budgets', verdicts(report))}
${section('Time line', timeLine(report))}
${measured.switches.length > 0 && section('Failover and failback, by their bound', switches(report))}
${section('How long things took', spreads(report))}
${section('Who answered', answers(report))}
${measured.lostUpdates.length > 0 && section('Acknowledged writes', table(['Table', 'acknowledged', 'lost'], measured.lostUpdates.map(({ table: of, acknowledged, lost }) => [of, acknowledged, lost])))}
${measured.work.length > 0 && section('Work without a caller', table(['Of', 'done by', 'due', 'lost', 'repeated'], measured.work.map(({ name: of, function: by, due, lost, repeated }) => [of, by, due, lost, repeated])))}
${section('What happened', events(report))}
${section('The drill', html`<pre tabindex="0">${played.source.trimEnd()}</pre>`)}
</main>
</body>
</html>
`.text;
}

function verdicts({ budgets }: DrillReport): Html {
  return table(['Budget', ...HEAD.slice(1, -1), 'verdict'], budgets.map(verdict => {
    const [name, ...cells] = row(verdict);
    const why = cells.pop();
    return [name, ...cells, html`<b class="${verdict.isKept ? 'good' : 'bad'}">${verdict.isKept ? '✓' : '✗'} ${why}</b>`];
  }));
}

function events({ events: all }: DrillReport): Html {
  const rows = all.map(({ at, what }, i) => html`<tr id="event-${i + 1}"><td>${i + 1}</td><td>${seconds(at)}</td><td class="what">${what}</td></tr>`);
  return html`<div class="wide" tabindex="0"><table id="events">
<thead><tr><th scope="col">#</th><th scope="col">at</th><th scope="col">what</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

type Cell = string | number | Html;

function section(title: string, content: Html): Html {
  return html`<section><h2>${title}</h2>${content}</section>`;
}

/** The first cell of a row is its name; in a narrow window a table is moved by itself. */
function table(head: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  return html`<div class="wide" tabindex="0"><table><thead><tr>${head.map(cell => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** A bar for each, of what it was made of, on one scale with the bounds. */
function switches({ budgets, measured }: DrillReport): Html {
  const budgetOf = ({ kind }: Switch) => budgets.find(({ name }) => name === kind)?.budget;
  const most = 1.05 * highest(measured.switches.flatMap(one => [one.took, one.promised ?? 0, budgetOf(one) ?? 0]))! || 1;
  const mark = (kind: string, at: number | undefined) => at !== undefined && html`<i class="${kind}" style="left:${percent(at / most)}"></i>`;
  return html`<ul class="switches">${measured.switches.map(one => {
    const { kind, cause, at, detection, took, promised } = one;
    const budget = budgetOf(one);
    return html`<li>
  <p><b>${kind === 'failover' ? 'Failover' : 'Failback'}</b> after ${seconds(took)}, from ${cause} at ${clockTime(at)}</p>
  <div class="bar" aria-hidden="true">${detection !== undefined && html`<b class="detection" style="width:${percent(Math.min(detection, took) / most)}"></b>`}<b class="rest" style="width:${percent((took - Math.min(detection ?? 0, took)) / most)}"></b>${mark('promise', promised)}${mark('budget', budget)}</div>
  <p class="dim">${[
    detection !== undefined && `Route 53 saw it after ${seconds(detection)}`,
    promised !== undefined && `the settings promise ${seconds(promised)}`,
    budget !== undefined && `the budget is ${seconds(budget)}`,
  ].filter(Boolean).join('; ')}</p>
</li>`;
  })}</ul>
<p class="dim"><b class="key detection"></b> until Route 53 saw it, <b class="key rest"></b> until callers were elsewhere, <b class="key promise"></b> promised, <b class="key budget"></b> budget</p>`;
}

function spreads({ measured: { detection, dnsSwitch, firstGoodAnswer, lag } }: DrillReport): Html {
  const known = (value: number | undefined) => value === undefined ? '—' : seconds(value);
  const line = (name: string, spread: Spread | undefined): Cell[][] => spread
    ? [[name, spread.count, known(spread.p50), known(spread.p99), seconds(spread.max), known(spread.promised), strip(spread)]]
    : [];
  const rows = [...line('Detection', detection), ...line('DNS switch', dnsSwitch), ...line('First good answer', firstGoodAnswer), ...line('Replication lag', lag)];
  return rows.length === 0 ? html`<p class="dim">Nobody was led elsewhere, and nothing was replicated.</p>`
    : table(['', 'of', 'median', '99 %', 'longest', 'settings promise', ''], rows);
}

/** From zero to the bound or, without one, to the longest. */
function strip({ max, p50 = max, p99 = max, promised = 0 }: Spread): Html {
  const end = 1.05 * Math.max(max, promised) || 1;
  const x = (value: number) => (100 * value / end).toFixed(1);
  return html`<svg class="strip" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
<rect class="line" x="0" y="5.5" width="100" height="1"/>
<rect class="hue0" x="${x(p50)}" y="3" width="${Math.max(1, Number(x(p99)) - Number(x(p50)))}" height="6"/>
<rect class="text" x="${x(max)}" y="1" width="1" height="10"/>
${promised > 0 && html`<rect class="bad" x="${x(promised)}" y="0" width="1" height="12"/>`}</svg>`;
}

/** By client: how often it asked, who answered, what was wrong. */
function answers({ requests, measured: { errors } }: DrillReport): Html {
  const regions = serving(requests);
  const kinds = Object.keys(errors);
  const clients = [...new Set(requests.map(({ client }) => client))];
  const head = ['Client', 'requests', ...regions, ...kinds.map(kind => `error: ${kind}`), 'stale reads'];
  const rows = clients.map(client => {
    const own = requests.filter(request => request.client === client);
    const count = (holds: (request: DrillRequest) => unknown) => own.filter(holds).length;
    const good = regions.map(region => count(({ servedBy, error }) => servedBy === region && !error));
    return [client, own.length, ...good, ...kinds.map(kind => count(({ error }) => error === kind)), count(({ isStale }) => isStale)];
  });
  const shareOf = (holds: (request: DrillRequest) => unknown) => requests.filter(holds).length / requests.length;
  const parts = [
    ...regions.map((region, i) => ({ name: region, hue: hueOf(i), share: shareOf(({ servedBy, error }) => servedBy === region && !error) })),
    { name: 'errors', hue: 'bad', share: shareOf(({ error }) => error) },
  ];
  return html`${requests.length > 0 && html`<div class="bar shares" role="img" aria-label="${parts.map(({ name, share }) => `${name} ${percent(share)}`).join(', ')}">${parts.map(({ hue, share }) => html`<b class="${hue}" style="width:${percent(share)}"></b>`)}</div>`}
${table(head, rows)}`;
}
