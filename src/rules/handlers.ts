import { acrossRegions, namesOf } from './across-regions';
import { CheckedApi } from './checked-api';
import { DeployedResources, Resource } from './deployed-resources';
import { functionBehind } from './functions-behind';
import { Violation, Rule } from './rule';
import { Route } from '../gateway/route';
import { isObject, listOf, textOf } from '../synthesis/template-values';

export const HANDLERS_DIFFER: Rule = {
  code: 'handlers-differ',
  severity: 'warning',
  title: 'The handlers of one route are the same in every Region: in memory, timeout, runtime, architecture and, but for the Region\'s name and ARNs, environment.',
  reason: 'a Region that behaves differently is noticed at a failover, by callers',
  fix: 'Make the handlers in one loop over `api.regionalApis`, with the same settings',
  awsPage: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-common.html',
  example: 'The handlers of GET /orders differ in MemorySize (512 in us-east-1; 256 in eu-west-1)',
  find: deployed => deployed.apis.flatMap(api => sameHandlers(deployed, api).flatMap(handlers => compare(api, handlers))),
};

/** The functions of the routes that lead to the same ones, one of each Region. */
interface RegionsHandlers {
  readonly routes: string[];
  readonly functions: Resource[];
}

function sameHandlers(deployed: DeployedResources, { regionalApis }: CheckedApi): RegionsHandlers[] {
  const byRoute = new Map<string, Resource[]>();
  for (const route of regionalApis.flatMap(({ _routes }) => _routes.added).filter(({ regional }) => !regional)) {
    const found = route.handler && functionBehind(deployed, route.handler);
    if (found) byRoute.set(nameOf(route), [...byRoute.get(nameOf(route)) ?? [], found]);
  }
  const byFunctions = new Map<string, RegionsHandlers>();
  for (const [route, functions] of byRoute) {
    const key = functions.map(({ construct }) => construct.node.path).join();
    byFunctions.set(key, { functions, routes: [...byFunctions.get(key)?.routes ?? [], route] });
  }
  return [...byFunctions.values()];
}

function compare(api: CheckedApi, { routes, functions }: RegionsHandlers): Violation[] {
  const settings = functions.map(resource => ({ resource, ...settingsOf(resource, api) }));
  const names = [...new Set(settings.flatMap(({ shown, hidden }) => [...Object.keys(shown), ...Object.keys(hidden)]))];
  const different = names.map(name => ({
    name, values: acrossRegions(settings, ({ shown, hidden }) => JSON.stringify(shown[name] ?? hidden[name]) ?? 'none'),
  })).filter(({ values }) => values.length > 1);
  if (different.length === 0) return [];
  const what = different.map(({ name, values }) => `${name} (${values.map(({ first, regions }) => name in first.shown
    ? `${show(first.shown[name])} in ${regions}` : regions).join('; ')})`);
  const more = routes.length > 1 ? ` and ${routes.length - 1} more` : '';
  return [{ at: different[0].values[1].first.resource.owner, found: `The handlers of ${routes[0]}${more} differ in ${what.join(', ')}` }];
}

/** What to compare: with values to tell, and variables, which may hold secrets. */
function settingsOf(resource: Resource, api: CheckedApi) {
  const { properties } = resource;
  const shown = Object.fromEntries(Object.entries(DEFAULTS).map(([name, value]) => [name, properties[name] ?? value]));
  const variables = Object.entries(properties.Environment?.Variables ?? {});
  const regions = api.regionalApis.map(({ region }) => region);
  const hidden = Object.fromEntries(variables.map(([name, value]) => [`the variable ${name}`, withoutRegions(value, resource.region, regions)]));
  return { shown, hidden };
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const DEFAULTS = { Runtime: 'none', MemorySize: 128, Timeout: 3, Architectures: ['x86_64'], EphemeralStorage: { Size: 512 } };

/**
 * Any of the API's Regions is a Region, and an ARN there is what a Region has, whatever its name or the suffix that AWS gave it: whether it
 * is the right Region is another rule's business. What is known after deployment only is taken for the same.
 */
function withoutRegions(value: unknown, own: string, regions: string[]): unknown {
  const text = textOf(value, own);
  if (text !== undefined) {
    const region = `(?:${regions.join('|')})`;
    return text.replace(/\$\{(?!AWS::)[^}]*\}/g, '<resource>')
      .replace(new RegExp(`arn:(?:[a-z-]+|\\$\\{AWS::Partition\\}):([a-z0-9-]+):${region}:(?:\\$\\{[^}]*\\}|[^\\s"',{}])*`, 'g'), '<$1 of the Region>')
      .replace(new RegExp(region, 'g'), '<Region>');
  }
  if (Array.isArray(value)) return value.map(part => withoutRegions(part, own, regions));
  if (!isObject(value)) return value;
  if ('Fn::ImportValue' in value) return '<import>';
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutRegions(part, own, regions)]));
}

function show(value: unknown): string {
  return isObject(value) ? namesOf(Object.values(value).map(String)) : listOf(value).join(', ');
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}
