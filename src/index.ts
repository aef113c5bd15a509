export { type ApiDomain } from './api-domain';
export { GlobalTable, type GlobalTableProps } from './global-table';
export { type CustomHealthCheckOptions, HealthCheck, type HealthCheckOptions, type HealthCheckSettings } from './health-check';
export { MultiRegionServerlessApi, type MultiRegionServerlessApiProps } from './multi-region-serverless-api';
export { RegionalApi } from './regional-api';
export { type RouteOptions } from './route';
