import { ApiGatewayProps } from '../services/api-gateway/api-gateway';
import { executeApiDomain } from '../services/api-gateway/entry-point';
import { Gateway } from '../services/api-gateway/gateway';
import { RecordPaths } from '../services/route53/record-paths';
import { Route53 } from '../services/route53/route53';

type NamedApis = Pick<ApiGatewayProps, 'domainNames' | 'restApis' | 'httpApis'>;

/** The names that lead to an API: through records to custom domain names, or an API's own execute-api name. */
export class ServedNames {
  /** Every name, the shared ones first. */
  all!: string[];
  /** The one name that a caller can mean without saying it, if there is one. */
  defaultHost?: string;
  /** The Region of each regional domain name, which is what records alias. */
  private regionOf!: Map<string, string>;
  private paths!: RecordPaths;
  private shared!: string[];

  constructor(
    definitions: NamedApis,
    private readonly route53: Pick<Route53, 'records' | 'resolver'>,
    private readonly apiGateway: { readonly gateways: ReadonlyMap<string, Gateway> },
  ) {
    this.update(definitions);
  }

  /** Comes when the services have taken over what has changed. */
  update({ domainNames, restApis, httpApis }: NamedApis) {
    const { records } = this.route53;
    this.regionOf = new Map(domainNames.map(domain => [domain.regionalDomainName, domain.region]));
    this.paths = new RecordPaths(records, target => this.regionOf.get(target));
    const { simple } = this.paths;
    // What has no API of its own is only on the way to one: API Gateway refuses callers who ask for it.
    const shared = this.paths.shared.filter(name => domainNames.some(({ domainName }) => isCalled(name, domainName)));
    this.shared = shared;
    const open = [...restApis, ...httpApis].filter(api => !api.executeApiEndpointDisabled);
    const executeApi = open.map(({ id, region }) => `${id}.${executeApiDomain(region)}`);
    executeApi.forEach((name, i) => this.regionOf.set(name, open[i].region));
    this.all = [...new Set([...shared, ...simple, ...executeApi])];
    this.defaultHost = [shared, simple, executeApi].map(names => new Set(names)).find(names => names.size === 1)?.values().next().value;
  }

  /** The gateway that a caller reaches by a name, through a resolver near the caller. */
  locate(host: string, from: string): Gateway | undefined {
    return this.gatewayOf(this.route53.resolver.resolve(host, 'A', from)?.target ?? host);
  }

  /** Where DNS leads a caller by a name that leads to none of these Regions: a host that stands by, or an address. */
  elsewhere(host: string, from: string): string | undefined {
    return this.route53.resolver.resolve(host, 'A', from)?.target;
  }

  /** The Region of a name that API Gateway gives, which no record is for. */
  regionAt(host: string): string | undefined {
    return this.regionOf.get(host);
  }

  /** Where a caller would be led who asked now: the Region or else the host, and until when a resolver there has that answer, now if it has none. Nobody's resolver learns of it. */
  peek(host: string, from: string): { readonly to: string; readonly until: number } | undefined {
    const found = this.route53.resolver.peek(host, 'A', from);
    return found && { to: this.gatewayOf(found.target)?.region ?? found.target, until: found.expiresAt };
  }

  /** The names that lead to several Regions. */
  get led(): readonly string[] {
    return this.shared;
  }

  /** The names whose way to a Region a health check guards. */
  guarded(region: string): string[] {
    return this.shared.filter(name => this.paths.healthCheckId(name, region) !== undefined);
  }

  /** The health check that decides whether a name leads to a Region. */
  healthCheckId(name: string, region: string): string | undefined {
    return this.paths.healthCheckId(name, region);
  }

  private gatewayOf(target: string): Gateway | undefined {
    return this.apiGateway.gateways.get(this.regionOf.get(target) ?? '');
  }
}

/** Whether a custom domain name, maybe one with a wildcard for the first label, stands for a name. */
function isCalled(name: string, domainName: string): boolean {
  return domainName === name || domainName === name.replace(/^[^.]+/, '*');
}
