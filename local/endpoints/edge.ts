import type { IncomingMessage } from 'http';
import { Authority } from '../machine/authority';
import { Answer, Answerer, HttpServer } from '../machine/http-server';
import { Journal } from '../machine/journal';
import { NoAnswer } from '../machine/no-answer';
import { regionOfAddress } from '../machine/region-networks';
import { traceIdOf } from '../machine/trace';
import { HttpRequest, HttpResponse } from '../services/api-gateway/http-message';

/** The names that are served, and where they lead. */
export interface EdgeNames {
  /** Every name, for a caller who asks for another. */
  readonly all: readonly string[];
  /** The name that a caller means who asks for `localhost`. */
  readonly defaultHost?: string;
  /** Finds the Region for a name, as DNS would for a caller who is there. */
  locate(host: string, from: string): { region: string; handle(request: HttpRequest): Promise<HttpResponse> } | undefined;
  /** The host that DNS leads a caller to by a name that leads to none of the Regions, if it has a record. */
  elsewhere(host: string, from: string): string | undefined;
}

/** Answers what is no request of a caller: undefined for one that is. */
export type PageAnswerer = (...asked: Parameters<Answerer>) => ReturnType<Answerer> | undefined;

const NO_PAGE: PageAnswerer = () => undefined;

export interface EdgeOptions {
  readonly names: EdgeNames;
  /** Where a caller is who does not say. */
  readonly defaultFrom: string;
  /** The Regions in which a caller can be. */
  readonly locations: readonly string[];
  readonly journal: Journal;
  /** Has a Region answer or not, by what goes wrong on purpose. @default - it answers */
  readonly reach?: (region: string, answer: () => Promise<HttpResponse>) => Promise<HttpResponse>;
}

/**
 * The port that callers use: it asks DNS for the nearest healthy Region, as they would, and hands the request over.
 *
 * A caller names its place with `x-client-location: eu-west-1`, or comes from an address in it; the answer says in `x-served-by` which Region it came
 * from. Where DNS leads to a host outside the Regions, that host is named there, and the answer is a 503 that says so.
 */
export class Edge {
  static readonly PORT_SETTING = '`port` (`--port`)';

  static readonly HTTPS_PORT_SETTING = '`httpsPort` (`--https-port`)';

  private readonly server = new HttpServer((request, body) => this.page(request, body) ?? this.answer(request, body));
  private secureServer?: HttpServer;
  private page = NO_PAGE;

  constructor(private readonly options: EdgeOptions) {}

  start(port: number, address?: string): Promise<string> {
    return this.server.start(port, Edge.PORT_SETTING, address);
  }

  /** Listens for HTTPS, too: to who asks for a name that is served, it shows a certificate of that name. */
  startSecure(port: number, authority: Authority, address?: string): Promise<string> {
    const server = this.secureServer = new HttpServer((request, body) => this.answer(request, body), undefined, {
      SNICallback: (name, found) => this.isServed(name) ? found(null, authority.contextFor(name)) : found(new Error(`${name} is not served here`)),
      ...authority.credentialsFor('localhost'),
    });
    return server.start(port, Edge.HTTPS_PORT_SETTING, address);
  }

  async stop(): Promise<void> {
    await Promise.all([this.server.stop(), this.secureServer?.stop()]);
  }

  private isServed(name: string): boolean {
    return name === 'localhost' || this.options.names.all.includes(name.toLowerCase().replace(/\.localhost$/, ''));
  }

  /** Has a page answer what is asked of it. */
  serve(page: PageAnswerer) {
    this.page = page;
  }

  private async answer(message: IncomingMessage, body: Buffer): Promise<Answer> {
    const start = performance.now();
    const from = (message.headers['x-client-location'] as string | undefined) ?? regionOfAddress(message.socket.remoteAddress ?? '') ?? this.options.defaultFrom;
    const host = this.hostOf(message);
    const isLocated = this.options.locations.includes(from);
    const region = isLocated ? this.options.names.locate(host, from) : undefined;
    const elsewhere = isLocated && !region ? this.options.names.elsewhere(host, from) : undefined;
    const { reach = (_, answer) => answer() } = this.options;
    const servedBy = region?.region ?? elsewhere;
    const tell = (statusCode: number, reason: string | undefined, traceId?: string) => {
      const { method, url } = message as { method: string; url: string };
      this.options.journal.write('request', { method, url, from, statusCode, servedBy, reason, durationMs: performance.now() - start, traceId });
    };
    let response: HttpResponse;
    try {
      response = region
        ? await reach(region.region, () => region.handle(toRequest(message, host, body)))
        : elsewhere === undefined ? this.refuse(host, from) : notHere(host, elsewhere);
    } catch (error) {
      if (error instanceof NoAnswer) tell(0, error.message);
      throw error;
    }
    tell(response.statusCode, response.reason ?? ownWords(response, region === undefined), traceIdOf(response.traceId));
    return { ...response, headers: { ...response.headers, ...servedBy !== undefined && { 'x-served-by': servedBy } } };
  }

  /** Browsers take any name below `localhost` to this machine, e.g. `eu-west-1.hello.example.com.localhost:3000`. */
  private hostOf({ headers: { host = '' } }: IncomingMessage): string {
    const name = host.replace(/:\d+$/, '').toLowerCase().replace(/\.localhost$/, '');
    return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(name) ? this.options.names.defaultHost ?? name : name;
  }

  private refuse(host: string, from: string): HttpResponse {
    const { locations, names: { all: hosts } } = this.options;
    if (locations.includes(from) && hosts.includes(host)) return plain(404, `No record of ${host} is for callers in ${from}`);
    return locations.includes(from)
      ? plain(404, `No record for ${host}. The names served here are: ${hosts.join(', ')}. Say one in the header Host, or put .localhost behind it`)
      : plain(400, `x-client-location must be an AWS Region, got: ${from}`);
  }
}

/** What the body says of an answer that is none of a function or integration, as its error's type or a 501 tells, or that no Region gave. */
function ownWords({ statusCode, headers, body }: HttpResponse, isOfNoRegion: boolean): string | undefined {
  if (statusCode < 400 || !(isOfNoRegion || statusCode === 501 || 'x-amzn-errortype' in headers)) return undefined;
  return /"[Mm]essage":"((?:[^"\\]|\\.)*)"/.exec(String(body))?.[1];
}

/** What stands by is not on this machine: a caller is told where it is, and gets nothing that looks like its answer. */
function notHere(host: string, elsewhere: string): HttpResponse {
  const reason = `DNS leads to ${elsewhere}, which is outside the local Regions`;
  return { ...plain(503, `${host}: ${reason}. On AWS, callers are answered from there`), reason };
}

function toRequest(message: IncomingMessage, host: string, body: Buffer): HttpRequest {
  const headers: [string, string][] = [];
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    headers.push([message.rawHeaders[i], message.rawHeaders[i + 1]]);
  }
  return {
    method: message.method!,
    url: message.url!,
    host,
    headers,
    body,
    sourceIp: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
  };
}

function plain(statusCode: number, message: string): HttpResponse {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
