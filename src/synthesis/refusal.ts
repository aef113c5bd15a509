import { Construct } from 'constructs';
import { holdsLookupDummy } from './lookup-dummy';

/**
 * The one sentence with which this library refuses bad input: which prop, the rule, what it got and, where it helps, the fix.
 */
export function refusal(rule: string, got: unknown, fix?: string): Error {
  const told = holdsLookupDummy(got) ? 'It stands for what CDK has yet to look up, and this must be known before: write it into the code' : fix;
  return new Error(`${rule}, got: ${describe(got)}${told ? `. ${told}` : ''}`);
}

/**
 * Refuses a value that no construct is named for. CDK looks up what the app asks for when its first synthesis has ended, with dummies: they
 * pass, and what was looked up is judged by the next synthesis.
 */
export function refuseWhenKnown(rule: string, got: unknown, fix?: string) {
  if (!holdsLookupDummy(got)) throw refusal(rule, got, fix);
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
