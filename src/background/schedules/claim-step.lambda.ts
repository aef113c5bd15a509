import { Promised } from './tick-settings';

/** What a table says of one run of a schedule: who has it, and how far it came. */
export interface Claim {
  readonly region: string;
  /** The message that the Region got it by. */
  readonly message: string;
  /** How many times it was begun, in all Regions. */
  readonly attempt: number;
  readonly state: 'running' | 'retrying' | 'failed' | 'done';
}

/** What a Region knows when it gets a message. */
export interface Seen {
  readonly region: string;
  readonly message: string;
  readonly claim?: Claim;
  /** The claim that it saw before it waited. */
  readonly before?: string;
}

export type Step =
  | { readonly do: 'run'; readonly attempt: number }
  | { readonly do: 'wait'; readonly seconds: number; readonly before: string }
  | { readonly do: 'leave' }
  /** It was begun and may not have ended, and is not begun again: people are to know. */
  | { readonly do: 'fail' };

/**
 * What a Region does about a run. It compares no clocks: a claim is given up by those who have seen it, have waited, and see the same one again.
 */
export function nextStep({ runs, ranks, takeover, patience, maxAttempts }: Promised, { region, message, claim, before }: Seen): Step {
  if (!claim) return { do: 'run', attempt: 1 };
  const isMine = claim.message === message;
  const again: Step = { do: 'run', attempt: claim.attempt + 1 };
  switch (claim.state) {
    case 'done': return { do: 'leave' };
    case 'failed':
      if (isMine) return { do: 'fail' };
      // A second message where it failed is one that comes back from the dead-letter queue.
      return claim.region === region && runs === 'once' ? again : { do: 'leave' };
    default:
      // What comes again was not finished: its time is over, or it asked for another attempt.
      if (isMine || before === nameOf(claim)) return runs === 'once' && claim.attempt < maxAttempts * ranks.length ? again : { do: 'fail' };
      return { do: 'wait', seconds: patience + placeBehind(claim, ranks, region) * takeover, before: nameOf(claim) };
  }
}

/** The order of the others; none for a second message in the same Region. */
function placeBehind(claim: Claim, ranks: readonly string[], region: string): number {
  return ranks.filter(other => other !== claim.region).indexOf(region) + 1;
}

function nameOf({ region, attempt }: Claim): string {
  return `${region} ${attempt}`;
}
