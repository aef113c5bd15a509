export { type Clock, ManualClock, ScaledClock } from './machine/clock';
export {
  type AlarmStateChange, type AppReload, type Denial, type FaultChange, type FunctionInvocation, type FunctionOutput, type Happenings,
  type HealthCheckUpdate, type HealthStatusChange, type InvocationExchange, type ItemWritten, type Journal,
  type JournalEntry, type ReplicatedWrite, type ServedRequest,
} from './machine/journal';
export { type ActiveFault, type Fault, type FaultAction, type FaultParameters, type RegionLoss } from './faults/fault';
export { drill, type DrillEvent, type DrillOptions, type DrillReport } from './drill/drill';
export { type Unsupported } from './cloudformation/unsupported-definition';
export { type FaultOptions, type HealthChange, type LocalRegions } from './regions/local-regions';
export { type LocalRegionsOptions } from './regions/local-regions-options';
export { type GuardHealth, type RegionHealth } from './regions/region-health';
export { type TokenOptions } from './services/cognito/token-options';
export { start } from './regions/start';
