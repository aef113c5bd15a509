import type { IncomingMessage } from 'node:http';
import { FunctionError } from './function-error';
import { InvocationMessage } from './invocation-message';
import { MAX_PAYLOAD_BYTES, responseTooLarge } from './payload-limits';
import { Answer, HttpServer } from '../../machine/http-server';

/** What a runtime says of itself and its invocations. */
export interface RuntimeEvents {
  onReady(): void;
  onResponse(payload: string): void;
  /** What it has streamed, which comes here at once. */
  onStreamed(payload: Buffer): void;
  onFailure(error: FunctionError, atInit: boolean): void;
}

/**
 * The Lambda Runtime API, for one environment: a process asks for its next invocation, and says what came of it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  private readonly server = new HttpServer((request, body) => this.answer(request, body), 0);
  private isReady = false;
  private current?: InvocationMessage;
  private toDo?: InvocationMessage;
  private asking?: (answer: Answer) => void;

  constructor(private readonly events: RuntimeEvents) {}

  /** Resolves to the value of `AWS_LAMBDA_RUNTIME_API`. */
  async start(): Promise<string> {
    const { port } = new URL(await this.server.start(0, 'the Runtime API'));
    return `127.0.0.1:${port}`;
  }

  /** Gives an invocation to the runtime, now or as soon as it asks. */
  send(message: InvocationMessage) {
    this.toDo = message;
    this.giveNext();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async answer({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const [, requestId, action] = /^\/2018-06-01\/runtime\/(?:invocation\/|)([^/]+)(?:\/(response|error))?$/.exec(url!) ?? [];
    if (method === 'GET' && requestId === 'next') {
      if (!this.isReady) this.events.onReady();
      this.isReady = true;
      return new Promise(resolve => {
        this.asking = resolve;
        this.giveNext();
      });
    }
    // What the process wrote before it answered is in its pipe, and read in this turn of the event loop.
    await new Promise(setImmediate);
    if (requestId === 'init') {
      this.events.onFailure(readError(body, headers), true);
    } else if (!action || requestId !== this.current?.requestId) {
      return refusal(400, 'InvalidRequestID', 'Invalid request ID');
    } else if (action === 'error') {
      this.events.onFailure(readError(body, headers), false);
    } else if (headers['lambda-runtime-function-response-mode'] === 'streaming') {
      this.events.onStreamed(body);
    } else if (body.length > MAX_PAYLOAD_BYTES) {
      this.events.onFailure(responseTooLarge(), false);
      return refusal(413, 'RequestEntityTooLarge', responseTooLarge().errorMessage);
    } else {
      this.events.onResponse(body.toString());
    }
    return json(202, { status: 'OK' });
  }

  private giveNext() {
    if (!this.toDo || !this.asking) return;
    const { requestId, deadline, functionArn, traceId, clientContext, event } = this.toDo;
    this.asking({
      statusCode: 200,
      headers: {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': deadline,
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-trace-id': traceId,
        ...clientContext !== undefined && { 'lambda-runtime-client-context': clientContext },
      },
      body: event,
    });
    this.current = this.toDo;
    this.toDo = this.asking = undefined;
  }
}

/** The error as the runtime tells it, which has its own details in each language. */
function readError(body: Buffer, headers: IncomingMessage['headers']): FunctionError {
  const { errorType = headers['lambda-runtime-function-error-type'] ?? 'Runtime.Unknown', errorMessage = '', ...details } = parsed(body.toString());
  return { errorType: String(errorType), errorMessage: String(errorMessage), ...details };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return { errorMessage: text };
  }
}

function refusal(statusCode: number, errorType: string, errorMessage: string): Answer {
  return json(statusCode, { errorMessage, errorType });
}

function json(statusCode: number, body: object): Answer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
