import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { fromNextInRing } from '../regions/ring';
import { refusal } from '../synthesis/refusal';
import { GlobalTableProps } from '../tables/global-table';

/** The table behind the drain switch: an item with `drained: true` under a Region's name drains that Region. */
export const DRAIN_SWITCH_ID = 'DrainSwitch';
export const DRAIN_SWITCH_TABLE: GlobalTableProps = {
  partitionKey: { name: 'region', type: AttributeType.STRING },
  removalPolicy: RemovalPolicy.DESTROY, // no data worth keeping, and a table left behind would block the next switch
};

/** Below the path of the health check: where a Region tells whether a peer is drained. */
export const DRAINED_PATH = 'drained';

/** One peer's outage must not take the switch away, where there is a second one. */
const MAX_PEERS = 2;

/** The Regions that tell whether one is drained: the next in the ring, or the next two where there are three or more. */
export function peersOf(region: string, ring: string[]): string[] {
  return fromNextInRing(region, ring).slice(0, MAX_PEERS);
}

/** What is below the path belongs to the switch: API Gateway would prefer a route for one Region's name. */
export function validateDrainedPathIsFree(drainedPath: string | undefined, method: string, path: string) {
  if (drainedPath && path.startsWith(`${drainedPath}/`)) {
    throw refusal(`A route must not shadow the drain switch, which has all below ${drainedPath}`, `${method} ${path}`,
      'Give the route, or the health check, another `path`');
  }
}
