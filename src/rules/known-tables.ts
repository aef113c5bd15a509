import { ANY_REGION, DeployedResources, Resource } from './deployed-resources';
import { FUNCTION } from './functions-behind';
import { isObject, listOf, textOf } from '../synthesis/template-values';

/** A table that the app defines under a literal name. */
export interface DefinedTable {
  readonly definitions: Resource[];
  /** Where it has replicas. */
  readonly regions: string[];
  /** Whether it says by itself who may do what. */
  readonly hasPolicy: boolean;
}

/** A function that has the literal name of a table in a variable. */
export interface TableUse {
  readonly resource: Resource;
  readonly tableName: string;
  readonly variable: string;
}

export const TABLES = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'];

export function tablesIn(deployed: DeployedResources): Map<string, DefinedTable> {
  const tables = new Map<string, DefinedTable>();
  for (const resource of deployed.ofType(...TABLES)) {
    const { TableName: name, Replicas: replicas, ResourcePolicy: policy } = resource.properties;
    if (typeof name !== 'string') continue;
    const ofReplicas = listOf(replicas).filter(isObject);
    const regions = replicas === undefined ? [resource.region] : ofReplicas.flatMap(({ Region }) => textOf(Region, resource.region) ?? []);
    const known = tables.get(name);
    tables.set(name, {
      definitions: [...known?.definitions ?? [], resource],
      regions: [...known?.regions ?? [], ...regions],
      hasPolicy: known?.hasPolicy || policy !== undefined || ofReplicas.some(replica => replica.ResourcePolicy !== undefined),
    });
  }
  return tables;
}

/**
 * Who is given which tables: those of the app's APIs, imported ones included, and those that the app defines besides.
 *
 * A table of these may be called as something else is, a service, say: it must be in a variable for tables.
 */
export function tableUsesIn(deployed: DeployedResources, defined: Map<string, DefinedTable>): TableUse[] {
  const ours = new Set(deployed.tables.map(({ tableName }) => tableName));
  if (ours.size + defined.size === 0) return [];
  const functions = deployed.ofType(FUNCTION).filter(({ region }) => region !== ANY_REGION);
  return functions.flatMap(resource => Object.entries(resource.properties.Environment?.Variables ?? {})
    .map(([variable, value]) => ({ resource, tableName: String(value), variable }))
    .filter(({ tableName, variable }) => ours.has(tableName) || (defined.has(tableName) && /table/i.test(variable))));
}
