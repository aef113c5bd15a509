/** A mapped value that is not read from anywhere, e.g. `*` for `'*'`. */
export function staticValue(mapped: string): string | undefined {
  return /^'(.*)'$/s.exec(mapped)?.[1];
}
