import { createRemoteJWKSet, JWTVerifyGetKey } from 'jose';

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** The keys of an issuer that is somewhere else: one on this machine is asked, and any other if the network is allowed. */
export class RemoteKeys {
  private readonly known = new Map<string, Promise<JWTVerifyGetKey>>();

  constructor(private readonly allowNetwork: boolean) {}

  async of(issuer: string): Promise<JWTVerifyGetKey> {
    this.validate(issuer, issuer);
    let keys = this.known.get(issuer);
    if (!keys) {
      this.known.set(issuer, keys = this.discover(issuer));
      keys.catch(() => this.known.delete(issuer)); // it may be there the next time
    }
    return keys;
  }

  private async discover(issuer: string): Promise<JWTVerifyGetKey> {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { redirect: 'error', signal: AbortSignal.timeout(5_000) });
    const { jwks_uri: uri } = await response.json() as { jwks_uri: string };
    this.validate(uri, issuer);
    return createRemoteJWKSet(new URL(uri));
  }

  private validate(url: string, issuer: string) {
    if (!this.allowNetwork && !LOOPBACK.test(new URL(url).hostname)) {
      throw new Error(`the token was not issued by the local Regions, and ${issuer} is not asked for its keys without \`allowNetwork\` (\`--allow-network\`): \`npx multi-region token --user ana\` issues one`);
    }
  }
}
