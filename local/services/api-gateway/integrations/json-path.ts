import { JSONPath } from 'jsonpath-plus';

/** A path that can lead to many places: what it gives is a list. */
const INDEFINITE = /\.\.|\*|\?\(|\[[^\]'"]*[,:]/;

/** What a JSONPath leads to, undefined for nothing. */
export function jsonPath(json: unknown, path: string): unknown {
  if (typeof json !== 'object' || json === null) return path === '$' ? json : undefined;
  const found: unknown[] = JSONPath({ json, path, wrap: true, eval: 'safe' });
  return INDEFINITE.test(path) ? found : found[0];
}

/** A body as JSON, if it is that. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
