export { type Clock, ManualClock, ScaledClock } from './clock';
export { type Unsupported } from './cloudformation/unsupported';
export { type ServedRequest } from './edge';
export { type LocalRegions } from './local-regions';
export { type FunctionOutput, type LocalRegionsOptions } from './local-regions-options';
export { type HealthChange } from './route53/health-checker';
export { start } from './start';
