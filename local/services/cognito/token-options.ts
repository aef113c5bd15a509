import { IssuerDefinition, userPoolId } from './issuer-definition';

/** Whose token is wanted, and what it is to say. */
export interface TokenOptions {
  /** The name of the user. */
  readonly user: string;
  /** What the token is for, e.g. `orders/write`. @default - nothing in particular */
  readonly scopes?: readonly string[];
  /** The user pool that issues it, by its id, construct id or construct path. @default - the only issuer there is */
  readonly pool?: string;
  /** The issuer, by its URL. @default - the only issuer there is */
  readonly issuer?: string;
  /** The id of the client, or the audience. @default - the first one that is known of the issuer */
  readonly audience?: string;
  /** Claims above all others, e.g. `{ email: 'ana@example.com' }`. @default - none */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** After how many seconds of AWS time it expires; one that is negative has expired. @default 3600 */
  readonly expiresIn?: number;
  /** Whether it says who the user is, or what the user may do. @default - `access` with scopes, else `id` */
  readonly use?: 'access' | 'id';
}

/** The issuer that is meant. @throws Error with those that there are, where it is none, or not clear */
export function chosenIssuer(issuers: readonly IssuerDefinition[], { pool, issuer }: Pick<TokenOptions, 'pool' | 'issuer'>): IssuerDefinition {
  const isMeant = ({ url, path }: IssuerDefinition) => (issuer === undefined || url === issuer)
    && (pool === undefined || userPoolId(url) === pool || path === pool || path?.split('/').pop() === pool);
  const [found, ...others] = issuers.filter(isMeant);
  if (found && others.length === 0) return found;
  if (issuers.length === 0) throw new Error('No route of the app takes tokens, and it has no user pool: there is no issuer');
  const there = issuers.map(({ url, path }) => path === undefined ? url : `${path} (${userPoolId(url)})`).join(', ');
  throw new Error(`\`pool\` (\`--pool\`) or \`issuer\` (\`--issuer\`) must say which one of the issuers is meant, ${there}, got: ${pool ?? issuer ?? 'neither'}`);
}
