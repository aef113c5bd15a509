import { BackendAnswer } from './backends';
import { HttpResponse } from '../http-message';
import { REST_ANSWERS } from '../rest-api/rest-answers';

/** What a backend said, or what the caller gets for its silence, and how long that took. */
export type Outcome = { readonly integration: { readonly latencyMs: number } } & (
  | { readonly answer: BackendAnswer; readonly failure?: undefined }
  | { readonly answer?: undefined; readonly failure: HttpResponse });

/** A backend that does not answer in time. */
export class BackendTimeout extends Error {}

/** A backend that is not on this machine: the message says so to the caller. */
export class NotHere extends Error {}

export interface BackendFailures {
  readonly timeout: HttpResponse;
  readonly unreachable: HttpResponse;
}

const REST_FAILURES: BackendFailures = { timeout: REST_ANSWERS.integrationTimeout, unreachable: REST_ANSWERS.integrationFailure };

/** Waits for a backend, in real time. */
export async function called(calling: Promise<BackendAnswer>, limitMs: number, failures: BackendFailures = REST_FAILURES): Promise<Outcome> {
  const start = performance.now();
  const integration = () => ({ latencyMs: Math.round(performance.now() - start) });
  try {
    const answer = await calling;
    return { answer, integration: integration() };
  } catch (error) {
    return { failure: failureOf(error as Error, limitMs, failures), integration: integration() };
  }
}

function failureOf(error: Error, limitMs: number, { timeout, unreachable }: BackendFailures): HttpResponse {
  if (error instanceof NotHere) return { statusCode: 501, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: error.message }) };
  return error instanceof BackendTimeout
    ? { ...timeout, reason: `the integration took longer than ${limitMs / 1000} s` }
    : { ...unreachable, reason: `the integration cannot be reached: ${error.message}` };
}
