/** Whether a value is what a pattern asks for, e.g. `>= 500`, `= "GET"` or `!= 10.0.*`; `*` stands for anything, `%…%` is a regular expression. */
export function compares(value: unknown, operator: string, expected: string, isQuoted: boolean): boolean {
  if (value === undefined || value === null || typeof value === 'object') return false;
  const isNumber = !isQuoted && expected !== '' && Number.isFinite(Number(expected));
  switch (operator) {
    case '=': return isNumber ? Number(value) === Number(expected) : matches(String(value), expected);
    case '!=': return isNumber ? Number(value) !== Number(expected) : !matches(String(value), expected);
    case '>': return Number(value) > Number(expected);
    case '>=': return Number(value) >= Number(expected);
    case '<': return Number(value) < Number(expected);
    case '<=': return Number(value) <= Number(expected);
    default: return false;
  }
}

function matches(value: string, expected: string): boolean {
  const [, expression] = /^%(.+)%$/.exec(expected) ?? [];
  if (expression !== undefined) return new RegExp(expression).test(value);
  return new RegExp(`^${expected.split('*').map(part => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('.*')}$`, 's').test(value);
}
