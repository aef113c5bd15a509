import { exportJWK, generateKeyPair, GenerateKeyPairResult, JWTVerifyGetKey, SignJWT } from 'jose';
import { claimsFor } from './claims';
import { IssuerDefinition } from './issuer-definition';
import { RemoteKeys } from './remote-keys';
import { chosenIssuer, TokenOptions } from './token-options';
import { Clock } from '../../machine/clock';
import { Answer } from '../../machine/http-server';
import { LocalService, UnsignedRequest } from '../../machine/local-service';

export interface TokenIssuersProps {
  readonly issuers: readonly IssuerDefinition[];
  readonly clock: Clock;
  /** Where the documents of issuers are. */
  readonly awsUrl: string;
  /** Whether issuers that are not on this machine may be asked for their keys. @default false */
  readonly allowNetwork?: boolean;
}

/** Where issuers are found; the rest of the path is their URL without its scheme. */
const ISSUERS = '/_issuer/';
/** Where tokens are issued. */
export const TOKEN_PATH = `${ISSUERS}token`;

const ALGORITHM = 'RS256';
const KEY_ID = 'multi-region-local';

/** Cognito's user pools, and all other issuers whose tokens APIs take: whoever asks on this machine gets a token of any user. */
export class TokenIssuers implements LocalService {
  readonly name = 'Cognito user pools';
  readonly signingNames = [];
  private keys?: Promise<GenerateKeyPairResult>;
  private readonly remoteKeys: RemoteKeys;

  constructor(private readonly props: TokenIssuersProps) {
    this.remoteKeys = new RemoteKeys(props.allowNetwork ?? false);
  }

  /** A signed token. Rejects where it is not clear who is to issue it. */
  async token(options: TokenOptions): Promise<string> {
    validate(options);
    const { issuers, clock } = this.props;
    const claims = claimsFor(chosenIssuer(issuers, options), options, Math.floor(clock.now() / 1000));
    const { privateKey } = await this.keyPair();
    return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID }).sign(privateKey);
  }

  /** Finds the key of a token that an issuer is to have signed. */
  keysOf(issuer: string): JWTVerifyGetKey {
    return async (header, token) => header.kid === KEY_ID
      ? (await this.keyPair()).publicKey
      : (await this.remoteKeys.of(issuer))(header, token);
  }

  answerUnsigned({ method, path, headers, body }: UnsignedRequest): Promise<Answer> | undefined {
    if (!path.startsWith(ISSUERS)) return undefined;
    // Pages of browsers cannot send JSON here.
    if (path === TOKEN_PATH) return method === 'POST' && headers['content-type'] === 'application/json' ? this.answerToken(body) : undefined;
    const [, place, name] = /^(.+)\/\.well-known\/(openid-configuration|jwks\.json)$/.exec(path.slice(ISSUERS.length)) ?? [];
    const issuer = this.props.issuers.find(({ url }) => placeOf(url) === place);
    return issuer && (name === 'jwks.json' ? this.keySet() : this.configuration(issuer.url));
  }

  private async answerToken(body: Buffer): Promise<Answer> {
    try {
      return json(200, { token: await this.token(JSON.parse(body.toString())) });
    } catch (error) {
      return json(400, { message: (error as Error).message });
    }
  }

  private async keySet(): Promise<Answer> {
    const { publicKey } = await this.keyPair();
    return json(200, { keys: [{ ...await exportJWK(publicKey), alg: ALGORITHM, kid: KEY_ID, use: 'sig' }] });
  }

  private async configuration(issuer: string): Promise<Answer> {
    return json(200, {
      issuer,
      jwks_uri: `${this.props.awsUrl}${ISSUERS}${placeOf(issuer)}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: [ALGORITHM],
      response_types_supported: ['code', 'token'],
      subject_types_supported: ['public'],
    });
  }

  /** Made when it is needed first: it takes longer than the start of an app that needs none should. */
  private keyPair(): Promise<GenerateKeyPairResult> {
    return this.keys ??= generateKeyPair(ALGORITHM);
  }
}

function placeOf(issuer: string): string {
  return issuer.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

function validate({ user, expiresIn, use }: TokenOptions) {
  if (typeof user !== 'string' || user === '') throw new Error(`\`user\` (\`--user\`) must be the name of a user, got: ${user}`);
  if (expiresIn !== undefined && !Number.isInteger(expiresIn)) throw new Error(`\`expiresIn\` must be a whole number of seconds, got: ${expiresIn}`);
  if (use !== undefined && !['access', 'id'].includes(use)) throw new Error(`\`use\` must be access or id, got: ${use}`);
}

function json(statusCode: number, body: object): Answer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
