import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Cost, costsOf } from './costs';
import { readAssembly } from '../cloudformation/assembly';
import { Deployed } from '../cloudformation/deployed';
import { readDeployed } from '../cloudformation/read-deployed';
import { detectionSeconds } from '../regions/detection';
import { SERVICES } from '../regions/services';
import { HostedRecords } from '../services/route53/hosted-records';
import { RecordPaths } from '../services/route53/record-paths';
import { ALIAS_TTL_SECONDS } from '../services/route53/router';

/** What eventually consistent replicas lack of each other, in seconds: docs/consistency.md. */
const REPLICATION_SECONDS = 1;

/** A number of seconds, and whose it is; nothing where there is no bound. */
export interface Promised {
  readonly seconds?: number;
  readonly of: string;
}

/** What the templates promise, and what they cost. */
export interface Plan {
  /** How long callers may see errors when a Region fails, by name and Region. */
  readonly rto: readonly Promised[];
  /** How much of what was written may be missing elsewhere when a Region fails, by table. */
  readonly rpo: readonly Promised[];
  readonly costs: readonly Cost[];
}

/** Reads what an assembly promises and costs. */
export function planOf(assembly: string): Plan {
  const stacks = readAssembly(assembly);
  const inlineCodeDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'multi-region-plan-'));
  try {
    const deployed = readDeployed(stacks, SERVICES.map(({ template }) => template), { inlineCodeDirectory });
    return { rto: rtoOf(deployed), rpo: rpoOf(deployed), costs: costsOf(deployed, stacks) };
  } finally {
    fs.rmSync(inlineCodeDirectory, { recursive: true, force: true });
  }
}

function rtoOf(deployed: Deployed): Promised[] {
  const records = new HostedRecords(deployed.recordSets);
  const regionOf = new Map(deployed.domainNames.map(({ regionalDomainName, region }) => [regionalDomainName, region]));
  const paths = new RecordPaths(records, target => regionOf.get(target));
  return paths.shared.filter(name => deployed.domainNames.some(({ domainName }) => domainName === name)).flatMap(name => {
    const ttl = Math.max(...records.addressSet(name)!.map(({ ttlSeconds = ALIAS_TTL_SECONDS }) => ttlSeconds));
    const own = deployed.domainNames.filter(({ domainName }) => domainName === name).map(({ region }) => region);
    return deployed.regions.filter(region => own.includes(region)).map(region => {
      const check = paths.healthCheckId(name, region);
      return { seconds: check === undefined ? undefined : detectionSeconds(deployed, check) + ttl, of: `${name} in ${region}` };
    });
  });
}

function rpoOf({ tables }: Deployed): Promised[] {
  return tables.map(({ tableName, regions, stronglyConsistent }) =>
    ({ seconds: stronglyConsistent ? 0 : regions.length > 1 ? REPLICATION_SECONDS : undefined, of: tableName }));
}

/** The longest: an unbounded one, if there is one. */
export function worst(promises: readonly Promised[]): Promised | undefined {
  return [...promises].sort((one, other) => (other.seconds ?? Infinity) - (one.seconds ?? Infinity) || 0)[0];
}

export function monthly({ costs }: Plan): number {
  return costs.reduce((sum, cost) => sum + cost.monthly, 0);
}
