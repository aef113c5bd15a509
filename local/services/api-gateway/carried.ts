import { validateHeaderName, validateHeaderValue } from 'http';
import { HttpResponse } from './http-message';

/** A response, or another in its place if HTTP cannot carry it: the reason is for the log. */
export function carried(response: HttpResponse, otherwise: HttpResponse): HttpResponse {
  const problem = problemOf(response);
  return problem === undefined ? response : { ...otherwise, integration: response.integration, reason: `HTTP cannot carry the answer: ${problem}` };
}

function problemOf({ statusCode, headers }: HttpResponse): string | undefined {
  if (statusCode < 200) return `${statusCode} is no status of a last answer`;
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      [value].flat().forEach(one => validateHeaderValue(name, one));
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
