import { withoutAbsentFunctions } from './absent-functions';
import { appResources } from './app-resources';
import { AssembledStack } from './assembly';
import { Definitions, Deployed } from './deployed';
import { findReferred } from './referred';
import { DefinitionFiles, ServiceTemplate } from './service-template';
import { findUnsupported } from './unsupported';
import { DEFAULT_VALUES_FILE, LocalValues } from '../machine/local-values';

/** Reads what the services whose templates these are have to create; they include those of `Definitions`. */
export function readDeployed(stacks: AssembledStack[], templates: readonly ServiceTemplate[], files: DefinitionFiles): Deployed {
  const resources = appResources(stacks, templates);
  const definitions = merge(templates.flatMap(template => resources.map(stack => template.define?.(stack, files) ?? {})));
  const apiRegions = [...definitions.restApis, ...definitions.httpApis].map(({ region }) => region);
  const { tables, queues, topics, rules, schedules } = definitions;
  if ([apiRegions, tables, queues, topics, rules, schedules].every(({ length }) => length === 0)) {
    throw new Error('The app has no API, table, queue, topic, rule or schedule: there is nothing to run');
  }
  return {
    ...definitions,
    ...withoutAbsentFunctions(definitions),
    regions: distinct([
      ...stacks.map(({ region }) => region).filter(region => apiRegions.includes(region)),
      ...definitions.tables.flatMap(table => table.regions),
      ...stacks.map(stack => stack.region),
    ]),
    accountId: stacks[0].accountId,
    values: stacks[0].values ?? NO_VALUES,
    assumedRegion: assumedRegion(stacks),
    unsupported: [...resources.flatMap(stack => findUnsupported(stack, templates)), ...findReferred(resources, definitions)],
  };
}

function assumedRegion(stacks: AssembledStack[]): Deployed['assumedRegion'] {
  return stacks.flatMap(({ region, regionFrom: from }) => from === undefined ? [] : [{ region, from }])[0];
}

/** Of templates that are read for other ends than to run them. */
export const NO_VALUES: LocalValues = { file: DEFAULT_VALUES_FILE, secrets: {}, parameters: {} };

export const NOTHING: Definitions = {
  restApis: [],
  httpApis: [],
  domainNames: [],
  tables: [],
  functions: [],
  eventSourceMappings: [],
  eventInvokeConfigs: [],
  absentFunctions: [],
  aliasDeployments: [],
  recordSets: [],
  hostedZones: [],
  healthChecks: [],
  experimentTemplates: [],
  alarms: [],
  logGroups: [],
  metricFilters: [],
  roles: [],
  policies: [],
  resourcePolicies: [],
  userPools: [],
  queues: [],
  eventBuses: [],
  rules: [],
  schedules: [],
  scheduleGroups: [],
  mailIdentities: [],
  secrets: [],
  storedParameters: [],
  stacks: [],
  topics: [],
  subscriptions: [],
};

/** Lists of the same name become one. */
function merge(parts: object[]): Definitions {
  const merged: Definitions & Record<string, unknown[]> = { ...NOTHING };
  for (const [name, list] of parts.flatMap(part => Object.entries(part) as [string, unknown[]][])) {
    merged[name] = [...merged[name] ?? [], ...list];
  }
  return merged;
}

function distinct(regions: string[]): string[] {
  return [...new Set(regions)];
}
