import * as said from '../local/cloudformation/what-the-library-says';
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
