import * as said from '../local/cloudformation/what-the-library-says';
import * as runtime from '../runtime/breaker-item';
import { SETTINGS } from '../runtime/circuit-breaker';
import { SETTINGS_VARIABLE } from '../src/breakers/circuit-breaker';
import * as probed from '../src/health/breaker-item';
import { DRAINED_PATH } from '../src/health/drain-switch';
import { HEALTH_PROBE } from '../src/health/health-probe';
import { DEPLOYED, VERSION } from '../src/recorded/stack-facts';
import { HEALTH_CHECKS_NOT_RECORDED } from '../src/rules/recorded-checks';
import { DEPLOYMENT_NOT_RECORDED } from '../src/rules/updates/not-recorded';
import { NAMESPACE } from '../src/synthesis/namespace';

test('the constructs and the local Regions, which share no code, call things by the same names', () => {
  const NOT_RECORDED = [DEPLOYMENT_NOT_RECORDED, HEALTH_CHECKS_NOT_RECORDED].map(({ code }) => code);
  expect({ ...said }).toEqual({ DRAINED_PATH, DEPLOYED, HEALTH_PROBE, NOT_RECORDED, RULE: NAMESPACE, VERSION });
});

test('what handlers import and the library call the items and settings of a circuit breaker by the same names', () => {
  expect(probed.breakerKeyOf('Stripe', 'eu-west-1')).toEqual(runtime.breakerKeyOf('Stripe', 'eu-west-1'));
  expect([probed.BREAKER_KEY, probed.RETRY_AT, SETTINGS_VARIABLE]).toEqual([runtime.BREAKER_KEY, runtime.RETRY_AT, SETTINGS]);
});
