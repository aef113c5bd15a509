import { Duration } from 'aws-cdk-lib';
import { BreakerScope, CircuitBreakerProps, HealthCheck, Opens } from '../../../src';
import { functionOf, sharingTheDefault, shop } from '../shop';
import { walk, walkOptional } from '../walk';

const calling = (props: Partial<CircuitBreakerProps>, id = 'Stripe') => shop({ health: HealthCheck.deep() }, api => {
  const breaker = api.addCircuitBreaker(id, { opens: Opens.answers503(), ...props });
  for (const region of api.regionalApis) {
    breaker.grant(functionOf(region, 'Pay'));
    if (props.opens?._takesRegionOut) breaker.probe(functionOf(region, 'Probe'));
  }
});
const withBreaker = sharingTheDefault((props: Partial<CircuitBreakerProps>) => calling(props));

export const BREAKERS = [
  ...walkOptional('addCircuitBreaker()', props => props ? calling(props) : shop({ health: HealthCheck.deep() }), ['breaker', {}]),
  ...walk('circuit breaker id', id => calling({}, id), { Stripe: 'Stripe', Twilio: 'Twilio' }, 'Stripe → Twilio'),
  ...walk('circuitBreaker.opens', opens => calling({ opens }), { 'answers503()': Opens.answers503(), 'takesRegionOut()': Opens.takesRegionOut() },
    'answers503() → takesRegionOut()', 'takesRegionOut() → answers503()'),
  ...walk('circuitBreaker.scope', scope => calling({ scope }), { 'regional()': BreakerScope.regional(), 'everywhere()': BreakerScope.everywhere() },
    'regional() → everywhere()', 'everywhere() → regional()'),
  ...walkOptional('circuitBreaker.failures', failures => withBreaker({ failures }), ['6', 6], ['7', 7]),
  ...walkOptional('circuitBreaker.retryAfter', retryAfter => withBreaker({ retryAfter }), ['10 seconds', Duration.seconds(10)], ['1 minute', Duration.minutes(1)]),
  ...walkOptional('circuitBreaker.timeout', timeout => withBreaker({ timeout }), ['1 second', Duration.seconds(1)], ['500 ms', Duration.millis(500)]),
];
