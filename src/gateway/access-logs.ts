import { ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Where the requests of one Region are logged. */
export interface LoggedRequests {
  readonly logGroup: ILogGroup;
  /** The name that callers use: requests on other names, as those of Route 53's checkers, are not counted. */
  readonly domainName: string;
}

/**
 * The format of a line of JSON for each request.
 *
 * A variable without a value is logged as "-": only the numbers that every request has go without quotes, so that the line
 * stays JSON and metric filters can compare them.
 */
export function renderLogFormat(texts: Record<string, string>): string {
  const quoted = Object.entries(texts).map(([name, value]) => `"${name}":"${value}"`);
  return `{${[...quoted, '"status":$context.status', '"responseLatency":$context.responseLatency'].join()}}`;
}

/** Settings of access logs in CloudWatch. */
export interface CloudWatchAccessLogsOptions {
  /**
   * How long log lines are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;

  /**
   * Whether the stack gives API Gateway the account-wide role that REST APIs need to write to CloudWatch Logs.
   *
   * The role is a setting of the account in the Region, not of the API: both are kept when the stack goes, so that nobody
   * who relies on them is cut off. Leave it out where the account has its role. HTTP APIs need none.
   *
   * @default false
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  readonly setAccountRole?: boolean;
}

/**
 * Where each request is logged: one line of JSON with the Region, the request id, the latency and the integration's error.
 *
 * @example
 * new MultiRegionServerlessApi(app, 'Shop', {
 *   regions,
 *   domain,
 *   gateway: ApiGateway.http({ accessLogs: AccessLogs.cloudWatch({ retention: RetentionDays.ONE_WEEK }) }),
 * });
 */
export class AccessLogs {
  /** A log group in each Region, which is kept when its stack goes. */
  static cloudWatch(options: CloudWatchAccessLogsOptions = {}): AccessLogs {
    return new AccessLogs(options);
  }

  /** @internal */
  readonly _retention: RetentionDays;
  /** @internal */
  readonly _setsAccountRole: boolean;

  private constructor(options: CloudWatchAccessLogsOptions) {
    this._retention = options.retention ?? RetentionDays.ONE_MONTH;
    this._setsAccountRole = options.setAccountRole ?? false;
  }

  /** @internal */
  _createLogGroup(scope: Construct): LogGroup {
    return new LogGroup(scope, 'Access logs', { retention: this._retention });
  }
}
