import { JWTPayload, jwtVerify, JWTVerifyGetKey } from 'jose';

/** Finds the key that an issuer has signed a token with. */
export type KeysOf = (issuer: string) => JWTVerifyGetKey;

/** The only ones that API Gateway takes. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/** What a token says that an issuer has signed, and that has not expired at a time in milliseconds. @throws jose's errors */
export async function claimsOf(token: string, issuer: string, keysOf: KeysOf, now: number): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, keysOf(issuer), { issuer, algorithms: ALGORITHMS, requiredClaims: ['exp'], currentDate: new Date(now) });
  return payload;
}

/** A token with or without the name of its scheme. */
export function bare(token: string): string {
  return token.replace(/^bearer\s+/i, '');
}

/** What a token is for. */
export function scopesOf({ scope, scp }: JWTPayload): string[] {
  const scopes = scope ?? scp ?? [];
  return Array.isArray(scopes) ? scopes : String(scopes).split(' ').filter(Boolean);
}
