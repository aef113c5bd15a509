import { ApiDefinition, StageDefinition } from './api-definition';
import { DomainMapping, DomainNameDefinition } from './domain-name-definition';
import { partition } from '../../machine/aws-regions';

/** Where a request came in: which stage, and what its path is to whom. */
export interface EntryPoint<S extends StageDefinition = StageDefinition> {
  readonly stage: S;
  /** As the caller sent it: with the stage on the execute-api name, with the base path on a custom domain. */
  readonly requestPath: string;
  /** As routes match it: without either. */
  readonly routePath: string;
  readonly byDomain: boolean;
}

/** What the APIs of a Region have their names below. */
export function executeApiDomain(region: string): string {
  return `execute-api.${region}.${partition(region).dnsSuffix}`;
}

/** The APIs of a Region that a name leads to, and for which paths. */
export class EntryPoints {
  private readonly domains: Map<string, DomainMapping[]>;

  constructor(private readonly region: string, domainNames: DomainNameDefinition[]) {
    this.domains = new Map(domainNames.map(domain => [domain.domainName, longestFirst(domain.mappings)]));
  }

  /** The API that a request means, and the mapping that led to it, if it came by a custom domain name. */
  find(host: string, path: string): { apiId: string; mapping?: DomainMapping } | undefined {
    const mappings = this.domains.get(host) ?? this.domains.get(host.replace(/^[^.]+/, '*'));
    if (mappings) {
      const mapping = mappings.find(({ basePath }) => basePath === '' || `${path}/`.startsWith(`/${basePath}/`));
      return mapping && { apiId: mapping.apiId, mapping };
    }
    const [apiId, ...rest] = host.split('.');
    return rest.join('.') === executeApiDomain(this.region) ? { apiId } : undefined;
  }
}

/** By a custom domain name. A mapping without a stage has the caller name it. */
export function enterByDomain({ stages }: ApiDefinition, mapping: DomainMapping, path: string): EntryPoint | undefined {
  const afterBasePath = mapping.basePath ? path.slice(mapping.basePath.length + 1) : path;
  const stageName = mapping.stage || afterBasePath.split('/')[1];
  const stage = stages.find(({ name }) => name === stageName);
  const routePath = mapping.stage ? afterBasePath : afterBasePath.slice(stageName?.length + 1);
  return stage && { stage, requestPath: path, routePath: routePath || '/', byDomain: true };
}

/** By the API's own name: the first part of the path is the stage, else the stage `$default` serves it, which only HTTP APIs have. */
export function enterByExecuteApi({ stages, executeApiEndpointDisabled }: ApiDefinition, path: string): EntryPoint | undefined {
  if (executeApiEndpointDisabled) {
    return undefined;
  }
  const stageName = path.split('/')[1];
  const named = stages.find(({ name }) => name === stageName && name !== '$default');
  if (named) {
    return { stage: named, requestPath: path, routePath: path.slice(named.name.length + 1) || '/', byDomain: false };
  }
  const stage = stages.find(({ name }) => name === '$default');
  return stage && { stage, requestPath: path, routePath: path, byDomain: false };
}

function longestFirst(mappings: DomainMapping[]): DomainMapping[] {
  return [...mappings].sort((a, b) => b.basePath.length - a.basePath.length);
}
