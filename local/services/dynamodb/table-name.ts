import { DynamoDbError } from './dynamodb-error';

const TABLE_ARN = /^arn:[^:]+:dynamodb:([^:]+):\d*:table\/([^/]+)$/;

/** The name of a table that a request calls by its name or its ARN. */
export function tableName(nameOrArn: string, region: string): string {
  const [, arnRegion, name] = TABLE_ARN.exec(nameOrArn) ?? [];
  if (name === undefined) {
    return nameOrArn;
  }
  if (arnRegion !== region) {
    throw DynamoDbError.validation(`Invalid TableArn: ${nameOrArn} is in ${arnRegion}, the request was sent to ${region}`);
  }
  return name;
}

/** A request with its tables called by name, wherever it names them. */
export function withTableNames(input: any, region: string): any {
  const named = (request: any) => typeof request?.TableName === 'string'
    ? { ...request, TableName: tableName(request.TableName, region) }
    : request;

  if (isObject(input.RequestItems)) {
    return { ...input, RequestItems: mapKeys(input.RequestItems, name => tableName(name, region)) };
  }
  if (Array.isArray(input.TransactItems)) {
    return {
      ...input,
      TransactItems: input.TransactItems.map((item: unknown) => isObject(item)
        ? Object.fromEntries(Object.entries(item).map(([action, request]) => [action, named(request)]))
        : item),
    };
  }
  return named(input);
}

/** A batch's answer, with its tables called as the request called them. */
export function asAsked(answer: any, requestItems: object, region: string): object {
  const asked = new Map(Object.keys(requestItems).map(name => [tableName(name, region), name]));
  const renamed = { ...answer };
  for (const part of ['Responses', 'UnprocessedKeys', 'UnprocessedItems']) {
    if (renamed[part]) {
      renamed[part] = mapKeys(renamed[part], name => asked.get(name) ?? name);
    }
  }
  return renamed;
}

function mapKeys(object: object, rename: (key: string) => string): object {
  const entries = Object.entries(object).map(([key, value]) => [rename(key), value] as const);
  const renamed = Object.fromEntries(entries);
  if (Object.keys(renamed).length < entries.length) {
    throw DynamoDbError.validation('One or more parameter values were invalid: a table is called by its name and by its ARN in one request');
  }
  return renamed;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
