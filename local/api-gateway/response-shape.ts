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
