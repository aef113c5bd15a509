export { type Clock, ManualClock, ScaledClock } from './machine/clock';
export { type Unsupported } from './cloudformation/unsupported';
export { type ServedRequest } from './endpoints/edge';
export { type LocalRegions } from './regions/local-regions';
export { type FunctionOutput, type LocalRegionsOptions } from './regions/local-regions-options';
export { type HealthChange } from './services/route53/health-checker';
export { start } from './regions/start';
