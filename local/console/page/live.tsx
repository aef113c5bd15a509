import { useEffect, useState } from 'preact/hooks';
import { Timeline } from '../model/timeline';
import type { EntryView, LeverView, StateView } from '../wire';

/** How many entries the page keeps of what flows, and of all else. */
const KEPT = 600;

export interface Live {
  readonly state?: StateView;
  readonly levers: readonly LeverView[];
  /** The newest first. */
  readonly entries: readonly EntryView[];
  /** Those that came last. */
  readonly fresh: readonly EntryView[];
  readonly isConnected: boolean;
  /** When the state came, on the browser's clock. */
  readonly cameAt: number;
}

/** What the one stream tells. */
export function useLive(): Live {
  const [live, setLive] = useState<Live>({ levers: [], entries: [], fresh: [], isConnected: false, cameAt: 0 });
  useEffect(() => {
    let timeline = new Timeline(KEPT);
    const source = new EventSource('stream');
    const set = (changes: Partial<Live>) => setLive(before => ({ ...before, ...changes }));
    const on = (name: string, take: (data: any) => void) => source.addEventListener(name, event => take(JSON.parse((event as MessageEvent).data)));
    source.onopen = () => {
      timeline = new Timeline(KEPT); // all comes anew
      set({ isConnected: true });
    };
    source.onerror = () => set({ isConnected: false });
    on('state', (state: StateView) => set({ state, cameAt: performance.now() }));
    on('levers', (levers: LeverView[]) => set({ levers }));
    on('entries', (fresh: EntryView[]) => {
      timeline.add(fresh);
      set({ entries: timeline.entries, fresh });
    });
    return () => source.close();
  }, []);
  return live;
}

/** AWS time, going on between two states. */
export function useAwsTime({ state, cameAt }: Live): number {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return state ? state.at + Math.max(0, now - cameAt) * state.scale : 0;
}
