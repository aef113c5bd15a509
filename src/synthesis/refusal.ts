import { Construct } from 'constructs';

/**
 * The one sentence with which this library refuses bad input: which prop, the rule, what it got and, where it helps, the fix.
 */
export function refusal(rule: string, got: unknown, fix?: string): Error {
  return new Error(`${rule}, got: ${describe(got)}${fix ? `. ${fix}` : ''}`);
}

/** Whatever it is: a construct is told by its path, for it refers to its parent. */
function describe(got: unknown): string {
  const seen = new Set<unknown>();
  return JSON.stringify(got, (_, value) => {
    if (Construct.isConstruct(value)) return `the construct ${value.node.path}`;
    if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return '…';
    seen.add(value);
    return value;
  });
}
