import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Authorities } from '../authorities';
import { AuthorizerCache } from '../authorizer-cache';
import { authorizeByCognito } from './cognito-authorizer';
import { HttpResponse } from '../http-message';
import { authorizeByIam } from './iam-authorization';
import { Authorized } from './rest-authorized';
import { authorizeByFunction } from './rest-authorizer';
import { RestRequest } from './rest-event';

/** Who may invoke the methods of a REST API. */
export class RestAuthorization {
  private readonly cache: AuthorizerCache;

  constructor(private readonly authorities: Authorities) {
    this.cache = new AuthorizerCache(authorities.clock);
  }

  /** What is known of a caller, or the answer for one that is kept out. */
  async authorize(rest: RestRequest, event: APIGatewayProxyEvent): Promise<Authorized | { refused: HttpResponse }> {
    const { authorizer } = rest.match.route;
    if (!authorizer) return {};
    if (!this.authorities.auth) return { authorizer: authorizer.type === 'COGNITO_USER_POOLS' ? { claims: {} } : {} };
    switch (authorizer.type) {
      case 'AWS_IAM': return authorizeByIam(rest, this.authorities);
      case 'COGNITO_USER_POOLS': return authorizeByCognito(authorizer, event, this.authorities);
      default: return authorizeByFunction(authorizer, rest, event, this.authorities.invoke, this.cache);
    }
  }
}
