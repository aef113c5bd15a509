import { errors, JWTPayload } from 'jose';
import { Authorities } from '../authorities';
import { HTTP_ANSWERS } from './http-answers';
import { JwtAuthorizerDefinition } from './http-api-definition';
import { HttpApiRequest, HttpAuthorized } from './http-event';
import { requestVariable } from './http-variables';
import { HttpResponse } from '../http-message';
import { bare, claimsOf, scopesOf } from '../tokens';

/**
 * Whom a token lets in to a route, and what the function gets to know; or the answer, whose `www-authenticate` says why.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export async function authorizeByJwt(
  { identitySource, issuer, audiences, scopes }: JwtAuthorizerDefinition, http: HttpApiRequest, { keysOf, clock }: Authorities,
): Promise<HttpAuthorized | { refused: HttpResponse }> {
  const token = requestVariable(identitySource.slice(1), http);
  if (!token) return { refused: challenged(HTTP_ANSWERS.unauthorized, 'Bearer') };
  let claims: JWTPayload;
  try {
    claims = await claimsOf(bare(token), issuer, keysOf, clock.now());
  } catch (error) {
    return invalid(inAwsWords(error as Error), (error as Error).message);
  }
  const audience = [claims.aud ?? claims.client_id ?? []].flat() as string[];
  if (!audience.some(one => audiences.includes(one))) {
    return invalid('the token does not have a valid audience', `the token is for ${audience.join(', ') || 'nobody'}, the authorizer takes those for ${audiences.join(', ')}`);
  }
  const granted = scopesOf(claims).filter(scope => scopes.includes(scope));
  if (scopes.length > 0 && granted.length === 0) {
    const response = challenged(HTTP_ANSWERS.forbidden, `Bearer scope="${scopes.join(' ')}" error="insufficient_scope"`);
    return { refused: { ...response, reason: `the token is for ${scopesOf(claims).join(', ') || 'no scope'}, the route needs one of ${scopes.join(', ')}` } };
  }
  const told = { claims: texts(claims), scopes: scopes.length > 0 ? granted : null };
  return {
    context: Object.fromEntries(Object.entries(told.claims).map(([name, value]) => [`claims.${name}`, value])),
    told: { '1.0': told, '2.0': { jwt: told } },
  };

  function invalid(description: string, reason: string) {
    const challenge = `Bearer scope="${scopes.join(' ')}" error="invalid_token" error_description="${description}"`;
    return { refused: { ...challenged(HTTP_ANSWERS.unauthorized, challenge), reason } };
  }
}

function challenged(answer: HttpResponse, challenge: string): HttpResponse {
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } };
}

function inAwsWords(error: Error): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `the token does not have a valid ${error.claim === 'iss' ? 'issuer' : error.claim}`;
  return error instanceof errors.JWSSignatureVerificationFailed ? 'signature is invalid' : 'the token is not valid';
}

/** API Gateway writes all claims as text, lists in brackets. */
function texts(claims: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
