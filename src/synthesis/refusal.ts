/**
 * The one sentence with which this library refuses bad input: which prop, the rule, what it got and, where it helps, the fix.
 */
export function refusal(rule: string, got: unknown, fix?: string): Error {
  return new Error(`${rule}, got: ${JSON.stringify(got)}${fix ? `. ${fix}` : ''}`);
}
