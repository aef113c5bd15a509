import { exportJWK, generateKeyPair, GenerateKeyPairResult, jwtVerify, SignJWT } from 'jose';
import { HttpServer } from '../../../../local/machine/http-server';
import { RemoteKeys } from '../../../../local/services/cognito/remote-keys';

let keys: GenerateKeyPairResult;
let issuer: string;
/** Where the issuer says its keys are. */
let keySet: string;
const server = new HttpServer(async ({ url }) => {
  const body = url === '/keys'
    ? { keys: [{ ...await exportJWK(keys.publicKey), kid: 'theirs', alg: 'RS256', use: 'sig' }] }
    : { issuer, jwks_uri: keySet };
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
});

beforeAll(async () => {
  keys = await generateKeyPair('RS256');
  issuer = await server.start(0, 'port');
});
afterAll(() => server.stop());
beforeEach(() => { keySet = `${issuer}/keys`; });

async function verified(remote: RemoteKeys) {
  const token = await new SignJWT({ iss: issuer, sub: 'ana' }).setProtectedHeader({ alg: 'RS256', kid: 'theirs' }).sign(keys.privateKey);
  return (await jwtVerify(token, await remote.of(issuer), { issuer })).payload.sub;
}

test('an issuer on this machine is asked for its keys', async () => {
  expect(await verified(new RemoteKeys(false))).toBe('ana');
});

test('keys elsewhere are not asked for, of an issuer on this machine neither', async () => {
  keySet = 'https://keys.example.com/';
  await expect(new RemoteKeys(false).of(issuer)).rejects.toThrow('is not asked for its keys without `allowNetwork` (`--allow-network`)');
  await expect(new RemoteKeys(false).of('https://issuer.example.com/')).rejects.toThrow('and https://issuer.example.com/ is not asked for its keys');
});

test('an issuer that could not be asked is asked again', async () => {
  const remote = new RemoteKeys(false);
  keySet = 'https://keys.example.com/';
  await expect(remote.of(issuer)).rejects.toThrow();
  keySet = `${issuer}/keys`;
  expect(await verified(remote)).toBe('ana');
});
