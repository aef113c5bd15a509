import { DrillClient } from './client';
import { DrillDefinition, millisecondsOf } from './drill-file';
import { Background, DoneInvocation } from './drill-target';
import { Schedule } from '../machine/schedule/schedule';

/** What is to be done without a caller: by a schedule each time that it is due, or once for each acknowledged request. */
export interface WorkDone {
  /** The schedule, or the client. */
  readonly name: string;
  readonly function: string;
  /** How often it is to be done. */
  readonly due: number;
  /** How much of it was not done, or late. */
  readonly lost: number;
  /** How often something was done that had been done. */
  readonly repeated: number;
}

interface WatchedSchedule extends Schedule {
  readonly name: string;
  readonly runs: string;
  readonly within: number;
}

/** Listens for what functions have done from now on. */
export class WorkWatch {
  /** When each function has done what, by what it was told: a scheduled time, or the stamp of a request. */
  private readonly done = new Map<string, Map<string | number, number[]>>();
  private readonly begin: number;
  private readonly schedules: readonly WatchedSchedule[];
  readonly end: () => void;

  constructor(
    background: Background, private readonly now: () => number, drill: DrillDefinition, private readonly clients: readonly DrillClient[],
  ) {
    this.begin = now();
    this.schedules = Object.entries(drill.schedules ?? {}).map(([name, { runs, within }]) => {
      const schedule = background.schedule(name)!;
      return { name, runs, within: within === undefined ? Infinity : millisecondsOf(within), next: after => schedule.next(after) };
    });
    this.end = background.onDone(invocation => this.take(invocation));
  }

  /** Whether something is to be done yet. */
  get isOpen(): boolean {
    return this.measured().some(({ lost }) => lost > 0);
  }

  measured(): WorkDone[] {
    return [
      ...this.schedules.map(({ name, runs, within, next }) => {
        const times: number[] = [];
        for (let at = next(this.begin); at !== undefined && at <= this.now(); at = next(at)) times.push(at);
        return { name, function: runs, ...this.counted(runs, times, at => at + within) };
      }),
      ...this.clients.flatMap(({ name, definition: { starts }, acknowledged }) =>
        starts === undefined ? [] : { name, function: starts, ...this.counted(starts, acknowledged, () => Infinity) }),
    ];
  }

  private counted<T extends string | number>(name: string, due: readonly T[], latest: (one: T) => number): Pick<WorkDone, 'due' | 'lost' | 'repeated'> {
    const times = due.map(one => ({ one, done: this.done.get(name)?.get(one) ?? [] }));
    return {
      due: due.length,
      lost: times.filter(({ one, done }) => !done.some(at => at <= latest(one))).length,
      repeated: times.reduce((all, { done }) => all + Math.max(0, done.length - 1), 0),
    };
  }

  private take({ isCalled, told }: DoneInvocation) {
    const functions = [...this.schedules.map(({ runs }) => runs), ...this.clients.flatMap(({ definition: { starts } }) => starts ?? [])];
    const stamps = this.clients.flatMap(({ stampPattern }) => told.flatMap(one => JSON.stringify(one).match(stampPattern) ?? []));
    const times = told.flatMap(one => typeof (one as { time?: unknown })?.time === 'string' ? Date.parse((one as { time: string }).time) : []);
    for (const name of new Set(functions.filter(isCalled))) {
      const own = this.done.get(name) ?? new Map<string | number, number[]>();
      new Set<string | number>([...stamps, ...times]).forEach(one => own.set(one, [...own.get(one) ?? [], this.now()]));
      this.done.set(name, own);
    }
  }
}
