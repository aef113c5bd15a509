import * as http from 'http';
import { text } from 'stream/consumers';
import { DrillResponse } from './drill-target';

export interface HttpMessage {
  readonly method: string;
  /** The name that is asked for may be another than the URL's, in `host`, which `fetch` does not send. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

/** Sends a request, and reads the answer; rejects with a `TimeoutError` where that is late. */
export async function exchange(url: string, { method, headers, body, timeoutMs }: HttpMessage): Promise<DrillResponse> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      http.request(url, { method, headers, signal }, resolve).on('error', reject).end(body);
    });
    return { status: response.statusCode!, servedBy: response.headers['x-served-by'] as string | undefined, text: await text(response) };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
