import { Duration } from 'aws-cdk-lib';
import { TracedFunction } from './traced-function';
import { CircuitBreaker, MultiRegionServerlessApi, Opens } from 'cdk-multi-region-serverless-api';

/** Each Region has its own way to the payment provider: one whose way is broken is out of service. */
export function addPaymentProvider(shop: MultiRegionServerlessApi): CircuitBreaker {
  return shop.addCircuitBreaker('Stripe', { opens: Opens.takesRegionOut(), failures: 10, retryAfter: Duration.minutes(1), timeout: Duration.seconds(3) });
}

/** The function of payments is granted it by that. Each Region has one. */
export function usePaymentProvider(provider: CircuitBreaker, payments: TracedFunction) {
  provider.probe(payments);
}
