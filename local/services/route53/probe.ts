import { STATUS_CODES } from 'http';
import { HealthCheckDefinition } from './health-check-definition';

/** What a checker asks of an endpoint. */
export interface ProbeRequest {
  readonly checkerRegion: string;
  readonly protocol: 'http' | 'https' | 'tcp';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Aborted when the checker no longer waits for the answer. */
  readonly signal: AbortSignal;
}

export interface ProbeAnswer {
  readonly statusCode: number;
  readonly body?: string;
}

/** Sends one probe. Rejects when it cannot connect; for TCP, that it resolves is enough. */
export type Probe = (request: ProbeRequest) => Promise<ProbeAnswer>;

export interface ProbeOutcome {
  readonly success: boolean;
  /** In Route 53's words. */
  readonly status: string;
  /** The beginning of what the endpoint answered. @default - it did not answer */
  readonly answer?: string;
}

export const RESPONSE_TIMEOUT_MS = 2000;
const SEARCHED_BYTES = 5120;
const KEPT_ANSWER = 300;
/** In Route 53's words. */
export const TIMED_OUT = 'Connection timed out. The endpoint or the internet connection is down, or requests are being blocked by your firewall.';

/** Probes an endpoint once and judges its answer as a Route 53 checker does. Never rejects. */
export async function probeEndpoint(definition: HealthCheckDefinition, checkerRegion: string, probe: Probe): Promise<ProbeOutcome> {
  const protocol = protocolOf(definition);
  const abort = new AbortController();
  // Real time: the endpoint does real work on this machine, which a fast clock does not speed up.
  const timer = setTimeout(() => abort.abort(new Error(TIMED_OUT)), RESPONSE_TIMEOUT_MS);
  const timedOut = new Promise<never>((_, reject) => abort.signal.addEventListener('abort', () => reject(abort.signal.reason)));
  try {
    const answer = await Promise.race([timedOut, probe({
      checkerRegion,
      protocol,
      host: definition.fullyQualifiedDomainName!,
      port: definition.port ?? (protocol === 'https' ? 443 : 80),
      path: (definition.resourcePath ?? '').replace(/^\/?/, '/'),
      signal: abort.signal,
    })]);
    return protocol === 'tcp' ? success('TCP connection established') : { ...judge(definition, answer), answer: answer.body?.slice(0, KEPT_ANSWER) };
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

function protocolOf({ type }: HealthCheckDefinition): ProbeRequest['protocol'] {
  if (type === 'TCP') return 'tcp';
  return type.startsWith('HTTPS') ? 'https' : 'http';
}

function judge({ type, searchString = '' }: HealthCheckDefinition, { statusCode, body = '' }: ProbeAnswer): ProbeOutcome {
  const status = `HTTP Status Code ${statusCode}, ${STATUS_CODES[statusCode] ?? 'Unknown'}`;
  if (statusCode < 200 || statusCode >= 400) return failure(status);
  const searched = Buffer.from(body).subarray(0, SEARCHED_BYTES);
  if (type.endsWith('_STR_MATCH') && !searched.includes(searchString)) {
    return failure(`${status}. The search string was not found in the first ${SEARCHED_BYTES} bytes of the response body`);
  }
  return success(status);
}

function success(status: string): ProbeOutcome {
  return { success: true, status: `Success: ${status}` };
}

function failure(status: string): ProbeOutcome {
  return { success: false, status: `Failure: ${status}` };
}
