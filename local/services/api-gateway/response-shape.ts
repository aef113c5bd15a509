export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Each part of a function's answer may be left out. */
export function isAbsentOr(value: unknown, holds: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || holds(value);
}

export function isStatus(value: unknown): boolean {
  return /^[1-5]\d\d$/.test(String(value));
}

/** What both kinds of API ask of an answer with headers and a body. */
export function hasWellFormedParts({ headers, multiValueHeaders, body }: Record<string, unknown>): boolean {
  return isAbsentOr(body, value => typeof value === 'string')
    && isAbsentOr(headers, value => isObject(value) && Object.values(value).every(header => typeof header !== 'object' || header === null))
    && isAbsentOr(multiValueHeaders, value => isObject(value) && Object.values(value).every(Array.isArray));
}

/** The headers of an answer in lower case, without those that are dropped or have no value. */
export function answerHeaders(all: [string, unknown][], dropped: ReadonlySet<string>): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of all) {
    const key = name.toLowerCase();
    if (dropped.has(key) || value === null || value === undefined) continue;
    headers[key] = Array.isArray(value) ? value.map(String) : String(value);
  }
  return headers;
}

/** For the log: what a function should not have answered. */
export function malformed(payload: unknown): string {
  return `malformed Lambda proxy response: ${JSON.stringify(payload)?.slice(0, 200)}`;
}
