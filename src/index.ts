export { AccessLogs, type CloudWatchAccessLogsOptions } from './access-logs';
export { type AlarmEvaluationOptions } from './alarm-evaluation';
export { type ApiDomain } from './api-domain';
export { ApiGateway, type ApiGatewayOptions, type HttpApiGatewayOptions, type RestApiGatewayOptions } from './api-gateway';
export { type ApiKey, type UsagePlan } from './api-keys';
export {
  Authorizer, type CognitoAuthorizerOptions, type JwtAuthorizerOptions, type LambdaAuthorizerOptions, type LambdaRequestAuthorizerOptions,
} from './authorizer';
export { Consistency, type StrongConsistencyOptions } from './consistency';
export { type Cors } from './cors';
export { Drain } from './drain';
export { GlobalTable, type GlobalTableProps } from './global-table';
export { type IGlobalTable } from './global-table-base';
export { GlobalTableEncryption } from './global-table-encryption';
export { type CanaryDeploymentOptions, GradualDeployment, type GradualDeploymentOptions, type LinearDeploymentOptions } from './gradual-deployment';
export {
  HealthAlarm, type HealthAlarmOptions, type LatencyAlarmOptions, type ReplicationLatencyAlarmOptions, type ServerErrorsAlarmOptions,
} from './health-alarm';
export { type AlarmHealthCheckOptions, type CustomHealthCheckOptions, HealthCheck, type HealthCheckOptions, type HealthCheckSettings } from './health-check';
export { type GlobalTableAttributes } from './imported-global-table';
export { MultiRegionServerlessApi, type MultiRegionServerlessApiProps } from './multi-region-serverless-api';
export { type MutualTls } from './mutual-tls';
export { Notification } from './notification';
export { Operations } from './operations';
export { type OperationsOptions, type RequestRateAlarmOptions } from './operations-options';
export { RegionalApi } from './regional-api';
export { RequestValidation } from './request-validation';
export { type RouteOptions } from './route';
export { Rollout } from './rollout';
export { type ActivePassiveOptions, type GeolocationOptions, Routing } from './routing';
export { Standby, type StandbyAliasTarget } from './standby';
