import { ApiGatewayProps } from '../services/api-gateway/api-gateway';
import { executeApiDomain } from '../services/api-gateway/entry-point';
import { Gateway } from '../services/api-gateway/gateway';
import { RecordPaths } from '../services/route53/record-paths';
import { Resolver } from '../services/route53/resolver';
import { Route53 } from '../services/route53/route53';

/** The names that lead to an API: through records to custom domain names, or an API's own execute-api name. */
export class ServedNames {
  /** Every name, the shared ones first. */
  readonly all: string[];
  /** The one name that a caller can mean without saying it, if there is one. */
  readonly defaultHost?: string;
  /** The Region of each regional domain name, which is what records alias. */
  private readonly regionOf: Map<string, string>;
  private readonly paths: RecordPaths;
  private readonly shared: string[];
  private readonly resolver: Resolver;

  constructor(
    { domainNames, restApis, httpApis }: Pick<ApiGatewayProps, 'domainNames' | 'restApis' | 'httpApis'>,
    { records, resolver }: Pick<Route53, 'records' | 'resolver'>,
    private readonly gateways: ReadonlyMap<string, Gateway>,
  ) {
    this.resolver = resolver;
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
    return this.gatewayOf(this.resolver.resolve(host, 'A', from)?.target ?? host);
  }

  /** Where DNS leads a caller by a name that leads to none of these Regions: a host that stands by, or an address. */
  elsewhere(host: string, from: string): string | undefined {
    return this.resolver.resolve(host, 'A', from)?.target;
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
    return this.gateways.get(this.regionOf.get(target) ?? '');
  }
}

/** Whether a custom domain name, maybe one with a wildcard for the first label, stands for a name. */
function isCalled(name: string, domainName: string): boolean {
  return domainName === name || domainName === name.replace(/^[^.]+/, '*');
}
