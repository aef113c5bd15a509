import type { IncomingMessage } from 'http';
import { refuse, refuseAccess } from './aws-refusal';
import { askedUrl } from '../machine/asked-url';
import { Answer, HttpServer } from '../machine/http-server';
import { LocalService, SignedRequest, Signer, UnsignedRequest } from '../machine/local-service';
import { traced } from '../machine/trace';

/** In the header, or in the query of a URL that is signed in advance; SigV4A names no Region. */
const CREDENTIAL = /Credential=([^/]+)\/\d+\/(?:([^/]+)\/)?([^/]+)\/aws4_request/;

/** What AWS would say to somebody who may not do what a request does; undefined if it is allowed. */
export type Authorizer = (request: SignedRequest, service: LocalService) => string | undefined;

/** Has a request answered or not, by what goes wrong on purpose. */
export type Passage = (request: SignedRequest, answer: () => Promise<Answer>) => Promise<Answer>;

const letPass: Passage = (_, answer) => answer();

/**
 * What unmodified AWS clients talk to: every service and every Region behind one port.
 *
 * The signature says which service and Region are meant, and who asks; it is not verified.
 */
export class AwsEndpoint {
  static readonly PORT_SETTING = '`awsPort` (`--aws-port`)';

  private readonly server = new HttpServer((request, body) => this.answer(request, body));
  private services: readonly LocalService[] = [];
  private pass = letPass;
  private authorize: Authorizer = () => undefined;

  start(port: number): Promise<string> {
    return this.server.start(port, AwsEndpoint.PORT_SETTING);
  }

  /** Hands requests to these services from now on, if they are allowed. @param authorize allows everything by default @param pass lets everything pass by default */
  serve(services: readonly LocalService[], authorize: Authorizer = () => undefined, pass: Passage = letPass) {
    this.services = services;
    this.authorize = authorize;
    this.pass = pass;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async answer(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const { pathname: path, searchParams: query } = askedUrl(request.url!);
    const unsigned: UnsignedRequest = { method: request.method!, path, query, headers: request.headers as Record<string, string | undefined>, body };
    const signer = signerOf(unsigned);
    if (!signer) {
      for (const service of this.services) {
        const answer = service.answerUnsigned?.(unsigned);
        if (answer) return answer;
      }
      return refuse(request, undefined, {
        statusCode: 403,
        code: 'MissingAuthenticationTokenException',
        message: 'Sign the request as for AWS, with any credentials: its scope says which service and Region are meant',
      });
    }
    return traced(unsigned.headers['x-amzn-trace-id'], () => this.ask({ ...unsigned, signer }));
  }

  /** Answers what somebody has signed. */
  ask(request: SignedRequest): Promise<Answer> {
    return this.pass(request, () => this.answerSigned(request));
  }

  private async answerSigned(request: SignedRequest): Promise<Answer> {
    const { signer } = request;
    const service = this.services.find(({ signingNames }) => signingNames.includes(signer.service));
    if (!service?.answer) {
      return refuse(request, signer.service, {
        statusCode: 501,
        code: 'NotImplemented',
        message: `The local Regions do not run ${signer.service}: \`--endpoint ${signer.service}=<url>\` says where handlers find it`,
      });
    }
    const refusal = this.authorize(request, service);
    return refusal === undefined ? service.answer(request) : refuseAccess(request, signer.service, refusal);
  }
}

function signerOf({ headers, query }: UnsignedRequest): Signer | undefined {
  const [credential, accessKeyId, region = '', service] = CREDENTIAL.exec(headers.authorization ?? `Credential=${query.get('X-Amz-Credential')}`) ?? [];
  return credential === undefined ? undefined : { accessKeyId, region, service, sessionToken: headers['x-amz-security-token'] };
}
