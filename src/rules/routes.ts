import { namesOf } from './across-regions';
import { CheckedApi } from './checked-api';
import { Violation, Rule } from './rule';
import { Route } from '../gateway/route';
import { RegionalApi } from '../region/regional-api';

export const ROUTE_MISSING: Rule = {
  code: 'route-missing-in-a-region',
  severity: 'error',
  title: 'A route exists in every Region, unless it is declared regional.',
  reason: 'callers who reach a Region without it get an error, and which Region they reach may change at any time',
  fix: 'Add it there too, or declare it with `{ regional: true }`',
  example: 'GET /orders is a route in us-east-1 but not in eu-west-1',
  find: ({ apis }) => apis.flatMap(routesMissingInARegion),
};

export const HEALTH_ROUTE_MISSING: Rule = {
  code: 'health-route-missing',
  severity: 'error',
  title: 'The path of `HealthCheck.custom()` is a route in every Region.',
  reason: 'Route 53 would get an error there and find the Region unhealthy',
  fix: 'Add the route there, for GET or ANY',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html',
  example: 'GET /ready is the path of the health check but not a route in eu-west-1',
  find: ({ apis }) => apis.flatMap(({ regionalApis, health }) => {
    const lacking = regionalApis.filter(regionalApi => !regionalApi._health.isAnswered);
    return violationIn(lacking, regions => `GET ${health._endpoint!.path} is the path of the health check but not a route in ${regions}`);
  }),
};

export const REGION_WITHOUT_HEALTH_CHECK: Rule = {
  code: 'region-without-health-check',
  severity: 'error',
  title: 'With `HealthCheck.alarms()`, every Region has an alarm.',
  reason: 'callers would be sent there whatever happens',
  fix: 'Add one with `region.addHealthAlarm()`',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html',
  example: '`HealthCheck.alarms()` needs an alarm in every Region, and us-east-1, eu-west-1 have none',
  find: ({ apis }) => apis.flatMap(({ regionalApis }) => {
    const lacking = regionalApis.filter(regionalApi => !regionalApi._health.isChecked);
    return violationIn(lacking, regions => `\`HealthCheck.alarms()\` needs an alarm in every Region, and ${regions} ${lacking.length === 1 ? 'has' : 'have'} none`);
  }),
};

function routesMissingInARegion({ regionalApis }: CheckedApi): Violation[] {
  const routes = regionalApis.flatMap(regionalApi => regionalApi._routes.added.filter(route => !route.regional));
  // Those made by hand count.
  const namesIn = new Map(regionalApis.map(regionalApi => [regionalApi, new Set(regionalApi._gateway.routes.map(nameOf))]));
  return [...new Set(routes.map(nameOf))].flatMap(name => {
    const [having, lacking] = [true, false].map(has => regionalApis.filter(regionalApi => namesIn.get(regionalApi)!.has(name) === has));
    return violationIn(lacking, regions => `${name} is a route in ${regionsOf(having)} but not in ${regions}`);
  });
}

function violationIn(regionalApis: RegionalApi[], found: (regions: string) => string): Violation[] {
  return regionalApis.length === 0 ? [] : [{ at: regionalApis[0], found: found(regionsOf(regionalApis)) }];
}

function nameOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

function regionsOf(regionalApis: RegionalApi[]): string {
  return namesOf(regionalApis.map(({ region }) => region));
}
