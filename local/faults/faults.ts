import { seeded } from './chance';
import { ActiveFault, ApiFault, Fault, FaultAction, InvocationFault, RegionLoss } from './fault';
import { tellFault } from './fault-kinds';
import { KnownNames } from './parameter';
import { validateFault } from './validate-fault';
import { Clock } from '../machine/clock';
import { Journal } from '../machine/journal';

export interface FaultsProps {
  readonly clock: Clock;
  readonly journal: Journal;
  /** What there is to go wrong now. */
  readonly known: () => KnownNames;
}

/** A fault, and what resolves when it is over. */
export type GoingFault<Action extends FaultAction = FaultAction> = ActiveFault<Action> & { readonly over: Promise<void> };

type Going = GoingFault & {
  readonly cancel: () => void;
  readonly resolve: () => void;
  /** Whether one of the things that it is about meets it. */
  readonly strikes: () => boolean;
};

/** What is wrong in the Regions, on purpose. */
export class Faults {
  private readonly going = new Map<string, Going>();
  private readonly listeners = new Set<() => void>();
  private count = 0;

  constructor(private readonly props: FaultsProps) {}

  /** Has something go wrong, for so many seconds of AWS time or until it is cleared. */
  begin(fault: Fault, seconds?: number): ActiveFault {
    validateFault(fault, seconds, this.props.known());
    const { clock } = this.props;
    const id = String(++this.count);
    const since = clock.now();
    const until = seconds === undefined ? undefined : since + seconds * 1000;
    const cancel = seconds === undefined ? () => {} : clock.schedule(seconds * 1000, () => this.clear(id));
    let resolve = () => {};
    const over = new Promise<void>(done => { resolve = done; });
    const active: ActiveFault = { id, fault, what: tellFault(fault), since, until };
    this.going.set(id, { ...active, over, cancel, resolve, strikes: chanceOf(fault) });
    this.tell(active, false);
    return active;
  }

  /** Loses a Region, in place of how it was lost before. */
  lose(loss: RegionLoss, seconds?: number): ActiveFault {
    const fault: Fault = { action: 'local:region:lose', ...loss };
    validateFault(fault, seconds, this.props.known());
    const before = this.lossesOf(loss.region);
    const active = this.begin(fault, seconds);
    this.end(before);
    return active;
  }

  /** Ends what loses a Region. */
  restore(region: string): ActiveFault[] {
    return this.end(this.lossesOf(region));
  }

  /** Ends a fault, or all of them; returns those that it ended. */
  clear(id?: string): ActiveFault[] {
    return this.end([...this.going.values()].filter(fault => id === undefined || fault.id === id));
  }

  /** Nothing ends any more, or is told. */
  stop() {
    this.listeners.clear();
    this.going.forEach(({ cancel }) => cancel());
  }

  private lossesOf(region: string): Going[] {
    return this.of('local:region:lose').filter(({ fault }) => fault.region === region).map(({ id }) => this.going.get(id)!);
  }

  private end(ended: readonly Going[]): ActiveFault[] {
    for (const going of ended) {
      this.going.delete(going.id);
      going.cancel();
      this.tell(going, true);
      going.resolve();
    }
    return ended.map(activeOf);
  }

  /** Those that go on, the oldest first. */
  list(): ActiveFault[] {
    return [...this.going.values()].map(activeOf);
  }

  /** Those of one name. */
  of<Action extends FaultAction>(action: Action): GoingFault<Action>[] {
    return [...this.going.values()].filter((going): going is Going & ActiveFault<Action> => going.fault.action === action);
  }

  /** The first of one name that meets what it is about now. */
  striking<Action extends FaultAction>(action: Action, isAbout: (fault: Fault<Action>) => boolean): GoingFault<Action> | undefined {
    return this.of(action).find(({ id, fault }) => isAbout(fault) && this.going.get(id)!.strikes());
  }

  /** Tells of every fault that begins or ends. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell({ id, fault: { action }, what, until }: ActiveFault, isOver: boolean) {
    this.props.journal.write('fault', { id, action, what, until, isOver });
    this.listeners.forEach(listener => listener());
  }
}

function chanceOf(fault: Fault): () => boolean {
  const { percentage, invocationPercentage = percentage ?? 100, seed } = fault as ApiFault & InvocationFault;
  const random = seed === undefined ? Math.random : seeded(seed);
  return () => random() * 100 < invocationPercentage;
}

function activeOf({ id, fault, what, since, until }: ActiveFault): ActiveFault {
  return { id, fault, what, since, until };
}
