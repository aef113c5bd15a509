import { acrossRegions, namesOf } from './across-regions';
import { CheckedApi } from './checked-api';
import { DeployedResources, Resource } from './deployed-resources';
import { functionBehind } from './functions-behind';
import { Violation, Rule } from './rule';
import { Route } from '../gateway/route';
import { isObject, listOf, referenceOf } from '../synthesis/template-values';

export const HANDLERS_DIFFER: Rule = {
  code: 'handlers-differ',
  severity: 'warning',
  title: 'The handlers of one route are the same in every Region: in memory, timeout, runtime, architecture and, but for the Region\'s name, environment.',
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
    const found = functionBehind(deployed, route.handler);
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
  const hidden = Object.fromEntries(variables.map(([name, value]) => [`the variable ${name}`, withoutRegions(value, api)]));
  return { shown, hidden };
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const DEFAULTS = { Runtime: 'none', MemorySize: 128, Timeout: 3, Architectures: ['x86_64'], EphemeralStorage: { Size: 512 } };

/** Any of the API's Regions is a Region. What is known after deployment only is taken for the same. */
function withoutRegions(value: unknown, api: CheckedApi): unknown {
  if (typeof value === 'string') {
    return api.regionalApis.reduce((text, { region }) => text.replaceAll(region, '<Region>'), value).replaceAll('${AWS::Region}', '<Region>');
  }
  if (Array.isArray(value)) return value.map(part => withoutRegions(part, api));
  if (!isObject(value)) return value;
  const reference = referenceOf(value);
  if (reference === 'AWS::Region') return '<Region>';
  if (reference !== undefined) return reference.startsWith('AWS::') ? reference : '<resource>';
  if ('Fn::ImportValue' in value) return '<import>';
  if ('Fn::Join' in value) return joined(value['Fn::Join'], api);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutRegions(part, api)]));
}

/** As one text, where that is possible, since a Region may be a part of its own or in the middle of one. */
function joined([separator, parts]: [string, unknown], api: CheckedApi): unknown {
  if (!Array.isArray(parts)) return { join: withoutRegions(parts, api) };
  return parts.map(part => withoutRegions(part, api)).map(part => typeof part === 'string' ? part : JSON.stringify(part)).join(separator);
}

function show(value: unknown): string {
  return isObject(value) ? namesOf(Object.values(value).map(String)) : listOf(value).join(', ');
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}
