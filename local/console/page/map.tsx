import { useEffect, useRef } from 'preact/hooks';
import { arc, MAP, Point, project } from '../model/projection';
import type { EntryView, RegionView, StateView } from '../wire';

const MOST_AT_ONCE = 24;
const FLIGHT_MS = 900;

/** Names that make a world of points. */
const CONTINENTS: [name: string, latitude: number, longitude: number][] = [
  ['North America', 56, -102], ['South America', -36, -62], ['Europe', 64, 22], ['Africa', 8, 18], ['Asia', 55, 95], ['Oceania', -42, 125],
];
const MERIDIANS = [-150, -120, -90, -60, -30, 0, 30, 60, 90, 120, 150, 180];
const PARALLELS = [60, 30, 0, -30];

/** Where the Regions are, who is led where, and requests as they flow. What it shows is in the tables beside it, too. */
export function WorldMap({ state, fresh }: { readonly state: StateView; readonly fresh: readonly EntryView[] }) {
  const { regions, callers, replication } = state;
  const places = new Map([
    ...callers.map(caller => [caller.place, project(caller)] as const),
    ...regions.map(region => [region.name, project(region)] as const),
  ]);
  const indexOf = (region?: string) => regions.findIndex(({ name }) => name === region);
  const led = callers.filter(({ host, to, place }) => host === callers[0].host && indexOf(to) >= 0 && to !== place);
  return (
    <svg class="map" viewBox={`0 0 ${MAP.width} ${MAP.height}`} aria-hidden="true">
      <g class="graticule">
        {MERIDIANS.map(longitude => project({ latitude: 0, longitude })).map(({ x }) => <line key={x} x1={x} x2={x} y1={0} y2={MAP.height} />)}
        {PARALLELS.map(latitude => project({ latitude, longitude: 0 })).map(({ y }) => <line key={y} x1={0} x2={MAP.width} y1={y} y2={y} />)}
      </g>
      {CONTINENTS.map(([name, latitude, longitude]) => <text key={name} class="continent" {...project({ latitude, longitude })}>{name}</text>)}
      {replication.filter(({ from, to }) => from < to && places.has(from) && places.has(to)).map(({ from, to, isPaused }) => {
        const [a, b] = [places.get(from)!, places.get(to)!];
        return <line key={from + to} class={isPaused ? 'link paused' : 'link'} x1={a.x} y1={a.y} x2={b.x} y2={b.y} />;
      })}
      {led.map(({ place, to }) => <path key={place} class={`route hue${indexOf(to)}`} d={arc(places.get(place)!, places.get(to!)!)} />)}
      {callers.filter(({ host, place }) => host === callers[0].host && indexOf(place) < 0).map(({ place, to }) => {
        const { x, y } = places.get(place)!;
        return <g key={place} class={`place hue${indexOf(to)}`}><circle cx={x} cy={y} r={4} /><text x={x} y={y + 18}>{place}</text></g>;
      })}
      <Flights fresh={fresh} places={places} />
      {regions.map((region, at) => <Node key={region.name} region={region} at={at} point={places.get(region.name)!} />)}
    </svg>
  );
}

interface NodeProps {
  readonly region: RegionView;
  readonly at: number;
  readonly point: Point;
}

function Node({ region: { name, status, traffic: { share } }, at, point: { x, y } }: NodeProps) {
  const radius = 9 + 9 * share;
  return (
    <g class={`node hue${at} ${status}`}>
      <circle class="halo" cx={x} cy={y} r={radius + 5} />
      <circle class="core" cx={x} cy={y} r={radius} />
      {status !== 'healthy' && <path class="cross" d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`} />}
      <text x={x} y={y - radius - 10}>{name}</text>
    </g>
  );
}

/** A dot for each request, from its caller to who answered. */
function Flights({ fresh, places }: { readonly fresh: readonly EntryView[]; readonly places: ReadonlyMap<string, Point> }) {
  const group = useRef<SVGGElement>(null);
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const entry of fresh.filter(({ kind }) => kind === 'request').slice(-MOST_AT_ONCE)) {
      if (entry.kind !== 'request') continue;
      const [from, to] = [places.get(entry.from), places.get(entry.servedBy ?? '')];
      if (from && to) fly(group.current!, from, to, entry.statusCode >= 500 || entry.statusCode === 0);
    }
  }, [fresh]);
  return <g ref={group} />;
}

function fly(group: SVGGElement, from: Point, to: Point, isBad: boolean) {
  const dot = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  dot.setAttribute('r', '4');
  dot.setAttribute('class', isBad ? 'flight bad' : 'flight');
  dot.style.offsetPath = `path("${arc(from, to)}")`;
  group.append(dot);
  const animation = dot.animate([{ offsetDistance: '0%', opacity: 1 }, { offsetDistance: '100%', opacity: 0.6 }], { duration: FLIGHT_MS, easing: 'ease-in-out' });
  animation.onfinish = () => dot.remove();
}
