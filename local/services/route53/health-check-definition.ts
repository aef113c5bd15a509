/** The Regions that Route 53 checks from when a health check names none. */
export const CHECKER_REGIONS: readonly string[] = [
  'us-east-1', 'us-west-1', 'us-west-2', 'eu-west-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'sa-east-1',
];

/** The last has nothing to watch on one machine and counts as healthy. */
export type HealthCheckType =
  'HTTP' | 'HTTPS' | 'HTTP_STR_MATCH' | 'HTTPS_STR_MATCH' | 'TCP' | 'CALCULATED' | 'CLOUDWATCH_METRIC' | 'RECOVERY_CONTROL';

/** Whether checkers probe an endpoint for health checks of a type. */
export function watchesEndpoint(type: HealthCheckType): boolean {
  return !['CALCULATED', 'CLOUDWATCH_METRIC', 'RECOVERY_CONTROL'].includes(type);
}

/** A health check as its template defines it. */
export interface HealthCheckDefinition {
  readonly id: string;
  /** The value of the `Name` tag. */
  readonly name?: string;
  readonly type: HealthCheckType;
  readonly fullyQualifiedDomainName?: string;
  /** Without it: 80 for HTTP, 443 for HTTPS. */
  readonly port?: number;
  readonly resourcePath?: string;
  readonly searchString?: string;
  /** Seconds between two probes of one checker. */
  readonly requestInterval: 10 | 30;
  readonly failureThreshold: number;
  /** Where the checkers are. Without it: in all of `CHECKER_REGIONS`. */
  readonly regions?: readonly string[];
  readonly inverted?: boolean;
  /** The alarm that a check of type CLOUDWATCH_METRIC watches. */
  readonly alarm?: { readonly region: string; readonly name: string };
  /** What it is while the alarm has too few data. */
  readonly insufficientDataHealthStatus?: 'Healthy' | 'Unhealthy' | 'LastKnownStatus';
  readonly disabled?: boolean;
  readonly childHealthChecks?: readonly string[];
  /** How many children of a calculated health check must be healthy. */
  readonly healthThreshold?: number;
}

/** What an update may change: Route 53 keeps the type and the interval of a health check for its life. */
export type HealthCheckChanges = Partial<Omit<HealthCheckDefinition, 'id' | 'name' | 'type' | 'requestInterval'>>;
