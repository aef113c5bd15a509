import { IConstruct } from 'constructs';
import { DEPLOYED, HealthCheckFacts, StackFacts, VERSION } from './stack-facts';
import { refusal } from '../synthesis/refusal';
import { isObject } from '../synthesis/template-values';

/** A health check as it was recorded. */
export interface RecordedHealthCheck extends HealthCheckFacts {
  /** None until the outputs of a deployment were recorded. */
  readonly id?: string;
}

/** A stack as it was recorded. */
export interface RecordedStack {
  readonly region: string;
  readonly name: string;
  readonly facts: StackFacts;
}

/**
 * What is recorded of the deployed stacks of the app, by "<Region>/<stack>":
 * `{ "version": 1, "stacks": { "us-east-1/Shop-us-east-1": { "healthChecks": …, "names": … } } }`.
 */
export function recordedStacks(scope: IConstruct): RecordedStack[] {
  const context = scope.node.tryGetContext(DEPLOYED);
  if (context === undefined) return [];
  if (!isObject(context) || context.version !== VERSION) {
    throw refusal(`The context \`${DEPLOYED}\` must be of version ${VERSION}`, isObject(context) ? { version: context.version } : context,
      `Use the version of this library that recorded it, or remove it from cdk.context.json and run ${RECORD}`);
  }
  const stacks = Object.entries(context.stacks ?? {});
  const [broken] = stacks.filter(([key, facts]) => !/^[a-z0-9-]+\/./.test(key) || !isFacts(facts));
  if (broken) {
    throw refusal(`The context \`${DEPLOYED}\` must hold what ${RECORD} writes`, Object.fromEntries([broken]), `Remove it from cdk.context.json, and run ${RECORD}`);
  }
  return stacks.map(([key, facts]) => {
    const [, region, name] = /^([^/]+)\/(.+)$/.exec(key)!;
    return { region, name, facts: facts as StackFacts };
  });
}

/** What is recorded of the health checks of an API, by Region; nothing of one that is not recorded. */
export function recordedHealthChecks(scope: IConstruct, apiName: string): Record<string, RecordedHealthCheck> {
  return Object.fromEntries(recordedStacks(scope).flatMap(({ region, facts: { healthChecks = {} } }) =>
    Object.hasOwn(healthChecks, apiName) ? [[region, healthChecks[apiName]]] : []));
}

/** The Regions in which a table has deployed replicas, the primary one first; nothing of a table that is not recorded. */
export function recordedReplicas(scope: IConstruct, tableName: string): string[] | undefined {
  const tables = recordedStacks(scope).flatMap(({ facts }) => Object.entries(facts.tables ?? {}));
  return tables.find(([name]) => name === tableName)?.[1].regions;
}

const RECORD = '`npx multi-region record`';

function isFacts(facts: unknown): boolean {
  if (!isObject(facts)) return false;
  const { tables = {}, names = {}, healthChecks = {} } = facts;
  return isObject(tables) && Object.values(tables).every(isTable)
    && isObject(names) && Object.values(names).every(name => typeof name === 'string')
    && isObject(healthChecks) && Object.values(healthChecks).every(isHealthCheck);
}

function isTable(table: unknown): boolean {
  return isObject(table) && Array.isArray(table.regions) && table.regions.length > 0 && typeof table.key === 'string'
    && [table.globalIndexes, table.localIndexes].every(indexes => indexes === undefined || isObject(indexes));
}

function isHealthCheck(check: unknown): boolean {
  return isObject(check) && (check.id === undefined || isUuid(check.id));
}

function isUuid(id: unknown): boolean {
  return typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
