import { Duration, Token } from 'aws-cdk-lib';
import { BreakerScope } from './breaker-scope';
import { Opens } from './opens';
import { refusal } from '../synthesis/refusal';

/** Settings of a circuit breaker. */
export interface CircuitBreakerProps {
  /** What an open breaker does: `Opens.answers503()` or `Opens.takesRegionOut()`. */
  readonly opens: Opens;

  /**
   * Where it is open: `BreakerScope.regional()` or `BreakerScope.everywhere()`.
   *
   * @default BreakerScope.regional()
   */
  readonly scope?: BreakerScope;

  /**
   * How many calls in a row must fail before it opens, those of all functions of a Region together: 1 to 1000.
   *
   * @default 5
   */
  readonly failures?: number;

  /**
   * How long it is open before one call is let through: 1 second to 15 minutes.
   *
   * @default Duration.seconds(30)
   */
  readonly retryAfter?: Duration;

  /**
   * How long a call may take: what takes longer has failed. At least 100 milliseconds, and less than the time-out of the function.
   *
   * @default Duration.seconds(2)
   */
  readonly timeout?: Duration;
}

/** A breaker's settings, defaults included. */
export interface BreakerSettings {
  readonly opens: Opens;
  readonly scope: BreakerScope;
  readonly failures: number;
  readonly retryAfter: Duration;
  readonly timeout: Duration;
}

const DEFAULT_FAILURES = 5;
const DEFAULT_RETRY_AFTER = Duration.seconds(30);
const DEFAULT_TIMEOUT = Duration.seconds(2);

const MAX_FAILURES = 1_000;
const MAX_RETRY_AFTER_SECONDS = 900;
const MIN_TIMEOUT_MS = 100;
const MAX_TIMEOUT_MS = 900_000; // Lambda's longest

export function breakerSettings(id: string, props: CircuitBreakerProps): BreakerSettings {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(id)) {
    throw refusal('A circuit breaker must have an id of letters, digits and "_", with a letter first, for a variable of functions is called after it', id);
  }
  const settings = {
    opens: props.opens,
    scope: props.scope ?? BreakerScope.regional(),
    failures: props.failures ?? DEFAULT_FAILURES,
    retryAfter: props.retryAfter ?? DEFAULT_RETRY_AFTER,
    timeout: props.timeout ?? DEFAULT_TIMEOUT,
  };
  validate(settings);
  return settings;
}

function validate({ opens, scope, failures, retryAfter, timeout }: BreakerSettings) {
  if (typeof opens?._takesRegionOut !== 'boolean') {
    throw refusal('`opens` must be made by `Opens`', opens);
  }
  if (scope._isEverywhere && opens._takesRegionOut) {
    throw refusal('`scope` must be `BreakerScope.regional()` with `Opens.takesRegionOut()`, or one Region takes out all', 'BreakerScope.everywhere()');
  }
  if (Token.isUnresolved(failures) || !Number.isInteger(failures) || failures < 1 || failures > MAX_FAILURES) {
    throw refusal(`\`failures\` must be a whole number from 1 to ${MAX_FAILURES}`, failures);
  }
  validateDuration('retryAfter', retryAfter, 1_000, MAX_RETRY_AFTER_SECONDS * 1_000);
  validateDuration('timeout', timeout, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
}

function validateDuration(name: string, duration: Duration, min: number, max: number) {
  const milliseconds = duration.isUnresolved() ? duration.toString() : duration.toMilliseconds({ integral: false });
  if (typeof milliseconds === 'string' || milliseconds < min || milliseconds > max) {
    throw refusal(`\`${name}\` must be from ${min} to ${max} milliseconds`, milliseconds);
  }
}
