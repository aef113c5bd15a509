export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** What is waited for is not there yet: worth another look. */
export class NotYet extends Error {}

/** The service holds us back, or did not answer: the same call may pass in a moment. */
export function isTransient(error: unknown): boolean {
  const { name = '', code = '', $metadata } = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return error instanceof NotYet
    || /Throttl|TooManyRequests|RequestLimitExceeded|PriorRequestNotComplete|RequestInProgress|Timeout|AbortError/.test(name)
    || /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code)
    || (status !== undefined && status >= 500);
}

/** The service answered, and did nothing. */
export function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;

/**
 * Tries again with exponential waits and full jitter while there is time: all Regions' stacks share five calls a second.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/api-retries.html
 */
export class Patience {
  constructor(private readonly clock: Clock, private readonly random: () => number, private readonly deadline: number) {}

  /** The last error is thrown when the time is over, or when `mayPass` says that another try would not help. */
  async retry<T>(attempt: () => Promise<T>, mayPass: (error: unknown) => boolean = isTransient, withinMs = Infinity): Promise<T> {
    const end = Math.min(this.deadline, this.clock.now() + withinMs);
    for (let tries = 0; ; tries++) {
      try {
        return await attempt();
      } catch (error) {
        const wait = (1 - this.random()) * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
        if (!mayPass(error) || this.clock.now() + wait >= end) throw error;
        await this.clock.sleep(wait);
      }
    }
  }
}
