import * as http from 'http';
import * as https from 'https';
import { AddressInfo } from 'net';
import { Readable } from 'stream';
import { pipeline } from 'stream/promises';
import { NoAnswer } from './no-answer';
import { portHolder } from './port-holder';

export type Answer = {
  readonly statusCode: number;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body: string | Buffer;
  /** What is sent in place of the body, as it is written. @default - the body is all */
  readonly rest?: Readable;
};
export type Answerer = (request: http.IncomingMessage, body: Buffer) => Promise<Answer>;

const LOOPBACK = '127.0.0.1';

/** An HTTP server on the loopback address that answers one whole request with one answer. */
export class HttpServer {
  private readonly server: http.Server | https.Server;

  /**
   * @param keepAliveMs how long a connection is kept on which nothing is asked, 0 for as long as the client wants
   * @param tls what a server of HTTPS shows; without it, the server is one of HTTP
   */
  constructor(answer: Answerer, keepAliveMs: number = 60_000, private readonly tls?: https.ServerOptions) {
    const listener: http.RequestListener = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        answer(request, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
          .catch(error => error instanceof NoAnswer ? hangUp(request, error) : failure(error))
          .then(({ statusCode, headers, body, rest }) => {
            if (rest) return stream(response, statusCode, headers, rest);
            response.writeHead(statusCode, { ...headers, 'content-length': Buffer.byteLength(body) });
            response.end(request.method === 'HEAD' ? undefined : body);
            return undefined;
          })
          .catch(() => response.destroy()); // e.g. a header value that HTTP does not allow
      });
    };
    this.server = tls ? https.createServer(tls, listener) : http.createServer(listener);
    this.server.keepAliveTimeout = keepAliveMs;
  }

  /** Listens, on a free port for 0; `setting` is what chooses it, for messages. Resolves to the URL. */
  async start(port: number, setting: string, address: string = LOOPBACK): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, setting)));
      this.server.listen(port, address, resolve);
    });
    return `${this.tls ? 'https' : 'http'}://${address === LOOPBACK ? 'localhost' : address}:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

/** An answer without a length: a caller who is cut off in it knows that there was more to come. */
function stream(response: http.ServerResponse, statusCode: number, headers: http.OutgoingHttpHeaders, rest: Readable): Promise<void> {
  response.writeHead(statusCode, headers).flushHeaders();
  return pipeline(rest, response);
}

/** Refuses a port that nobody can listen at, or that is meant twice, before there is anything to listen for. */
export async function validatePorts(ports: [port: number | undefined, setting: string][]) {
  const servers: HttpServer[] = [];
  try {
    for (const [port = 0, setting] of ports) {
      const server = new HttpServer(async () => ({ statusCode: 503, headers: {}, body: '' }));
      await server.start(port, setting);
      servers.push(server);
    }
  } finally {
    await Promise.all(servers.map(server => server.stop()));
  }
}

/** Says in a sentence why a port cannot be listened at. */
export function listenError(error: NodeJS.ErrnoException, port: number, setting: string): Error {
  switch (error.code) {
    case 'EADDRINUSE': {
      const holder = portHolder(port);
      return new Error(`Port ${port} is in use${holder ? ` by ${holder}` : ''}: stop what listens there, or choose another ${setting}, 0 for any free one`);
    }
    case 'EACCES': return new Error(`Port ${port} needs privileges: choose a ${setting} above 1023`);
    default: return error;
  }
}

/** Ends the connection, after the silence if there is to be one. */
async function hangUp({ socket }: http.IncomingMessage, noAnswer: NoAnswer): Promise<never> {
  if (noAnswer.isSilent) await noAnswer.over;
  socket.resetAndDestroy();
  throw noAnswer;
}

function failure(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  return { statusCode: 500, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
