import { accessedAttributes, equalTo } from './accessed-attributes';
import { AttributeValue, Item } from './attribute-value';
import { TableDefinition } from './table-definition';
import { partition } from '../../machine/aws-regions';
import { NeededPermission } from '../../machine/local-service';

/** What is done on one table, by a request or a part of it. */
interface TableAccess {
  readonly action: string;
  /** Its name or ARN. */
  readonly table: unknown;
  /** The request, or the part of it that is about this. */
  readonly input: any;
  /** Those it is about, or their keys. */
  readonly items: readonly Item[];
}

export interface TableOwner {
  readonly tables: readonly TableDefinition[];
  readonly region: string;
  readonly accountId: string;
}

const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem', Delete: 'DeleteItem', Get: 'GetItem', Put: 'PutItem', Update: 'UpdateItem',
};
const READS = ['BatchGetItem', 'GetItem', 'Query', 'Scan'];

/**
 * What a caller must be allowed for a request, on each of its tables; in transactions, for each item.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function neededPermissions(operation: string, input: any, owner: TableOwner): NeededPermission[] {
  const arn = (rest: string) => `arn:${partition(owner.region).name}:dynamodb:${owner.region}:${owner.accountId}:${rest}`;
  if (operation === 'DescribeLimits') return [{ action: 'dynamodb:DescribeLimits', resource: '*' }];
  return accessesOf(operation, input).flatMap((access): NeededPermission[] => {
    const { action, table, input: { IndexName: index } } = access;
    if (typeof table !== 'string') return []; // it is refused for that
    const definition = owner.tables.find(({ tableName }) => tableName === table.split('/').pop());
    const tableArn = table.startsWith('arn:') ? table : arn(`table/${table}`);
    return [{
      action: `dynamodb:${action}`,
      resource: typeof index === 'string' ? `${tableArn}/index/${index}` : tableArn,
      conditionKeys: () => conditionKeysOf(access, input, operation, definition),
      grantedBy: definition?.constructId,
    }];
  });
}

function accessesOf(operation: string, input: any): TableAccess[] {
  switch (operation) {
    case 'ListTables':
      return [{ action: operation, table: '*', input, items: [] }];
    case 'BatchGetItem':
      return Object.entries<any>(input.RequestItems ?? {}).map(([table, part]) =>
        ({ action: operation, table, input: part ?? {}, items: each(part?.Keys, key => key) }));
    case 'BatchWriteItem':
      return Object.entries<any>(input.RequestItems ?? {}).map(([table, writes]) =>
        ({ action: operation, table, input: {}, items: each(writes, ({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key) }));
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return [input.TransactItems ?? []].flat().flatMap(item => Object.entries<any>(item ?? {}).flatMap(([name, part]) =>
        TRANSACTION_ACTIONS[name] && part ? [{ action: TRANSACTION_ACTIONS[name], table: part.TableName, input: part, items: itemOf(part) }] : []));
    default:
      return [{ action: operation, table: input.TableName ?? input.ResourceArn, input, items: itemOf(input) }];
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
function conditionKeysOf({ action, input, items }: TableAccess, request: any, operation: string, table?: TableDefinition) {
  const indexes = [...table?.globalSecondaryIndexes ?? [], ...table?.localSecondaryIndexes ?? []];
  const keySchema = (indexes.find(({ indexName }) => indexName === input.IndexName) ?? table)?.keySchema;
  const partitionKey = keySchema?.find(({ keyType }) => keyType === 'HASH')?.attributeName ?? '';
  const leading = [...items.map(item => item[partitionKey]), equalTo(partitionKey, input)];
  const attributes = [...items.flatMap(item => Object.keys(item)), ...accessedAttributes(input)];
  const isOfSome = input.ProjectionExpression !== undefined || input.AttributesToGet !== undefined;
  return {
    'dynamodb:LeadingKeys': distinct(leading.flatMap(valuesOf)),
    'dynamodb:Attributes': distinct(attributes),
    'dynamodb:ReturnConsumedCapacity': [request.ReturnConsumedCapacity ?? 'NONE'],
    ...READS.includes(action) && {
      'dynamodb:Select': [input.Select ?? (isOfSome ? 'SPECIFIC_ATTRIBUTES' : input.IndexName === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES')],
    },
    ...['PutItem', 'UpdateItem', 'DeleteItem'].includes(action) && { 'dynamodb:ReturnValues': [input.ReturnValues ?? 'NONE'] },
    ...operation !== action && { 'dynamodb:EnclosingOperation': [operation] },
  };
}

function itemOf({ Key: key, Item: item = key }: any): Item[] {
  return item ? [item] : [];
}

function each(parts: any, itemIn: (part: any) => Item | undefined): Item[] {
  return [parts ?? []].flat().map(part => itemIn(part ?? {})).filter((item): item is Item => item !== undefined);
}

function valuesOf(value: AttributeValue | undefined): string[] {
  const text = value?.S ?? value?.N ?? value?.B;
  return text === undefined ? [] : [text];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
