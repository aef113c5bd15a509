import { BlockList, isIP } from 'node:net';

/** Whether an event, or the part of it that a pattern is about, is one that is meant. */
export type EventMatcher = (event: unknown) => boolean;

type Leaf = string | number | boolean | null;
type LeafMatcher = (leaf: Leaf) => boolean;

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/**
 * The patterns of EventBridge, which are the filter policies of SNS, too. Throws an error that says what is wrong with a pattern.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function eventPattern(pattern: unknown): EventMatcher {
  if (!isObject(pattern)) throw new Error('a pattern is an object');
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new Error('a pattern is not empty');
  const matchers = entries.map(([name, part]) => isAlternative(name, part) ? anyOf(part.map(eventPattern)) : field(name, part));
  // Of a list, one element has to match all of it.
  return function matches(event: unknown): boolean {
    return Array.isArray(event) && event.length > 0 ? event.some(matches) : matchers.every(matcher => matcher(event));
  };
}

function anyOf<T>(matchers: readonly ((value: T) => boolean)[]): (value: T) => boolean {
  return value => matchers.some(matcher => matcher(value));
}

function isAlternative(name: string, part: unknown): part is object[] {
  return name === '$or' && Array.isArray(part) && part.length > 1 && part.every(isObject);
}

function field(name: string, part: unknown): EventMatcher {
  const matcher = Array.isArray(part) ? leaves(name, part) : isObject(part) ? eventPattern(part) : undefined;
  if (!matcher) throw new Error(`"${name}" must be an object or an array`);
  return event => matcher(isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined);
}

function leaves(name: string, alternatives: readonly unknown[]): EventMatcher {
  if (alternatives.length === 0) throw new Error(`"${name}" has an empty array`);
  return anyOf(alternatives.map(alternative => {
    if (isObject(alternative) && 'exists' in alternative) {
      if (typeof alternative.exists !== 'boolean') throw new Error(`"exists" of "${name}" must be true or false`);
      return (value: unknown) => (leavesOf(value).length > 0) === alternative.exists;
    }
    const matcher = leafMatcher(name, alternative);
    return (value: unknown) => leavesOf(value).some(matcher);
  }));
}

/** Objects are none. */
function leavesOf(value: unknown): Leaf[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === undefined || isObject(value) ? [] : [value as Leaf];
}

function leafMatcher(name: string, pattern: unknown): LeafMatcher {
  if (Array.isArray(pattern)) throw new Error(`"${name}" has an array in an array`);
  if (!isObject(pattern)) return leaf => leaf === pattern;
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(pattern);
  if (others.length > 0) throw new Error(`"${name}" has more than one operator in ${JSON.stringify(pattern)}`);
  switch (operator) {
    case 'anything-but': return anythingBut(name, operand);
    case 'numeric': return numeric(name, operand);
    case 'cidr': return cidr(name, operand);
    default: return textMatcher(name, operator, operand);
  }
}

function textMatcher(name: string, operator: string, operand: unknown): LeafMatcher {
  const isCaseless = ['prefix', 'suffix'].includes(operator) && isObject(operand);
  const given = isCaseless ? operand['equals-ignore-case'] : operand;
  if (typeof given !== 'string') throw new Error(`"${operator}" of "${name}" must have a string, got: ${JSON.stringify(operand)}`);
  const caseless = isCaseless || operator === 'equals-ignore-case';
  const folded = (text: string) => caseless ? text.toLowerCase() : text;
  const test = textTest(operator, folded(given));
  if (!test) throw new Error(`"${name}" has an unknown operator: ${operator}`);
  return leaf => typeof leaf === 'string' && test(folded(leaf));
}

function textTest(operator: string, operand: string): ((text: string) => boolean) | undefined {
  switch (operator) {
    case 'prefix': return text => text.startsWith(operand);
    case 'suffix': return text => text.endsWith(operand);
    case 'equals-ignore-case': return text => text === operand;
    case 'wildcard': {
      const pattern = wildcard(operand);
      return text => pattern.test(text);
    }
    default: return undefined;
  }
}

/** `*` is any text, `\*` an asterisk. */
function wildcard(text: string): RegExp {
  const parts = text.match(/\\[\\*]|[^]/g) ?? [];
  if (parts.some((part, i) => part === '*' && parts[i + 1] === '*')) throw new Error(`a wildcard has no two asterisks beside each other, got: ${text}`);
  const escaped = (part: string) => (part.length > 1 ? part[1] : part).replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  return new RegExp(`^${parts.map(part => part === '*' ? '[^]*' : escaped(part)).join('')}$`);
}

function anythingBut(name: string, operand: unknown): LeafMatcher {
  const [[operator, texts] = ['', undefined]] = isObject(operand) ? Object.entries(operand) : [];
  const excluded = isObject(operand)
    ? [texts].flat().map(text => textMatcher(name, operator, text))
    : [operand].flat().map(value => leafMatcher(name, value));
  if (excluded.length === 0) throw new Error(`"anything-but" of "${name}" has an empty array`);
  return leaf => !excluded.some(matcher => matcher(leaf));
}

function numeric(name: string, operand: unknown): LeafMatcher {
  const list = Array.isArray(operand) ? operand : [];
  const isComparison = (value: unknown, i: number) => i % 2 === 0 ? Object.hasOwn(COMPARISONS, String(value)) : typeof value === 'number';
  const tests = list.flatMap((operator, i) => i % 2 === 0 ? [[COMPARISONS[operator], list[i + 1]] as const] : []);
  if (![2, 4].includes(list.length) || !list.every(isComparison)) {
    throw new Error(`"numeric" of "${name}" must have one or two comparisons, as [">", 0, "<=", 5], got: ${JSON.stringify(operand)}`);
  }
  return leaf => typeof leaf === 'number' && tests.every(([test, bound]) => test(leaf, bound));
}

function cidr(name: string, operand: unknown): LeafMatcher {
  const [address, length] = String(operand).split('/');
  const list = new BlockList();
  try {
    list.addSubnet(address, Number(length ?? NaN), familyOf(address));
  } catch {
    throw new Error(`"cidr" of "${name}" must be a block of addresses, as 10.0.0.0/24, got: ${operand}`);
  }
  return leaf => typeof leaf === 'string' && isIP(leaf) > 0 && list.check(leaf, familyOf(leaf));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
