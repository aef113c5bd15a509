import { html, Html } from './html';
import { DrillRequest } from '../client';
import type { DrillReport } from '../drill';
import { highest } from '../measures';

/** Into how many parts the time is divided. */
const PARTS = 120;

/** Events that are nearer to each other than this share of the time stand as one. */
const NEAR = 0.08;

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400];
const MOST_STEPS = 6;

interface Lane {
  readonly name: string;
  readonly hue: string;
  readonly requests: readonly DrillRequest[];
}

/** The Regions that answered, in the order in which they did first. */
export function serving(requests: readonly DrillRequest[]): string[] {
  return [...new Set(requests.flatMap(({ servedBy }) => servedBy ?? []))];
}

/** A Region's color, the same on the whole page. */
export function hueOf(i: number): string {
  return `hue${i % 6}`;
}

/** When who answered, when nobody did, and what happened meanwhile. */
export function timeLine({ requests, events, measured: { switches } }: DrillReport): Html {
  const end = Math.max(1, ...requests.map(({ at }) => at), ...events.map(({ at }) => at));
  const left = (at: number) => `left:${percent(at / end)}`;
  const all: Lane[] = [
    ...serving(requests).map((name, i) => ({ name, hue: hueOf(i), requests: requests.filter(({ servedBy, error }) => servedBy === name && !error) })),
    { name: 'errors', hue: 'bad', requests: requests.filter(({ error }) => error) },
    { name: 'stale reads', hue: 'warning', requests: requests.filter(({ isStale }) => isStale) },
  ];
  const lanes = all.filter(lane => lane.requests.length > 0).map(lane => ({ ...lane, counts: countsOf(lane.requests, end) }));
  const most = highest(lanes.flatMap(({ counts }) => counts)) ?? 1;
  return html`<figure class="time-line">
  <div class="lanes">
    <div class="over">
      ${switches.map(({ kind, at, took }) => html`<i class="band ${kind}" style="${left(at)};width:${percent(Math.min(took, end - at) / end)}"></i>`)}
      ${switches.map(({ at, promised }) => promised !== undefined && at + promised <= end && html`<i class="promise" style="${left(at + promised)}"></i>`)}
    </div>
    ${lanes.map(({ name, hue, requests: own, counts }) => html`<div class="lane">
      <span><b class="dot ${hue}"></b>${name}</span>
      <svg viewBox="0 0 ${PARTS} 100" preserveAspectRatio="none" role="img" aria-label="${name}: ${told(own)}">
        ${counts.map((count, i) => count > 0 && html`<rect class="${hue}" x="${i + 0.1}" y="${Math.round(100 - 100 * count / most)}" width="0.8" height="${Math.round(100 * count / most)}"/>`)}
      </svg>
    </div>`)}
    <nav class="lane marks" aria-label="Events, by time"><span>events</span><div>${near(events.map(({ at }) => at), end).map(([first, last]) =>
      html`<a style="${left(events[first].at)}" href="#event-${first + 1}">${first === last ? first + 1 : `${first + 1}–${last + 1}`}</a>`)}</div></nav>
    <div class="lane axis" aria-hidden="true"><span>AWS time</span><div>${ticks(end).map(at => html`<i style="${left(at)}">${clockTime(at)}</i>`)}</div></div>
  </div>
  <figcaption>Requests by the Region that gave a good answer; a bar is ${most === 1 ? 'one' : `up to ${most} of them`}. ${switches.length > 0
    && html`Shaded: from what began a <b class="key failover"></b>failover or <b class="key failback"></b>failback until callers were served as told; the dashed line is the bound that the settings promise. `}Numbers lead to <a href="#events">what happened</a>.</figcaption>
</figure>`;
}

function countsOf(requests: readonly DrillRequest[], end: number): number[] {
  const counts = Array<number>(PARTS).fill(0);
  requests.forEach(({ at }) => counts[Math.min(PARTS - 1, Math.floor(PARTS * at / end))]++);
  return counts;
}

function told(requests: readonly DrillRequest[]): string {
  return `${requests.length}, from ${clockTime(requests[0].at)} to ${clockTime(requests[requests.length - 1].at)}`;
}

/** The first and last of those that stand as one. */
function near(times: readonly number[], end: number): [number, number][] {
  const groups: [number, number][] = [];
  times.forEach((at, i) => {
    const last = groups[groups.length - 1];
    if (last && at - times[last[0]] < NEAR * end) last[1] = i;
    else groups.push([i, i]);
  });
  return groups;
}

function ticks(end: number): number[] {
  const step = STEPS.find(seconds => end / seconds <= MOST_STEPS) ?? STEPS[STEPS.length - 1];
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
}

/** E.g. 1:30 for a minute and a half. */
export function clockTime(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  const padded = (number: number) => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`;
}

export function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}
