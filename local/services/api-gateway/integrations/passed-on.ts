/** Headers that belong to one connection, or that its own client writes. */
const OF_ONE_CONNECTION = new Set(['connection', 'content-length', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** The headers of a caller, as an endpoint gets them. */
export function passedOn(headers: readonly (readonly [name: string, value: string | string[]])[]): Record<string, string | string[]> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => !OF_ONE_CONNECTION.has(name)));
}
