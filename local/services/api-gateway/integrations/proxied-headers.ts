/** Headers that belong to one connection, or that the connection's own client writes. */
const OF_ONE_CONNECTION = new Set(['connection', 'content-length', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** What REST APIs put before the names of an endpoint's headers that are their own. */
const REMAPPED = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);

type Headers = Record<string, string | string[]>;

/** The headers of a caller, as an endpoint gets them. */
export function passedOn(headers: readonly (readonly [name: string, value: string | string[]])[]): Headers {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => !OF_ONE_CONNECTION.has(name)));
}

/** The headers of an endpoint, as the caller of a REST API gets them. */
export function remapped(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || ['keep-alive', 'transfer-encoding', 'upgrade'].includes(name) ? [] : [[REMAPPED.has(name) ? `x-amzn-remapped-${name}` : name, value]]));
}
