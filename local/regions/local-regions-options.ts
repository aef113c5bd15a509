import { locatedRegions } from '../machine/aws-regions';
import { Clock } from '../machine/clock';
import { FunctionOutput, ServedRequest } from '../machine/journal';
import { LatencyOverrides } from '../services/route53/latency';

export const DEFAULT_REPLICATION_LAG_MS = 500;

/** Settings of the local Regions. */
export interface LocalRegionsOptions {
  /**
   * A `cdk.out` directory, or the command that synthesizes one.
   * @default - the `app` of `cdk.json` in `directory`
   */
  readonly app?: string;
  /**
   * Where the app is: the place of `cdk.json`, and of the node_modules that hold the SDK for its handlers.
   * @default - the current directory
   */
  readonly directory?: string;
  /** The port for callers of the API; 0 for any free one. @default 0 */
  readonly port?: number;
  /** The port for AWS clients; 0 for any free one. @default 0 */
  readonly awsPort?: number;
  /** How many seconds of AWS time pass in one real second. @default 1 */
  readonly timeScale?: number;
  /** The clock, e.g. a `ManualClock` in a test. @default - one that runs by itself at `timeScale`, and ends with the Regions */
  readonly clock?: Clock;
  /** The Region that callers are near who do not say. @default - the app's first Region */
  readonly from?: string;
  /** The mean time that a write takes to the other Regions, in milliseconds of AWS time. @default 500 */
  readonly replicationLag?: number;
  /** Latencies between Regions in milliseconds, where the estimate by distance is not good enough. @default - none */
  readonly latencies?: LatencyOverrides;
  /** Ends the start; what has been started is stopped. @default - the start cannot be interrupted */
  readonly signal?: AbortSignal;
  /** Receives what handlers print. @default - dropped */
  readonly onOutput?: (output: FunctionOutput) => void;
  /** Receives every answered request. @default - dropped */
  readonly onServed?: (request: ServedRequest) => void;
}

export function validateOptions({ port = 0, awsPort = 0, timeScale = 1, replicationLag = 0, from }: LocalRegionsOptions) {
  validatePort('port', port);
  validatePort('awsPort', awsPort);
  if (!(timeScale > 0 && timeScale <= 10_000)) {
    throw new Error(`\`timeScale\` must be a number above 0, at most 10000, got: ${timeScale}`);
  }
  if (!(replicationLag >= 0 && Number.isFinite(replicationLag))) {
    throw new Error(`\`replicationLag\` must be a number of milliseconds, 0 or more, got: ${replicationLag}`);
  }
  if (from !== undefined && !locatedRegions().includes(from)) {
    throw new Error(`\`from\` must be an AWS Region, got: ${from}`);
  }
}

function validatePort(option: string, port: number) {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`\`${option}\` must be a whole number from 0 to 65535, got: ${port}`);
  }
}
