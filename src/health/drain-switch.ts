import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { DRAIN_KEY } from './drain-item';
import { HealthCheck } from './health-check';
import { MAX_REGION_NAME } from '../regions/region-name';
import { fromNextInRing } from '../regions/ring';
import { refusal } from '../synthesis/refusal';
import { GlobalTableProps } from '../tables/global-table-props';

/** The table behind the drain switch: an item with `drained: true` under a Region's name drains that Region. */
export const DRAIN_SWITCH_ID = 'DrainSwitch';
export const DRAIN_SWITCH_TABLE: GlobalTableProps = {
  partitionKey: { name: DRAIN_KEY, type: AttributeType.STRING },
  removalPolicy: RemovalPolicy.DESTROY, // no data worth keeping, and a table left behind would block the next switch
};

/** Below the path of the health check: where a Region tells whether a peer is drained, by the peer's name. */
export const DRAINED_PATH = 'drained';

/** What the path of a peer adds to that of the health check, at most. */
export const MAX_DRAINED_PATH = `/${DRAINED_PATH}/`.length + MAX_REGION_NAME;

/** One peer's outage must not take the switch away, where there is a second one. */
const MAX_PEERS = 2;

/** The Regions that tell whether one is drained: the next in the ring, or the next two where there are three or more. */
export function peersOf(region: string, ring: string[]): string[] {
  return fromNextInRing(region, ring).slice(0, MAX_PEERS);
}

/** The answer to those who want a switch and have nothing that answers for peers. */
export function drainNeedsProbe({ _call }: HealthCheck): Error {
  return refusal('`drain` needs `HealthCheck.deep()`, whose function answers for its peers; so it cannot be had with `domain.mutualTls`', _call);
}
