import { PLAIN, Style } from './style';
import { Deployed } from '../cloudformation/deployed';
import { executeApiDomain } from '../services/api-gateway/entry-point';

interface ServedRoute {
  readonly httpMethod: string;
  readonly path: string;
  /** Whether it answers 501 here. */
  readonly unsupported: boolean;
}

/** Where each API is called and by which routes: what is the same in several Regions is told once. */
export function routesText(deployed: Deployed, url: string, defaultHost?: string, style: Style = PLAIN): string {
  const blocks = new Map<string, string>();
  for (const { id, name, region, routes, stage } of apisOf(deployed)) {
    const host = nameOf(id, deployed) ?? `${id}.${executeApiDomain(region)}${stage}`;
    const head = `${style('bold', name)}  ${style('cyan', host === defaultHost ? url : urlOf(host, url))}`;
    blocks.set(host, [head, ...routeLines(routes, style)].join('\n'));
  }
  return [...blocks.values()].join('\n\n');
}

function apisOf({ restApis, httpApis }: Deployed) {
  const rest = restApis.map(api => ({
    ...api,
    routes: api.methods.map(({ httpMethod, resourcePath, integration }) => routeOf(httpMethod, resourcePath, integration)),
  }));
  const http = httpApis.map(api => ({
    ...api,
    routes: api.routes.map(({ routeKey, integration }) => {
      const [httpMethod, path = '(any other)'] = routeKey === '$default' ? ['ANY'] : routeKey.split(' ');
      return routeOf(httpMethod, path, integration);
    }),
  }));
  return [...rest, ...http].map(api => {
    const stage = api.stages[0]?.name ?? '$default';
    return { ...api, stage: stage === '$default' ? '' : `/${stage}` };
  });
}

function routeOf(httpMethod: string, path: string, { type }: { type: string }): ServedRoute {
  return { httpMethod, path, unsupported: type === 'UNSUPPORTED' };
}

/** The name by which an API is called in the most Regions, with what stands before its routes. */
function nameOf(apiId: string, { domainNames }: Deployed): string | undefined {
  const regionsOf = (name: string) => domainNames.filter(({ domainName }) => domainName === name).length;
  return domainNames
    .flatMap(({ domainName, mappings }) => mappings.filter(mapping => mapping.apiId === apiId).map(({ basePath }) => ({ domainName, basePath })))
    .sort((one, other) => regionsOf(other.domainName) - regionsOf(one.domainName))
    .map(({ domainName, basePath }) => `${domainName}${basePath && `/${basePath}`}`)[0];
}

/** As a browser or curl calls it: every name below `localhost` leads to this machine. */
function urlOf(host: string, url: string): string {
  const [name, ...path] = host.split('/');
  return [`http://${name}.localhost:${new URL(url).port}`, ...path].join('/');
}

/** A line for each path, with its methods; preflights go without saying. */
function routeLines(routes: readonly ServedRoute[], style: Style): string[] {
  const told = routes.filter(({ httpMethod }) => httpMethod !== 'OPTIONS');
  const paths = [...new Set(told.map(({ path }) => path))];
  const methodsOf = (path: string, unsupported: boolean) => told
    .filter(route => route.path === path && route.unsupported === unsupported)
    .map(({ httpMethod }) => httpMethod);
  const width = Math.max(0, ...paths.map(path => path.length));
  return paths.map(path => {
    const [served, refused] = [methodsOf(path, false), methodsOf(path, true)];
    const text = [...served, ...refused.length > 0 ? [style('dim', `(501: ${refused.join(' ')})`)] : []].join(' ');
    return `  ${path.padEnd(width)}  ${text}`;
  });
}
