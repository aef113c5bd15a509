export { type Clock, ManualClock, ScaledClock } from './machine/clock';
export {
  type AlarmStateChange, type AppReload, type Denial, type FunctionInvocation, type FunctionOutput, type Happenings, type HealthCheckUpdate,
  type HealthStatusChange, type Journal,
  type JournalEntry, type ReplicatedWrite, type ServedRequest,
} from './machine/journal';
export { type Unsupported } from './cloudformation/unsupported-definition';
export { type HealthChange, type LocalRegions } from './regions/local-regions';
export { type LocalRegionsOptions } from './regions/local-regions-options';
export { type TokenOptions } from './services/cognito/token-options';
export { start } from './regions/start';
