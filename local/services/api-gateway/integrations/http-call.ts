import * as http from 'http';
import * as https from 'https';
import { BackendAnswer, BackendRequest } from './backends';
import { BackendTimeout } from './outcome';

/** Asks an HTTP endpoint, and reads the whole answer as it is. Rejects with a `BackendTimeout` after the limit. */
export function httpCall(url: string, { method, headers, body }: BackendRequest, limitMs: number): Promise<BackendAnswer> {
  return new Promise((resolve, reject) => {
    const client = url.startsWith('https:') ? https : http;
    const signal = AbortSignal.timeout(limitMs);
    const fail = (error: Error) => reject(signal.aborted ? new BackendTimeout() : error);
    const request = client.request(url, { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) }, signal }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => resolve({ statusCode: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on('error', fail);
    request.end(body);
  });
}

/** Whether an address is of this machine: such endpoints are always called. */
export function isOnThisMachine(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
