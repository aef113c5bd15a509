import { Gateway } from './api-gateway/gateway';
import { Deployed } from './cloudformation/deployed';
import { partition } from './partition';
import { Resolver } from './route53/resolver';

/** The names that lead to an API: through records to custom domain names, or an API's own execute-api name. */
export class ServedNames {
  /** Every name, the shared ones first. */
  readonly all: string[];
  /** The one name that a caller can mean without saying it, if there is one. */
  readonly defaultHost?: string;
  /** The Region of each regional domain name, which is what records alias. */
  private readonly regionOf: Map<string, string>;

  constructor(
    { recordSets, domainNames, restApis }: Deployed,
    private readonly resolver: Resolver,
    private readonly gateways: Map<string, Gateway>,
  ) {
    this.regionOf = new Map(domainNames.map(domain => [domain.regionalDomainName, domain.region]));
    const shared = recordSets.filter(record => record.region).map(record => record.name);
    const simple = recordSets.filter(record => !record.region && this.regionOf.has(record.aliasTarget ?? '')).map(record => record.name);
    const open = restApis.filter(restApi => !restApi.executeApiEndpointDisabled);
    const executeApi = open.map(({ id, region }) => `${id}.execute-api.${region}.${partition(region).dnsSuffix}`);
    executeApi.forEach((name, i) => this.regionOf.set(name, open[i].region));
    this.all = [...new Set([...shared, ...simple, ...executeApi])];
    this.defaultHost = [shared, simple, executeApi].map(names => new Set(names)).find(names => names.size === 1)?.values().next().value;
  }

  /** The gateway that a caller reaches by a name, through a resolver near the caller. */
  locate(host: string, from: string): Gateway | undefined {
    return this.gatewayOf(this.resolver.resolve(host, 'A', from)?.target ?? host);
  }

  private gatewayOf(target: string): Gateway | undefined {
    return this.gateways.get(this.regionOf.get(target) ?? '');
  }
}
