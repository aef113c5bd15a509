import * as said from '../local/cloudformation/what-the-library-says';
import { DRAINED_PATH } from '../src/health/drain-switch';
import { RECORDED_HEALTH_CHECKS } from '../src/recorded/recorded-health-checks';
import { RECORDED_REPLICAS } from '../src/recorded/recorded-replicas';

test('the constructs and the local Regions, which share no code, call things by the same names', () => {
  expect({ ...said }).toEqual({ DRAINED_PATH, RECORDED_HEALTH_CHECKS, RECORDED_REPLICAS });
});
