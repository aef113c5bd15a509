import * as said from '../local/cloudformation/what-the-library-says';
import { DRAINED_PATH } from '../src/health/drain-switch';
import { DEPLOYED, VERSION } from '../src/recorded/stack-facts';
import { NAMESPACE } from '../src/synthesis/namespace';

test('the constructs and the local Regions, which share no code, call things by the same names', () => {
  expect({ ...said }).toEqual({ DRAINED_PATH, DEPLOYED, RULE: NAMESPACE, VERSION });
});
