import { HealthCheck } from './health-check';
import { RegionalApi } from './regional-api';

/** What must hold across Regions once everything has been added: one sentence for each breach. */
export function validateAcrossRegions(regionalApis: RegionalApi[], health: HealthCheck): string[] {
  return [
    ...routesMissingInARegion(regionalApis),
    ...regionsWithoutHealthRoute(regionalApis, health),
  ];
}

function routesMissingInARegion(regionalApis: RegionalApi[]): string[] {
  return regionalApis.flatMap(here => here._routes
    .filter(route => !route.regional)
    .flatMap(({ method, path }) => regionalApis
      .filter(there => !hasRoute(there, method, path))
      .map(there => `${method} ${path} is a route in ${here.region} but not in ${there.region}: `
        + 'add it there too, or declare it with `{ regional: true }`')));
}

function regionsWithoutHealthRoute(regionalApis: RegionalApi[], health: HealthCheck): string[] {
  return regionalApis
    .filter(regionalApi => !regionalApi._answersHealth)
    .map(({ region }) => `GET ${health.path} is the path of the health check but not a route in ${region}: add it there`);
}

function hasRoute(regionalApi: RegionalApi, method: string, path: string): boolean {
  return regionalApi._routes.some(route => route.method === method && route.path === path);
}
