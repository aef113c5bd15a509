import type { APIGatewayProxyEvent } from 'aws-lambda';
import { errors, JWTPayload } from 'jose';
import { Authorities } from '../authorities';
import { HttpResponse } from '../http-message';
import { identityOf } from './identity-source';
import { REST_ANSWERS } from './rest-answers';
import { CognitoAuthorizerDefinition } from './rest-api-definition';
import { Authorized } from './rest-authorized';
import { bare, claimsOf, scopesOf } from '../tokens';

/**
 * Whom the token of a user pool lets in to a method: an access token where the method has scopes, else an id token.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
export async function authorizeByCognito(
  { identitySource, issuers, validationExpression, scopes }: CognitoAuthorizerDefinition, event: APIGatewayProxyEvent, { keysOf, clock }: Authorities,
): Promise<Authorized | { refused: HttpResponse }> {
  const token = identityOf(identitySource, event);
  if (!token) return unauthorized('there is no token');
  let claims: JWTPayload;
  try {
    claims = await claimsOfAny(bare(token), issuers, keysOf, clock.now());
  } catch (error) {
    return error instanceof errors.JWTExpired ? { refused: REST_ANSWERS.expiredToken } : unauthorized((error as Error).message);
  }
  const use = scopes.length > 0 ? 'access' : 'id';
  if (claims.token_use !== use) {
    return unauthorized(`the method ${use === 'id' ? 'has no scopes and needs an id token' : 'has scopes and needs an access token'}, got: ${claims.token_use}`);
  }
  if (use === 'id' && validationExpression && !new RegExp(`^(?:${validationExpression})$`).test(String(claims.aud))) {
    return unauthorized(`the token is for ${claims.aud}, the authorizer takes ${validationExpression}`);
  }
  if (use === 'access' && !scopesOf(claims).some(scope => scopes.includes(scope))) {
    return unauthorized(`the token is for ${scopesOf(claims).join(', ') || 'no scope'}, the method needs one of ${scopes.join(', ')}`);
  }
  return { authorizer: { claims: texts(claims) } };
}

async function claimsOfAny(token: string, [issuer, ...others]: readonly string[], keysOf: Authorities['keysOf'], now: number): Promise<JWTPayload> {
  try {
    return await claimsOf(token, issuer, keysOf, now);
  } catch (error) {
    const isOfAnother = error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss';
    if (!isOfAnother || others.length === 0) throw error;
    return claimsOfAny(token, others, keysOf, now);
  }
}

function unauthorized(reason: string) {
  return { refused: { ...REST_ANSWERS.unauthorized, reason } };
}

/** API Gateway writes all claims as text, those of time as dates. */
function texts(claims: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, name === 'exp' || name === 'iat' ? dateOf(Number(value)) : textOf(value)]));
}

function textOf(value: unknown): string {
  return typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value);
}

/** E.g. `Mon Nov 30 21:00:00 UTC 2026`. */
function dateOf(seconds: number): string {
  const [weekday, day, month, year, time] = new Date(seconds * 1000).toUTCString().split(/,? /);
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
