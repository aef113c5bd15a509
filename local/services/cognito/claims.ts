import { createHash, randomUUID } from 'crypto';
import { IssuerDefinition, userPoolId } from './issuer-definition';
import { TokenOptions } from './token-options';

const DEFAULT_EXPIRATION_SECONDS = 3600;

/**
 * What a token of an issuer says; `seconds` are since the epoch.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function claimsFor({ url: iss, audiences }: IssuerDefinition, options: TokenOptions, seconds: number): Record<string, unknown> {
  const { user, scopes, audience = audiences[0], claims, expiresIn = DEFAULT_EXPIRATION_SECONDS, use = scopes ? 'access' : 'id' } = options;
  const iat = Math.min(seconds, seconds + expiresIn); // of an expired one, too, before it expired
  const always = { iss, iat, exp: seconds + expiresIn, jti: randomUUID() };
  const scope = scopes && { scope: scopes.join(' ') };
  if (userPoolId(iss) === undefined) {
    return { ...always, sub: user, ...audience !== undefined && { aud: audience }, ...scope, ...claims };
  }
  const ofPool = { ...always, sub: subjectOf(iss, user), origin_jti: randomUUID(), auth_time: iat, token_use: use };
  return use === 'access'
    ? { ...ofPool, client_id: audience, version: 2, username: user, scope: 'aws.cognito.signin.user.admin', ...scope, ...claims }
    : { ...ofPool, 'aud': audience, 'event_id': randomUUID(), 'cognito:username': user, ...claims };
}

/** A user of a pool is a UUID, the same in all of its tokens. */
function subjectOf(issuer: string, user: string): string {
  const hash = createHash('sha256').update(`${issuer}/${user}`).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(12, 15)}`, `8${hash.slice(15, 18)}`, hash.slice(18, 30)].join('-');
}
