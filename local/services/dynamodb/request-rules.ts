import { DynamoDbError } from './dynamodb-error';
import { ItemOperation } from './item-operations';

const MAX_EXPRESSION_BYTES = 4096;

const ORDERED = ['<', '<=', '>', '>=', 'between'];
const WITH_ORDER = ['S', 'N', 'B'];

/** Throws for a validated request that dynalite would take and AWS would not. */
export function refuseMalformed(operation: ItemOperation, data: any) {
  for (const [name, value] of Object.entries(data)) {
    const size = name.endsWith('Expression') ? Buffer.byteLength(value as string) : 0;
    if (size > MAX_EXPRESSION_BYTES) {
      throw DynamoDbError.validation(
        `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${size}`);
    }
  }
  refuseUnordered('ConditionExpression', data._condition?.expression);
  refuseUnordered('FilterExpression', data._filter?.expression);
  if (operation === 'DeleteItem' && !['ALL_OLD', 'NONE', undefined].includes(data.ReturnValues)) {
    throw DynamoDbError.validation('ReturnValues can only be ALL_OLD or NONE');
  }
  if (data.Select === 'COUNT' && (data.ProjectionExpression || data.AttributesToGet)) {
    const name = data.ProjectionExpression ? 'ProjectionExpression' : 'AttributesToGet';
    throw DynamoDbError.validation(`Cannot specify the ${name} when choosing to get only the Count`);
  }
  for (const [key, { AttributeValueList = [] }] of Object.entries<any>(data.KeyConditions ?? {})) {
    const empty = AttributeValueList.find(({ S, B }: any) => S === '' || B === '');
    if (empty) {
      throw DynamoDbError.validation('One or more parameter values are not valid. The AttributeValue for a key attribute ' +
        `cannot contain an empty ${empty.S === '' ? 'string' : 'binary'} value. Key: ${key}`);
    }
  }
}

/** Throws where a value that has no order, such as a list, is to be above or below another. */
function refuseUnordered(name: string, expression: any) {
  const args: any[] = expression?.args ?? [];
  if (ORDERED.includes(expression?.type)) {
    const unordered = args.filter(arg => !Array.isArray(arg) && arg.type !== 'function').map(arg => Object.keys(arg)[0])
      .find(type => !WITH_ORDER.includes(type));
    if (unordered) {
      throw DynamoDbError.validation(`Invalid ${name}: Incorrect operand type for operator or function; ` +
        `operator: ${expression.type.toUpperCase()}, operand type: ${unordered}`);
    }
  }
  args.forEach(arg => refuseUnordered(name, arg));
}
