import { Writable } from 'node:stream';
import { Handler } from './handler-loader';

/** By which Lambda's runtime knows a handler that streams; frameworks look for it, too. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

const DELIMITER = Buffer.alloc(8);

/** A handler that writes its answer in place of returning it. */
export type StreamingHandler = (event: unknown, stream: ResponseStream, context: object) => unknown;

/** The global `awslambda` of Lambda's Node.js runtime. @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
export const AWS_LAMBDA = {
  streamifyResponse: (handler: StreamingHandler) => Object.assign(handler, { [STREAMING]: 'response' }),
  HttpResponseStream: {
    from: (stream: ResponseStream, metadata: object) => {
      stream.prelude = Buffer.concat([Buffer.from(JSON.stringify(metadata)), DELIMITER]);
      return stream;
    },
  },
};

export function isStreaming(handler: Handler | StreamingHandler): handler is StreamingHandler {
  return STREAMING in handler;
}

/** What a handler writes its answer into, part by part. */
export class ResponseStream extends Writable {
  /** Comes before the first part. */
  prelude?: Buffer;

  constructor(private readonly send: (part: Buffer) => void) {
    super();
  }

  setContentType() {} // of an answer without a prelude, which no API takes

  override _write(part: Buffer | string, encoding: BufferEncoding, done: () => void) {
    this.sendPrelude();
    this.send(Buffer.from(part as string, encoding));
    done();
  }

  override _final(done: () => void) {
    this.sendPrelude();
    done();
  }

  private sendPrelude() {
    if (this.prelude) this.send(this.prelude);
    this.prelude = undefined;
  }
}
