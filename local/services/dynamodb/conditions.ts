import { AttributeValue } from './attribute-value';
import { COMPARISONS, size } from './comparisons';

/** A node of what dynalite's parser makes of an expression: an operand is a path, a value or a call of `size`. */
interface Expression {
  readonly type: string;
  readonly name?: string;
  readonly args: any[];
}

type Resolve = (operand: any) => AttributeValue | undefined;

/** The older parameters' operators, as expressions name them. */
const OPERATORS: Record<string, string> = {
  EQ: '=',
  NE: '<>',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  IN: 'in',
  BETWEEN: 'between',
  BEGINS_WITH: 'begins_with',
  CONTAINS: 'contains',
  NULL: 'attribute_not_exists',
  NOT_NULL: 'attribute_exists',
};

/** A validated request whose conditions and filters, in expressions or in the older parameters, are judged here, not by dynalite. */
export function withConditionsJudgedHere(data: any): any {
  const condition = data._condition?.expression ?? legacy(data.Expected, data.ConditionalOperator);
  const filter = data._filter?.expression ?? legacy(data.QueryFilter ?? data.ScanFilter, data.ConditionalOperator);
  return {
    ...data,
    ...condition && { _condition: { ...data._condition, expression: judgedHere(condition) } },
    ...filter && { _filter: { ...data._filter, expression: judgedHere(filter) } },
  };
}

/** dynalite maps the arguments of an expression to their values in an item, and asks whether the first is there. */
function judgedHere(expression: Expression): object {
  return { type: 'attribute_exists', args: { map: (resolve: Resolve) => holds(expression, resolve) ? [{ BOOL: true }] : [] } };
}

function holds({ type, name, args }: Expression, resolve: Resolve): boolean {
  switch (type) {
    case 'and': return args.every(arg => holds(arg, resolve));
    case 'or': return args.some(arg => holds(arg, resolve));
    case 'not': return !holds(args[0], resolve);
    default: {
      const [value, ...others] = args.map(arg => (arg.type === 'function' ? size(resolve(arg.args[0])) : resolve(arg)) ?? undefined);
      return COMPARISONS[name ?? type](value, others);
    }
  }
}

function legacy(conditions: Record<string, any> | undefined, operator: string = 'AND'): Expression | undefined {
  const args = Object.entries(conditions ?? {}).map(([attribute, condition]): Expression => {
    const { Exists, ComparisonOperator = Exists === false ? 'NULL' : 'EQ', Value, AttributeValueList = Value ? [Value] : [] } = condition;
    return ComparisonOperator === 'NOT_CONTAINS'
      ? { type: 'not', args: [{ type: 'contains', args: [[attribute], ...AttributeValueList] }] }
      : { type: OPERATORS[ComparisonOperator], args: [[attribute], ...AttributeValueList] };
  });
  return args.length ? { type: operator.toLowerCase(), args } : undefined;
}
