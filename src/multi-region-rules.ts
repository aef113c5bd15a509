import { HealthCheck } from './health-check';
import { RegionalApi } from './regional-api';
import { Route } from './route';

/** What must hold across Regions once everything has been added: one sentence for each breach. */
export function validateAcrossRegions(regionalApis: RegionalApi[], health: HealthCheck): string[] {
  return [
    ...routesMissingInARegion(regionalApis),
    ...regionsWithoutHealthRoute(regionalApis, health),
    ...regionsWithoutCheck(regionalApis),
  ];
}

function routesMissingInARegion(regionalApis: RegionalApi[]): string[] {
  const routes = regionalApis.flatMap(regionalApi => regionalApi._routes.filter(route => !route.regional));
  const different = new Map(routes.map(route => [`${route.method} ${route.path}`, route]));
  return [...different].flatMap(([name, route]) => {
    const [having, lacking] = [true, false].map(has => regionalApis.filter(regionalApi => hasRoute(regionalApi, route) === has));
    return lacking.length === 0 ? [] : [`${name} is a route in ${namesOf(having)} but not in ${namesOf(lacking)}: `
      + 'add it there too, or declare it with `{ regional: true }`'];
  });
}

function regionsWithoutHealthRoute(regionalApis: RegionalApi[], health: HealthCheck): string[] {
  return regionalApis
    .filter(regionalApi => !regionalApi._answersHealth)
    .map(({ region }) => `GET ${health._endpoint!.path} is the path of the health check but not a route in ${region}: add it there`);
}

function regionsWithoutCheck(regionalApis: RegionalApi[]): string[] {
  return regionalApis
    .filter(regionalApi => !regionalApi._isChecked)
    .map(({ region }) => `\`HealthCheck.alarms()\` needs an alarm in every Region, and ${region} has none: add one with \`addHealthAlarm()\``);
}

function hasRoute(regionalApi: RegionalApi, { method, path }: Route): boolean {
  return regionalApi._routes.some(route => route.method === method && route.path === path);
}

function namesOf(regionalApis: RegionalApi[]): string {
  return regionalApis.map(({ region }) => region).join(', ');
}
