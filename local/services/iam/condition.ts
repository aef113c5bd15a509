import { Lookup, Pattern, PatternOptions } from './pattern';

type Compare = (lookup: Lookup, actual: string) => boolean;
type Operator = (expected: string, variables: boolean) => Compare;

/** What an operator compares; those with a "Not" are the contrary. No address is as AWS would see it. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: text({ wildcards: 'none' }),
  StringEqualsIgnoreCase: text({ wildcards: 'none', ignoreCase: true }),
  StringLike: text({}),
  BinaryEquals: text({ wildcards: 'none', variables: false }),
  Bool: text({ wildcards: 'none', ignoreCase: true }),
  ArnEquals: text({ wildcards: 'arn' }),
  ArnLike: text({ wildcards: 'arn' }),
  IpAddress: () => () => false,
  NumericEquals: order(Number, (actual, expected) => actual === expected),
  NumericLessThan: order(Number, (actual, expected) => actual < expected),
  NumericLessThanEquals: order(Number, (actual, expected) => actual <= expected),
  NumericGreaterThan: order(Number, (actual, expected) => actual > expected),
  NumericGreaterThanEquals: order(Number, (actual, expected) => actual >= expected),
  DateEquals: order(timeOf, (actual, expected) => actual === expected),
  DateLessThan: order(timeOf, (actual, expected) => actual < expected),
  DateLessThanEquals: order(timeOf, (actual, expected) => actual <= expected),
  DateGreaterThan: order(timeOf, (actual, expected) => actual > expected),
  DateGreaterThanEquals: order(timeOf, (actual, expected) => actual >= expected),
};

/**
 * One key of one operator in a statement's condition.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export class Condition {
  private readonly quantifier?: string;
  private readonly ifExists: boolean;
  private readonly isNegated: boolean;
  private readonly operator: string;
  private readonly compares: readonly Compare[];

  constructor(operator: string, readonly key: string, private readonly expected: readonly string[], variables: boolean) {
    const [, quantifier, name, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator)!;
    this.quantifier = quantifier;
    this.ifExists = ifExists !== undefined;
    this.isNegated = name.includes('Not');
    this.operator = name.replace('Not', '');
    this.compares = expected.map(one => OPERATORS[this.operator]?.(one, variables) ?? (() => false));
  }

  holds(lookup: Lookup): boolean {
    const values = lookup(this.key);
    const actual = values?.length === 0 ? undefined : values;
    if (this.operator === 'Null') return this.expected.includes(String(actual === undefined));
    if (actual === undefined) return this.ifExists || this.quantifier === 'ForAllValues' || (this.isNegated && this.quantifier === undefined);
    const one = (value: string) => this.compares.some(compare => compare(lookup, value)) !== this.isNegated;
    return this.quantifier === 'ForAnyValue' ? actual.some(one) : actual.every(one);
  }
}

function text(options: PatternOptions): Operator {
  return (expected, variables) => {
    const pattern = new Pattern(expected, { variables, ...options });
    return (lookup, actual) => pattern.matches(actual, lookup);
  };
}

function order(read: (text: string) => number, compare: (actual: number, expected: number) => boolean): Operator {
  return expected => (_, actual) => compare(read(actual), read(expected));
}

/** Of a date, or of seconds since 1970. */
function timeOf(date: string): number {
  return /^\d+$/.test(date) ? Number(date) * 1000 : Date.parse(date);
}
