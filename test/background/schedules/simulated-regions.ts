import { Claim, nextStep } from '../../../src/background/schedules/claim-step.lambda';
import { Promised } from '../../../src/background/schedules/tick-settings';

/** What becomes of one time that a handler is to run. */
export interface Outcome {
  /** In seconds. */
  readonly takes: number;
  readonly ends: 'well' | 'in failure' | 'before it' | 'after it';
}

export interface World {
  readonly runs: Promised['runs'];
  readonly regions: {
    /** Within the minute, in seconds. */
    readonly late: number;
    readonly isDrained: boolean;
    /** From when on it is lost. */
    readonly lostAt: number;
    /** A second message for the same tick, so much later. */
    readonly againAfter?: number;
    /** Of its tries, one after the other; the last one goes on. */
    readonly outcomes: readonly Outcome[];
  }[];
  /** The seconds that each write takes to the others, one after the other and again. */
  readonly lags: readonly number[];
  /** Between which times nothing arrives. */
  readonly cutOff: readonly [from: number, to: number];
}

export const TAKEOVER = 120;
export const HANDLER_TIMEOUT = 20;
const FUNCTION_TIMEOUT = HANDLER_TIMEOUT + 30;
const PAUSE = 60;
const MAX_ATTEMPTS = 3;

interface Message {
  readonly id: string;
  readonly before?: string;
  readonly received: number;
}

/** One run of a schedule in Regions of which nothing but the steps is real: who began it and ended it, who gave it up, and what is in dead-letter queues. */
export function simulate({ runs, regions, lags, cutOff }: World) {
  const ranks = regions.map((_, i) => `region-${i}`);
  const promised: Promised = { runs, ranks, takeover: TAKEOVER, patience: FUNCTION_TIMEOUT + PAUSE, maxAttempts: MAX_ATTEMPTS };
  const replicas = ranks.map(() => ({ claim: undefined as Claim | undefined, stamp: -1 }));
  const tried = ranks.map(() => 0);
  const [begun, ended, failed, dead]: string[][] = [[], [], [], []];
  let events: { at: number; order: number; run: () => void }[] = [];
  let [now, order, writes] = [0, 0, 0];
  const later = (delay: number, run: () => void) => { events.push({ at: now + delay, order: order++, run }); };
  const isLost = (i: number) => now >= regions[i].lostAt;

  /** The later of two writes wins; a strongly consistent table has but one item. */
  const write = (i: number, claim: Claim) => {
    if (claim.state === 'failed') failed.push(ranks[i]);
    const stamp = now + order++ / 1e6;
    const store = (replica: (typeof replicas)[number]) => {
      if (stamp > replica.stamp) Object.assign(replica, { claim, stamp });
    };
    if (runs === 'onceAtMost') return replicas.forEach(store);
    store(replicas[i]);
    replicas.forEach((replica, other) => {
      if (other === i) return;
      const arrives = now + lags[writes++ % lags.length];
      const held = arrives >= cutOff[0] && arrives < cutOff[1] ? cutOff[1] : arrives;
      if (held < Math.min(regions[i].lostAt, regions[other].lostAt)) later(held - now, () => store(replica));
    });
  };

  const receive = (i: number, message: Message) => {
    if (isLost(i)) return;
    if (message.received > MAX_ATTEMPTS) return void dead.push(ranks[i]);
    if (regions[i].isDrained && !regions.every(({ isDrained }) => isDrained)) return;
    const again = (delay: number) => later(delay, () => receive(i, { ...message, received: message.received + 1 }));
    const seen = replicas[i].claim;
    const step = nextStep(promised, { region: ranks[i], message: message.id, claim: seen, before: message.before });
    switch (step.do) {
      case 'leave': return;
      case 'fail': return later(0.1, () => {
        if (isLost(i)) return;
        if (replicas[i].claim !== seen) return receive(i, message);
        if (seen!.state !== 'failed') write(i, { ...seen!, region: ranks[i], message: message.id, state: 'failed' });
        again(PAUSE);
      });
      case 'wait': return later(step.seconds, () => receive(i, { id: `${ranks[i]} ${order++}`, before: step.before, received: 1 }));
      case 'run': later(0.1, () => { // another one may come in between
        if (isLost(i)) return;
        if (replicas[i].claim !== seen) return receive(i, message);
        const claim: Claim = { region: ranks[i], message: message.id, attempt: step.attempt, state: 'running' };
        write(i, claim);
        const { takes, ends } = regions[i].outcomes[Math.min(tried[i]++, regions[i].outcomes.length - 1)];
        if (ends === 'before it') return again(FUNCTION_TIMEOUT);
        begun.push(ranks[i]);
        later(takes, () => {
          if (isLost(i)) return;
          if (ends !== 'in failure') ended.push(ranks[i]);
          if (ends === 'after it') return again(FUNCTION_TIMEOUT - takes);
          const isLast = runs === 'onceAtMost' || message.received >= MAX_ATTEMPTS;
          write(i, { ...claim, state: ends === 'well' ? 'done' : isLast ? 'failed' : 'retrying' });
          if (ends !== 'well') again(PAUSE);
        });
      });
    }
  };

  regions.forEach(({ late, againAfter }, i) => {
    later(late + i * TAKEOVER, () => receive(i, { id: `${ranks[i]} tick`, received: 1 }));
    if (againAfter !== undefined) later(late + i * TAKEOVER + againAfter, () => receive(i, { id: `${ranks[i]} second tick`, received: 1 }));
  });
  while (events.length > 0) {
    const next = events.reduce((first, event) => event.at < first.at || event.at === first.at && event.order < first.order ? event : first);
    events = events.filter(event => event !== next);
    now = next.at;
    next.run();
  }
  return { begun, ended, failed, dead };
}
