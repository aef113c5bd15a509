import { Authorities } from '../authorities';
import { AuthorizerCache } from '../authorizer-cache';
import { HTTP_ANSWERS } from './http-answers';
import { authorizeByFunction } from './http-authorizer';
import { HttpApiRequest, HttpAuthorized } from './http-event';
import { authorizeByJwt } from './jwt-authorizer';
import { HttpResponse } from '../http-message';
import { methodArn } from '../method-arn';
import { signatureOf } from '../signature';

/** What functions get of callers whom nobody asks. */
const UNASKED: Record<'AWS_IAM' | 'JWT' | 'REQUEST', HttpAuthorized['told']> = {
  AWS_IAM: { '1.0': undefined, '2.0': { iam: {} } },
  JWT: { '1.0': { claims: {}, scopes: null }, '2.0': { jwt: { claims: {}, scopes: null } } },
  REQUEST: { '1.0': { claims: null, scopes: null }, '2.0': { lambda: {} } },
};

/** Who may invoke the routes of an HTTP API. */
export class HttpAuthorization {
  private readonly cache: AuthorizerCache;

  constructor(private readonly authorities: Authorities) {
    this.cache = new AuthorizerCache(authorities.clock);
  }

  /** What is known of a caller, or the answer for one that is kept out; nothing of one whom nobody asks. */
  async authorize(http: HttpApiRequest): Promise<HttpAuthorized | { refused: HttpResponse } | undefined> {
    const { authorizer } = http.route;
    if (!authorizer) return undefined;
    if (!this.authorities.auth) return { context: null, told: UNASKED[authorizer.type] };
    switch (authorizer.type) {
      case 'AWS_IAM': return this.authorizeByIam(http);
      case 'JWT': return authorizeByJwt(authorizer, http, this.authorities);
      case 'REQUEST': return authorizeByFunction(authorizer, http, this.authorities.invoke, this.cache);
    }
  }

  /** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html */
  private authorizeByIam({ httpApi, request, entry }: HttpApiRequest): HttpAuthorized | { refused: HttpResponse } {
    const signature = signatureOf(request, httpApi);
    if ('problem' in signature) return { refused: { ...HTTP_ANSWERS.forbidden, reason: signature.problem.message } };
    const { caller, refusal } = this.authorities.identify(signature, methodArn(httpApi, entry, request.method));
    if (refusal !== undefined) return { refused: { ...HTTP_ANSWERS.forbidden, reason: refusal } };
    const { accessKeyId: accessKey, accountId, userArn, userId } = caller;
    const iam = { accessKey, accountId, callerId: userId, cognitoIdentity: null, principalOrgId: null, userArn, userId };
    return { context: null, told: { '1.0': undefined, '2.0': { iam } }, caller };
  }
}
