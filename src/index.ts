export { AccessLogs, type CloudWatchAccessLogsOptions } from './gateway/access-logs';
export { type AlarmEvaluationOptions } from './alarms/alarm-options';
export { type ApiDomain } from './domain/api-domain';
export { ApiGateway, type ApiGatewayOptions, type HttpApiGatewayOptions, type RestApiGatewayOptions } from './gateway/api-gateway';
export { type ApiKey, type UsagePlan } from './gateway/rest/api-keys';
export {
  Authorizer, type CognitoAuthorizerOptions, type JwtAuthorizerOptions, type LambdaAuthorizerOptions, type LambdaRequestAuthorizerOptions,
} from './gateway/authorizer';
export { Consistency, type StrongConsistencyOptions } from './tables/consistency';
export { type Cors } from './gateway/cors';
export { Drain } from './health/drain';
export { GlobalTable, type GlobalTableProps } from './tables/global-table';
export { type IGlobalTable } from './tables/global-table-base';
export { GlobalTableEncryption } from './tables/global-table-encryption';
export { type CanaryDeploymentOptions, GradualDeployment, type GradualDeploymentOptions, type LinearDeploymentOptions } from './deployment/gradual-deployment';
export {
  HealthAlarm, type HealthAlarmOptions, type LatencyAlarmOptions, type ReplicationLatencyAlarmOptions, type ServerErrorsAlarmOptions,
} from './alarms/health-alarm';
export { type AlarmHealthCheckOptions, type CustomHealthCheckOptions, HealthCheck, type HealthCheckOptions, type HealthCheckSettings } from './health/health-check';
export { type GlobalTableAttributes } from './tables/imported-global-table';
export { MultiRegionServerlessApi, type MultiRegionServerlessApiProps } from './multi-region-serverless-api';
export { type MutualTls } from './domain/mutual-tls';
export { Notification } from './operations/notification';
export { Operations } from './operations/operations';
export { type OperationsOptions, type RequestRateAlarmOptions } from './operations/operations-options';
export { RegionalApi } from './region/regional-api';
export { RequestValidation } from './gateway/request-validation';
export { type RouteOptions } from './gateway/route';
export { Rollout } from './regions/rollout';
export { type ActivePassiveOptions, type GeolocationOptions, Routing } from './routing/routing';
export { Standby, type StandbyAliasTarget } from './routing/standby';
