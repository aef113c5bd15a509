import { circuitBreaker } from 'cdk-multi-region-serverless-api/runtime';

/** Of the payments' function, and of the one that probes. */
const stripe = () => circuitBreaker('Stripe', { isFailure: error => !(error instanceof Declined) });

/** What the provider did not like, rather than could not do. */
class Declined extends Error {}

/** Asks the payment provider for money, or throws what the shop's callers get in its place. */
export function charge(payment: object): Promise<void> {
  return stripe().call(signal => ask('https://payments.example.com/charges', { method: 'POST', body: JSON.stringify(payment), signal }));
}

/** Once a minute, while the circuit breaker is open. */
export function probe(): Promise<boolean> {
  return stripe().probe(signal => ask('https://payments.example.com/ready', { signal }));
}

async function ask(url: string, request: RequestInit) {
  const { ok, status } = await fetch(url, request);
  if (!ok) throw status < 500 ? new Declined() : new Error(`The payment provider answered ${status}`);
}
