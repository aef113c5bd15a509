/** Somebody whose tokens an API takes: a user pool, or any other issuer. */
export interface IssuerDefinition {
  /** As tokens have it, e.g. `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123`. */
  readonly url: string;
  /** The construct path of a user pool of the app. */
  readonly path?: string;
  /** Whom its tokens are for: ids of clients, or audiences. */
  readonly audiences: readonly string[];
}

const POOL = /^https:\/\/cognito-idp\.[\w-]+\.amazonaws\.com(?:\.cn)?\/([\w-]+)$/;

/** The id of the user pool that issues tokens under a URL, if it is one. */
export function userPoolId(issuer: string): string | undefined {
  return POOL.exec(issuer)?.[1];
}
