import jsep from 'jsep';
import { AwsError } from '../../machine/wire/aws-error';

/** A value for each period, the oldest first; nothing where there is no data. */
export type Series = readonly (number | undefined)[];
/** What an expression comes to: the same in all periods, one series, or several. */
type Value = number | Series | readonly Series[];

jsep.addBinaryOp('AND', 2);
jsep.addBinaryOp('OR', 1);

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => b === 0 ? undefined : a / b,
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  'AND': (a, b) => Number(a !== 0 && b !== 0),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  'OR': (a, b) => Number(a !== 0 || b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};

const AGGREGATES: Readonly<Record<string, (values: number[]) => number>> = {
  SUM: values => values.reduce((sum, value) => sum + value, 0),
  AVG: values => values.reduce((sum, value) => sum + value, 0) / values.length,
  MIN: values => Math.min(...values),
  MAX: values => Math.max(...values),
};

const ROUNDED: Readonly<Record<string, (value: number) => number>> = { ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor };

/**
 * What an expression comes to over the series of the queries it names.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function metricMath(expression: string, series: ReadonlyMap<string, Series>, metrics: ReadonlySet<string>, periods: number): Series {
  const all = Array<undefined>(periods).fill(undefined);
  const run = (node: jsep.Expression): Value => {
    switch (node.type) {
      case 'Literal': return node.value as number;
      case 'Identifier': return series.get(node.name as string) ?? refuse(`there is no query \`${node.name}\``);
      case 'ArrayExpression': return (node.elements as jsep.Expression[]).map(run).flatMap(value => seriesOf(value, all));
      case 'UnaryExpression': return each(run(node.argument as jsep.Expression), value => node.operator === '-' ? -value : value);
      case 'BinaryExpression': {
        const { operator, left, right } = node as jsep.BinaryExpression;
        const combine = OPERATORS[operator] ?? refuse(`\`${operator}\` is not supported here`);
        return combined(run(left), run(right), combine, all);
      }
      case 'CallExpression': return call((node.callee as jsep.Identifier).name, node.arguments as jsep.Expression[]);
      default: return refuse(`${node.type} is not supported here`);
    }
  };
  const call = (name: string, args: jsep.Expression[]): Value => {
    if (name === 'METRICS') {
      const part = args.length > 0 ? String((args[0] as jsep.Literal).value) : '';
      return [...metrics].filter(id => id.includes(part)).map(id => series.get(id)!);
    }
    if (name === 'FILL') return filled(run(args[0]), args[1]?.name === 'REPEAT' ? 'REPEAT' : run(args[1]) as number, all);
    const [first, second, third] = args.map(run);
    const aggregate = AGGREGATES[name];
    if (aggregate) return aggregated(first, aggregate, all);
    if (ROUNDED[name]) return each(first, ROUNDED[name]);
    if (name === 'IF') return chosen(first, second, third, all);
    return refuse(`the function ${name} is not supported here`);
  };
  const refuse = (why: string): never => {
    throw new AwsError('ValidationError', `The expression ${expression}: ${why}`);
  };
  let parsed: jsep.Expression;
  try {
    parsed = jsep(expression);
  } catch (error) {
    return refuse((error as Error).message);
  }
  const result = seriesOf(run(parsed), all);
  return result.length === 1 ? result[0] : refuse('it comes to several time series');
}

function seriesOf(value: Value, all: Series): Series[] {
  if (typeof value === 'number') return [all.map(() => value)];
  return isMany(value) ? [...value] : [value as Series];
}

function isMany(value: Value): value is readonly Series[] {
  return Array.isArray(value) && value.length > 0 && value.every(Array.isArray);
}

function each(value: Value, change: (value: number) => number): Value {
  if (typeof value === 'number') return change(value);
  const changed = (series: Series) => series.map(point => point === undefined ? undefined : change(point));
  return isMany(value) ? value.map(changed) : changed(value as Series);
}

function combined(left: Value, right: Value, combine: (a: number, b: number) => number | undefined, all: Series): Value {
  if (typeof left === 'number' && typeof right === 'number') return combine(left, right) ?? NaN;
  if (isMany(left)) return left.map(series => combined(series, right, combine, all) as Series);
  if (isMany(right)) return right.map(series => combined(left, series, combine, all) as Series);
  const [[a], [b]] = [seriesOf(left, all), seriesOf(right, all)];
  return all.map((_, i) => a[i] === undefined || b[i] === undefined ? undefined : combine(a[i], b[i]));
}

/** Over several series in each period, over one series in all of its periods. */
function aggregated(value: Value, aggregate: (values: number[]) => number, all: Series): Value {
  const defined = (values: Series) => {
    const present = values.filter(point => point !== undefined);
    return present.length > 0 ? aggregate(present) : undefined;
  };
  if (!isMany(value)) return typeof value === 'number' ? value : defined(value as Series) ?? all;
  return all.map((_, i) => defined(value.map(series => series[i])));
}

function filled(value: Value, by: number | 'REPEAT', all: Series): Value {
  const [series] = seriesOf(value, all);
  let last: number | undefined;
  return series.map(point => {
    last = point ?? last;
    return point ?? (by === 'REPEAT' ? last : by);
  });
}

function chosen(condition: Value, yes: Value, no: Value | undefined, all: Series): Value {
  const [[asked], [whereTrue], [otherwise]] = [seriesOf(condition, all), seriesOf(yes, all), no === undefined ? [all] : seriesOf(no, all)];
  return asked.map((point, i) => point === undefined ? undefined : point !== 0 ? whereTrue[i] : otherwise[i]);
}
