import { AttributeValue } from './attribute-value';

const KEYWORDS = ['ADD', 'AND', 'BETWEEN', 'DELETE', 'IN', 'NOT', 'OR', 'REMOVE', 'SET'];
const EXPRESSIONS = ['ConditionExpression', 'FilterExpression', 'KeyConditionExpression', 'ProjectionExpression', 'UpdateExpression'];
/** The parameters of before expressions that have attributes' names as keys. */
const BY_NAME = ['AttributeUpdates', 'Expected', 'KeyConditions', 'QueryFilter', 'ScanFilter'];

/** The names of the top-level attributes that a request is about, beside those of its keys and items. */
export function accessedAttributes(input: any): string[] {
  return [
    ...EXPRESSIONS.flatMap(name => attributesIn(String(input[name] ?? ''), input.ExpressionAttributeNames)),
    ...BY_NAME.flatMap(name => Object.keys(input[name] ?? {})),
    ...[input.AttributesToGet ?? []].flat(),
  ];
}

/** The value that a query has for an attribute, by either kind of key condition. */
export function equalTo(attribute: string, input: any): AttributeValue | undefined {
  const { ComparisonOperator, AttributeValueList } = input.KeyConditions?.[attribute] ?? {};
  if (ComparisonOperator === 'EQ') return AttributeValueList?.[0];
  const equations = [...String(input.KeyConditionExpression ?? '').matchAll(/([\w#.-]+)\s*=\s*(:\w+)/g)];
  const [, , value = ''] = equations.find(([, name]) => nameOf(name, input.ExpressionAttributeNames) === attribute) ?? [];
  return input.ExpressionAttributeValues?.[value];
}

/** Neither functions, which have a parenthesis, nor values nor what is within an attribute. */
function attributesIn(expression: string, names: any): string[] {
  const found = expression.matchAll(/(?<![\w:.#])(#?[A-Za-z_0-9][\w-]*)(?!\w|\s*\()/g);
  return [...found].map(([, name]) => name).filter(name => !KEYWORDS.includes(name.toUpperCase()) && !/^\d/.test(name)).map(name => nameOf(name, names));
}

function nameOf(placeholder: string, names: any): string {
  return names?.[placeholder] ?? placeholder;
}
