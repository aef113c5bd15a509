import * as http from 'http';
import * as https from 'https';
import { signedHeaders, Signer } from '../../health/signature.lambda';

export interface Answered {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: any;
}

/** What a service refuses, by its own name. */
export class ServiceError extends Error {
  constructor(readonly name: string, message: string) {
    super(message);
  }
}

/** What passes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const PASSING = /Throttl|Throughput|LimitExceeded|TooManyRequests|ReplicatedWriteConflict|TransactionInProgress/;
const TRIES = 4;
const FIRST_PAUSE_MS = 100;
const PATIENCE_MS = 5_000;

/** Those services of the Region that a tick needs, on Node's own HTTP client: its bundle has no SDK, which the local Regions would have to find. */
export class AwsServices {
  private readonly urls = new Map<string, URL>();

  /** @param suffix of the services' names, e.g. "amazonaws.com" */
  constructor(private readonly signer: Signer, private readonly suffix: string, private readonly endpoint?: string) {}

  /** An operation of DynamoDB. */
  dynamoDb(operation: string, input: object): Promise<any> {
    return this.call('dynamodb', `DynamoDB_20120810.${operation}`, input);
  }

  /** An operation of SQS. */
  sqs(operation: string, input: object): Promise<any> {
    return this.call('sqs', `AmazonSQS.${operation}`, input);
  }

  /** Has a function run, and waits for it, however long: its answer, or what it failed with. It is asked again only if it was not started. */
  async invoke(functionArn: string, event: object): Promise<{ readonly failed?: unknown }> {
    const path = `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
    const { status, headers, body } = await patiently(
      () => this.post('lambda', { 'content-type': 'application/json' }, event, path),
      answered => answered.status === 429,
    );
    return status === 200 && !headers['x-amz-function-error'] ? {} : { failed: body };
  }

  private async call(service: string, target: string, input: object): Promise<any> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
    const { status, body } = await patiently(
      () => this.post(service, headers, input, '/', PATIENCE_MS),
      answered => answered.status >= 500 || PASSING.test(typeOf(answered.body)),
      true,
    );
    if (status === 200) return body;
    throw new ServiceError(typeOf(body), body.message ?? body.Message ?? `${service} answered ${status}`);
  }

  private async post(service: string, headers: Record<string, string>, input: object, path: string, timeout?: number): Promise<Answered> {
    const url = new URL(path, this.urlOf(service));
    const body = JSON.stringify(input);
    const signed = signedHeaders({ url, service, headers, body }, this.signer, new Date());
    const { request, Agent } = url.protocol === 'http:' ? http : https;
    return new Promise((resolve, reject) => {
      // A connection for each: one that is kept may have died while the function was frozen. TCP keeps a long wait alive.
      const options = { method: 'POST', headers: { ...signed, 'content-length': Buffer.byteLength(body) }, agent: new Agent({ keepAlive: true, maxSockets: 1 }) };
      const sent = request(url, options, response => {
        let text = '';
        response.setEncoding('utf8')
          .on('data', data => { text += data; })
          .on('end', () => {
            options.agent.destroy();
            resolve({ status: response.statusCode!, headers: response.headers, body: parse(text) });
          })
          .on('error', reject);
      });
      if (timeout !== undefined) sent.setTimeout(timeout, () => sent.destroy(new Error(`${service} gave no answer in ${timeout} ms`)));
      sent.on('error', reject).end(body);
    });
  }

  private urlOf(service: string): URL {
    const known = this.urls.get(service) ?? new URL(this.endpoint ?? `https://${service}.${this.signer.region}.${this.suffix}`);
    this.urls.set(service, known);
    return known;
  }
}

/** Tries again after longer and longer pauses, a few seconds in all. */
async function patiently(ask: () => Promise<Answered>, isPassing: (answered: Answered) => boolean, isRepeatable = false): Promise<Answered> {
  for (let tried = 1; ; tried++) {
    try {
      const answered = await ask();
      if (tried === TRIES || !isPassing(answered)) return answered;
    } catch (error) {
      if (tried === TRIES || !isRepeatable) throw error;
    }
    await new Promise(resolve => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** tried));
  }
}

function typeOf(body: any): string {
  return String(body?.__type ?? '').split('#').pop()!;
}

function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
