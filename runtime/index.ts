export { CircuitBreaker, circuitBreaker, type CircuitBreakerOptions, CircuitOpenError, CircuitTimeoutError } from './circuit-breaker';
export { type ChangedItems, conflictMetric } from './conflict-metric';
export { RegionalCounter, type RegionalCounterProps, type SortKeyCounterProps, type SuffixCounterProps } from './regional-counter';
export { type ChangedItem, lostWrites, stamped, type StampedUpdate } from './write-stamp';
