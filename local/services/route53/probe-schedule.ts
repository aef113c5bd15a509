import { Clock } from '../../machine/clock';

export interface ProbeScheduleOptions {
  /** Milliseconds of AWS time until the first probe. */
  readonly phase: number;
  /** Milliseconds of AWS time between two probes. */
  readonly interval: number;
  readonly probe: () => Promise<void>;
}

/** Probes at every interval, never two at once: a probe that takes longer skips its next turns. Returns what stops it. */
export function startProbeSchedule(clock: Clock, { phase, interval, probe }: ProbeScheduleOptions): () => void {
  let stopped = false;
  let cancel = () => {};
  const scheduleAt = (due: number) => {
    cancel = clock.schedule(due - clock.now(), async () => {
      await probe();
      // A timer may fire a little early, which must not count as a turn back.
      const skipped = Math.max(0, Math.floor((clock.now() - due) / interval));
      if (!stopped) scheduleAt(due + (skipped + 1) * interval);
    });
  };
  scheduleAt(clock.now() + phase);
  return () => {
    stopped = true;
    cancel();
  };
}
