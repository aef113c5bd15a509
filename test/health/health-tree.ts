/** What is true of the Regions, and what each replica of the drain switch holds. */
export interface World {
  /** The Regions whose endpoints answer. */
  readonly up: string[];
  /** The Regions that are drained, as the replica in each Region has it; undefined where it cannot be read. */
  readonly switch: { readonly [region: string]: string[] | undefined };
  /** The alarms that are raised, as `<Region>/<logical ID>`. */
  readonly raised?: string[];
}

interface Check {
  readonly Type: string;
  readonly FullyQualifiedDomainName?: string;
  readonly ResourcePath?: string;
  readonly Inverted?: boolean;
  readonly ChildHealthChecks?: { Ref: string }[];
  readonly HealthThreshold?: number;
  readonly AlarmIdentifier?: { Name: { Ref: string }; Region: string };
}

/** The templates of the Regions' stacks, by Region. */
export type Templates = { [region: string]: { Resources: { [logicalId: string]: any } } };

/**
 * What Route 53 thinks of each Region, by the rendered health checks alone.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export class HealthTree {
  constructor(private readonly templates: Templates, private readonly healthPath: string = '/health') {}

  /** The Regions whose records are in use. */
  healthyRegions(world: World): string[] {
    return Object.keys(this.templates).filter(region => this.guardsOf(region).every(id => this.isHealthy(region, id, world)));
  }

  /** The logical IDs of the checks on the Region's records. */
  guardsOf(region: string): string[] {
    const ids = this.resourcesOf(region, 'AWS::Route53::RecordSet').map(([, { HealthCheckId }]) => HealthCheckId?.Ref).filter(Boolean);
    return [...new Set<string>(ids)];
  }

  checksOf(region: string): [string, Check][] {
    return this.resourcesOf(region, 'AWS::Route53::HealthCheck').map(([id, { HealthCheckConfig }]) => [id, HealthCheckConfig]);
  }

  isHealthy(region: string, id: string, world: World): boolean {
    const check = Object.fromEntries(this.checksOf(region))[id];
    return this.judge(region, check, world) !== (check.Inverted ?? false);
  }

  private judge(region: string, check: Check, world: World): boolean {
    switch (check.Type) {
      case 'HTTPS': return isGood(this.statusOf(check, world));
      case 'CLOUDWATCH_METRIC': return !world.raised?.includes(`${check.AlarmIdentifier!.Region}/${check.AlarmIdentifier!.Name.Ref}`);
      case 'CALCULATED': return check.ChildHealthChecks!.filter(({ Ref }) => this.isHealthy(region, Ref, world)).length >= check.HealthThreshold!;
      default: throw new Error(`No such check: ${check.Type}`);
    }
  }

  /** What the health function of the asked Region answers; undefined if nobody does. */
  private statusOf({ FullyQualifiedDomainName: host, ResourcePath: path }: Check, world: World): number | undefined {
    const asked = Object.keys(this.templates).find(region => host!.startsWith(`${region}.`))!;
    if (!world.up.includes(asked)) return undefined;
    if (path === this.healthPath) return 200;
    const [, peer] = new RegExp(`^${this.healthPath.replace(/\/$/, '')}/drained/([^/]+)$`).exec(path!)!;
    const drained = world.switch[asked];
    if (!drained) return 503;
    return drained.includes(peer) ? 200 : 404;
  }

  private resourcesOf(region: string, type: string): [string, any][] {
    return Object.entries(this.templates[region].Resources).filter(([, { Type }]) => Type === type).map(([id, { Properties }]) => [id, Properties]);
  }
}

function isGood(status?: number): boolean {
  return status !== undefined && status >= 200 && status < 400;
}
