import { AssembledStack } from '../cloudformation/assembly';
import { LAMBDA } from '../cloudformation/lambda/template';
import { Resource } from '../cloudformation/resource';
import { ROUTE53 } from '../cloudformation/route53/template';
import { StackResources } from '../cloudformation/stack-resources';
import { DRAINED_PATH } from '../cloudformation/what-the-library-says';
import { WITHOUT_A_SERVICE } from '../cloudformation/without-a-service';
import { ALIAS_TTL_SECONDS } from '../services/route53/router';

/** How one API's Regions are taken out of service by hand. */
export interface DrainSwitch {
  /** The table with an item for each drained Region, replicated to all of them. */
  readonly tableName: string;
  readonly regions: SwitchedRegion[];
}

export interface SwitchedRegion {
  readonly region: string;
  /** What Route 53's checkers ask about the Region's own health. */
  readonly healthUrl: string;
  /** The Regions that say whether this one is drained, and where they are asked. */
  readonly peers: { readonly region: string; readonly url: string }[];
  /** How long a change takes to reach all callers, in seconds: interval × failure threshold + TTL. */
  readonly failoverTime: number;
}

/** Finds the drain switch of an app, or the one with that table in an app of several; `NoDrainSwitch` where there is none. */
export function findDrainSwitch(stacks: AssembledStack[], tableName?: string): DrainSwitch {
  const switches = readDrainSwitches(stacks);
  const names = switches.map(found => found.tableName);
  if (switches.length === 0) throw new NoDrainSwitch();
  const found = tableName === undefined && switches.length === 1 ? switches[0] : switches.find(candidate => candidate.tableName === tableName);
  if (!found) {
    throw new Error(`\`--table\` must say which drain switch is meant: ${names.join(', ')}, got: ${tableName ?? 'none'}`);
  }
  return found;
}

export class NoDrainSwitch extends Error {
  constructor() {
    super('The app has no drain switch: give its API `drain: Drain.byPeers()`, and deploy it');
  }
}

/** What Route 53's checkers ask in each Region, with or without a drain switch; by its host, too, where a Region has several. */
export function findCheckedRegions(stacks: AssembledStack[]): SwitchedRegion[] {
  const checks = stacks.flatMap(stack => new StackResources(stack, [LAMBDA, ROUTE53, WITHOUT_A_SERVICE]).ofType('AWS::Route53::HealthCheck')
    .map(readCheck)
    .filter(({ type, host, inverted }) => type?.startsWith('HTTP') && host !== undefined && !inverted)
    .map(check => ({ ...check, region: stack.region })));
  return checks.map(({ region, host, url, failoverTime }) => ({
    region: checks.some(other => other.region === region && other.host !== host) ? `${region} ${host}` : region,
    healthUrl: url,
    peers: [],
    failoverTime,
  }));
}

export function readDrainSwitches(stacks: AssembledStack[]): DrainSwitch[] {
  const probes = stacks.flatMap(stack => readProbes(new StackResources(stack, [LAMBDA, ROUTE53, WITHOUT_A_SERVICE])));
  const tables = new Map(probes.map(probe => [probe.tableName, probe.ring]));
  return [...tables].map(([tableName, ring]) => {
    // In the order of the API; without those that are not among the stacks.
    const checked = ring.flatMap(region => {
      const probe = probes.find(candidate => candidate.tableName === tableName && candidate.region === region);
      return probe ? readChecks(probe) : [];
    });
    const regionOf = new Map(checked.map(({ region, own }) => [own.host, region]));
    return {
      tableName,
      regions: checked.map(({ region, own, inverted }) => ({
        region,
        healthUrl: own.url,
        failoverTime: own.failoverTime,
        peers: inverted.flatMap(({ host, url }) => regionOf.has(host) ? [{ region: regionOf.get(host)!, url }] : []),
      })),
    };
  });
}

interface Probe {
  readonly tableName: string;
  readonly ring: string[];
  readonly region: string;
  readonly resources: StackResources;
}

/** The health functions of a stack that answer for peers. */
function readProbes(resources: StackResources): Probe[] {
  return resources.ofType('AWS::Lambda::Function').flatMap(fn => {
    const { DRAIN_SWITCH: found } = fn.eachOf('Environment', 'Variables').values;
    if (found === undefined) return [];
    const { table: tableName, regions: ring } = JSON.parse(found) as { table: string; regions: string[] };
    return [{ tableName, ring, region: fn.stack.region, resources }];
  });
}

/** A Region's own check, and those that ask its peers about it below the same path. */
function readChecks({ region, resources }: Probe) {
  const checks = resources.ofType('AWS::Route53::HealthCheck').map(readCheck).filter(({ type }) => type === 'HTTPS');
  const question = `/${DRAINED_PATH}/${region}`;
  const inverted = checks.filter(check => check.inverted && check.path.endsWith(question));
  const paths = inverted.map(({ path }) => path.slice(0, -question.length) || '/');
  const own = checks.find(check => !check.inverted && paths.includes(check.path));
  return own ? [{ region, own, inverted }] : [];
}

function readCheck(check: Resource) {
  const { Type: type, FullyQualifiedDomainName: host, ResourcePath: path, Inverted: inverted, ...config } = check.property('HealthCheckConfig');
  return {
    type: type as string | undefined,
    host: host as string,
    path: path as string,
    url: `${type?.startsWith('HTTPS') ? 'https' : 'http'}://${host}${path ?? '/'}`,
    inverted: inverted === true,
    failoverTime: config.RequestInterval * config.FailureThreshold + ALIAS_TTL_SECONDS,
  };
}
