import type { IncomingMessage } from 'http';
import { Answer, HttpServer } from '../machine/http-server';
import { LocalService, Signer } from '../machine/local-service';

const CREDENTIAL = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

/**
 * What unmodified AWS clients talk to: every service and every Region behind one port.
 *
 * The signature says which service and Region are meant; it is not verified.
 */
export class AwsEndpoint {
  private readonly server = new HttpServer((request, body) => this.answer(request, body));
  private services: readonly LocalService[] = [];

  start(port: number): Promise<string> {
    return this.server.start(port, '`awsPort` (`--aws-port`)');
  }

  /** Hands requests to these services from now on. */
  serve(services: readonly LocalService[]) {
    this.services = services.filter(({ answer }) => answer);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async answer(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const signer = signerOf(request);
    if (!signer) {
      return refuse(403, 'MissingAuthenticationTokenException', 'Sign the request as for AWS, with any credentials: its scope says which Region is meant');
    }
    const service = this.services.find(({ signingNames }) => signingNames.includes(signer.service));
    if (!service?.answer) {
      return refuse(400, 'UnknownOperationException', `The local Regions run ${listOf(this.services)}, not ${signer.service}`);
    }
    const { pathname: path, searchParams: query } = new URL(request.url!, 'http://localhost');
    return service.answer({ method: request.method!, path, query, headers: request.headers as Record<string, string | undefined>, body, signer });
  }
}

function signerOf({ headers }: IncomingMessage): Signer | undefined {
  const [credential, accessKeyId, region, service] = CREDENTIAL.exec(headers.authorization ?? '') ?? [];
  return credential === undefined ? undefined : { accessKeyId, region, service, sessionToken: headers['x-amz-security-token'] as string | undefined };
}

function listOf(services: readonly LocalService[]): string {
  return new Intl.ListFormat('en').format(services.map(({ name }) => name));
}

function refuse(statusCode: number, type: string, message: string): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }),
  };
}
