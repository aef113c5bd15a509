import * as http from 'http';
import { AwsClient } from 'aws4fetch';
import { createRemoteJWKSet, jwtVerify, SignJWT, generateKeyPair } from 'jose';
import { ISSUER, synthesizeAuthorized } from './authorized-app';
import { LocalRegions, ManualClock, start, TokenOptions } from '../../../local';

const clock = new ManualClock();
let regions: LocalRegions;
let app: string;
beforeAll(async () => { regions = await start({ app: app = synthesizeAuthorized(), clock, onOutput: () => {} }); });
afterAll(() => regions.stop());

type Headers = Record<string, string>;

/** Asks an API by its own name. */
async function call(kind: 'http' | 'rest', path: string, headers: Headers = {}, of: LocalRegions = regions) {
  const { id } = kind === 'http' ? of.deployed.httpApis[0] : of.deployed.restApis[0];
  const host = `${id}.execute-api.eu-west-1.amazonaws.com`;
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: any }>((resolve, reject) => {
    http.get(`${of.url}${kind === 'rest' ? '/prod' : ''}${path}`, { headers: { ...headers, host } }, response => {
      let read = '';
      response.on('data', data => { read += data; }).on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: JSON.parse(read) }));
    }).on('error', reject);
  });
}

const POOL = /^https:\/\/cognito-idp\.eu-west-1\.amazonaws\.com\/eu-west-1_\w{9}$/;

async function bearer(options: Partial<TokenOptions> = {}): Promise<Headers> {
  const ofPool = options.issuer === undefined ? { pool: 'Users' } : {};
  return { authorization: `Bearer ${await regions.token({ user: 'ana', ...ofPool, ...options })}` };
}

/** A token with a key that is not here. */
async function forged(issuer: string): Promise<Headers> {
  const { privateKey } = await generateKeyPair('RS256');
  const token = await new SignJWT({ iss: issuer, aud: 'partners', exp: clock.now() / 1000 + 60 }).setProtectedHeader({ alg: 'RS256', kid: 'multi-region-local' }).sign(privateKey);
  return { authorization: token };
}

test('all routes are served', () => {
  expect(regions.unsupported).toEqual([]);
});

describe('a route of an HTTP API with a JWT authorizer', () => {
  test('lets in whom the issuer has given a token, and tells the handler its claims as text', async () => {
    const { status, body } = await call('http', '/me', await bearer({ claims: { 'cognito:groups': ['a', 'b'], 'admin': true } }));
    expect(status).toBe(200);
    expect(body.authorizer).toEqual({
      jwt: {
        claims: expect.objectContaining({
          'iss': expect.stringMatching(POOL), 'token_use': 'id', 'cognito:username': 'ana', 'cognito:groups': '[a b]', 'admin': 'true', 'exp': String(clock.now() / 1000 + 3600),
        }),
        scopes: null,
      },
    });
  });

  test('takes a token without the name of its scheme, and an access token, whose client is its audience', async () => {
    const token = await regions.token({ user: 'ana', pool: 'Users', use: 'access' });
    expect(await call('http', '/me', { authorization: token })).toMatchObject({ status: 200, body: { authorizer: { jwt: { claims: { token_use: 'access', username: 'ana' } } } } });
  });

  test('tells the handler the scopes by which it lets somebody in', async () => {
    const { status, body } = await call('http', '/write', await bearer({ scopes: ['orders/read', 'orders/write'] }));
    expect([status, body.authorizer.jwt.scopes, body.authorizer.jwt.claims.scope]).toEqual([200, ['orders/write'], 'orders/read orders/write']);
  });

  test('of any other issuer takes that one\'s tokens', async () => {
    expect(await call('http', '/partner', await bearer({ issuer: ISSUER }))).toMatchObject({ status: 200, body: { authorizer: { jwt: { claims: { iss: ISSUER, aud: 'partners', sub: 'ana' } } } } });
  });

  test.each<[string, string, () => Headers | Promise<Headers>, string]>([
    ['without a token', '/me', () => ({}), 'Bearer'],
    ['with what is no token', '/me', () => ({ authorization: 'Bearer token' }), 'Bearer scope="" error="invalid_token" error_description="the token is not valid"'],
    ['with a token that has expired', '/me', () => bearer({ expiresIn: -60 }), 'Bearer scope="" error="invalid_token" error_description="the token has expired"'],
    ['with one for another audience', '/me', () => bearer({ audience: 'other' }), 'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"'],
    ['with one of another issuer', '/me', () => bearer({ issuer: ISSUER }), 'Bearer scope="" error="invalid_token" error_description="the token does not have a valid issuer"'],
    ['with one that is signed by another key', '/partner', () => forged(ISSUER), 'Bearer scope="" error="invalid_token" error_description="signature is invalid"'],
    ['with an expired one for a scope', '/write', () => bearer({ scopes: ['orders/write'], expiresIn: -60 }), 'Bearer scope="orders/write" error="invalid_token" error_description="the token has expired"'],
  ])('answers a request %s with 401, and says why', async (_name, path, headers, challenge) => {
    const answer = await call('http', path, await headers());
    expect([answer.status, answer.body, answer.headers['www-authenticate']]).toEqual([401, { message: 'Unauthorized' }, challenge]);
  });

  test('answers a token for other scopes with 403, and says why', async () => {
    const answer = await call('http', '/write', await bearer({ scopes: ['orders/read'] }));
    expect([answer.status, answer.body, answer.headers['www-authenticate']]).toEqual([403, { message: 'Forbidden' }, 'Bearer scope="orders/write" error="insufficient_scope"']);
    expect(regions.journal.entries('request').at(-1)!.reason).toBe('the token is for orders/read, the route needs one of orders/write');
  });

  test('lets nobody in whose token has expired on the clock', async () => {
    const headers = await bearer({ expiresIn: 60 });
    expect(await call('http', '/me', headers)).toMatchObject({ status: 200 });
    await clock.advance(61_000);
    expect(await call('http', '/me', headers)).toMatchObject({ status: 401 });
  });
});

describe('a method of a REST API with a Cognito authorizer', () => {
  test('takes an id token, and tells the handler its claims as text, times as dates', async () => {
    const { status, body } = await call('rest', '/me', await bearer({ claims: { 'cognito:groups': ['a', 'b'] } }));
    expect(status).toBe(200);
    expect(body.authorizer.claims).toMatchObject({ 'cognito:username': 'ana', 'cognito:groups': 'a,b', 'token_use': 'id', 'exp': expect.stringMatching(/^\w{3} Jan 01 \d\d:\d\d:\d\d UTC 2026$/) });
  });

  test('that has scopes takes an access token', async () => {
    expect(await call('rest', '/write', await bearer({ scopes: ['orders/write'] }))).toMatchObject({ status: 200, body: { authorizer: { claims: { scope: 'orders/write' } } } });
  });

  test.each<[string, string, () => Headers | Promise<Headers>, string, string]>([
    ['without a token', '/me', () => ({}), 'Unauthorized', 'there is no token'],
    ['with an expired one', '/me', () => bearer({ expiresIn: -60 }), 'The incoming token has expired', 'The incoming token has expired'],
    ['with one of another issuer', '/me', () => bearer({ issuer: ISSUER }), 'Unauthorized', 'unexpected "iss" claim value'],
    ['with an access token where there are no scopes', '/me', () => bearer({ use: 'access' }), 'Unauthorized', 'the method has no scopes and needs an id token, got: access'],
    ['with an id token where there are scopes', '/write', () => bearer(), 'Unauthorized', 'the method has scopes and needs an access token, got: id'],
    ['with a token for another scope', '/write', () => bearer({ scopes: ['orders/read'] }), 'Unauthorized', 'the token is for orders/read, the method needs one of orders/write'],
  ])('answers a request %s with 401, and the log says why', async (_name, path, headers, message, reason) => {
    const answer = await call('rest', path, await headers());
    expect([answer.status, answer.body, answer.headers['x-amzn-errortype']]).toEqual([401, { message }, 'UnauthorizedException']);
    expect(regions.journal.entries('request').at(-1)!.reason).toBe(reason);
  });
});

describe('a route that IAM guards', () => {
  const signed = async (kind: 'http' | 'rest', service: string = 'execute-api', region: string = 'eu-west-1', accessKeyId: string = 'AKIDANA') => {
    const { id } = kind === 'http' ? regions.deployed.httpApis[0] : regions.deployed.restApis[0];
    const url = `https://${id}.execute-api.eu-west-1.amazonaws.com${kind === 'rest' ? '/prod' : ''}/signed`;
    const request = await new AwsClient({ accessKeyId, secretAccessKey: 'local', service, region }).sign(url);
    return Object.fromEntries(request.headers);
  };

  test('lets in the account\'s administrator, and tells the handler who that is', async () => {
    expect(await call('rest', '/signed', await signed('rest'))).toMatchObject({ status: 200, body: { userArn: 'arn:aws:iam::123456789012:root', caller: '123456789012' } });
    expect(await call('http', '/signed', await signed('http'))).toMatchObject({
      status: 200, body: { authorizer: { iam: { accessKey: 'AKIDANA', accountId: '123456789012', callerId: '123456789012', userArn: 'arn:aws:iam::123456789012:root' } } },
    });
  });

  test('refuses a function whose role does not allow it, in AWS\'s words, and the log names the grant', async () => {
    const { body: { key } } = await call('http', '/me', await bearer());
    const [{ id }] = regions.deployed.restApis;
    const session = /^arn:aws:sts::123456789012:assumed-role\/Shop-WhoAmIServiceRole\w+-\w+\/Shop-WhoAmI\w+-\w+$/.source.slice(1, -1);
    expect(await call('rest', '/signed', await signed('rest', undefined, undefined, key))).toMatchObject({
      status: 403,
      headers: { 'x-amzn-errortype': 'AccessDeniedException' },
      body: {
        Message: expect.stringMatching(new RegExp(`^User: ${session} is not authorized to perform: execute-api:Invoke on resource: `
          + `arn:aws:execute-api:eu-west-1:\\*{8}9012:${id}/prod/GET/signed because no identity-based policy allows the execute-api:Invoke action$`)),
      },
    });
    expect(regions.journal.entries('denial').at(-1)).toMatchObject({ action: 'execute-api:Invoke', path: 'Shop/WhoAmI' });
    expect(await call('http', '/signed', await signed('http', undefined, undefined, key))).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
  });

  test.each<[string, () => Headers | Promise<Headers>, string, string | RegExp]>([
    ['no signature', () => ({}), 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
    ['a token', () => ({ authorization: 'Bearer abc' }), 'IncompleteSignatureException', /^Invalid key=value pair \(missing equal-sign\) in Authorization header \(hashed with SHA-256 and encoded with Base64\): '.{44}'\.$/],
    ['half a signature', () => ({ authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/execute-api/aws4_request' }), 'IncompleteSignatureException', /^Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. \(Hashed/],
    ['a signature for another service', () => signed('rest', 'lambda'), 'InvalidSignatureException', 'Credential should be scoped to correct service: \'execute-api\'. '],
    ['a signature for another Region', () => signed('rest', undefined, 'eu-west-2'), 'InvalidSignatureException', 'Credential should be scoped to a valid region. '],
    ['an old signature', async () => {
      const headers = await signed('rest');
      return { ...headers, 'x-amz-date': '20260101T000000Z', 'authorization': headers.authorization.replace(/\/\d{8}\//, '/20260101/') };
    }, 'InvalidSignatureException', /^Signature expired: 20260101T000000Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/],
  ])('answers %s in AWS\'s words', async (_name, headers, errorType, message) => {
    const answer = await call('rest', '/signed', await headers());
    expect([answer.status, answer.headers['x-amzn-errortype'], answer.body]).toEqual([403, errorType, { message: typeof message === 'string' ? message : expect.stringMatching(message) }]);
    expect(await call('http', '/signed', await headers())).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
  });
});

describe('the issuers', () => {
  test('tell their configuration and their keys, by which a handler or a client verifies tokens', async () => {
    const url = regions.deployed.userPools[0].url;
    const place = `${regions.awsUrl}/_issuer/${url.replace('https://', '')}/.well-known`;
    const configuration = await (await fetch(`${place}/openid-configuration`)).json() as any;
    expect(configuration).toMatchObject({ issuer: url, jwks_uri: `${place}/jwks.json` });
    const { payload } = await jwtVerify(await regions.token({ user: 'ana', pool: 'Users' }), createRemoteJWKSet(new URL(configuration.jwks_uri)), { issuer: url, currentDate: new Date(clock.now()) });
    expect(payload).toMatchObject({ 'cognito:username': 'ana', 'aud': regions.deployed.userPools[0].audiences[0] });
  });

  test('are told apart by a pool or a URL', async () => {
    await expect(regions.token({ user: 'ana' })).rejects.toThrow(
      new RegExp(`^\`pool\` \\(\`--pool\`\\) or \`issuer\` \\(\`--issuer\`\\) must say which one of the issuers is meant, Shop/Users \\(eu-west-1_\\w{9}\\), ${ISSUER}, got: neither$`));
    await expect(regions.token({ user: 'ana', pool: 'Admins' })).rejects.toThrow(/, got: Admins$/);
    await expect(regions.token({ user: '', pool: 'Users' })).rejects.toThrow('`user` (`--user`) must be the name of a user, got: ');
  });

  test('that are not on this machine are not asked for their keys', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const token = await new SignJWT({ iss: ISSUER, aud: 'partners', exp: clock.now() / 1000 + 60 }).setProtectedHeader({ alg: 'RS256', kid: 'theirs' }).sign(privateKey);
    expect(await call('http', '/partner', { authorization: token })).toMatchObject({ status: 401 });
    expect(regions.journal.entries('request').at(-1)!.reason).toBe(`the token was not issued by the local Regions, and ${ISSUER} is not asked for its keys without \`allowNetwork\` (\`--allow-network\`): \`npx multi-region token --user ana\` issues one`);
  });

  test('issue nothing to pages of browsers, which cannot send JSON', async () => {
    const response = await fetch(`${regions.awsUrl}/_issuer/token`, { method: 'POST', body: JSON.stringify({ user: 'ana', pool: 'Users' }) });
    expect(response.status).toBe(403);
  });
});

test('without `auth`, everybody is let in, and handlers get no claims', async () => {
  const open = await start({ app, auth: false });
  try {
    expect(await call('http', '/write', {}, open)).toMatchObject({ status: 200, body: { authorizer: { jwt: { claims: {}, scopes: null } } } });
    expect(await call('rest', '/write', {}, open)).toMatchObject({ status: 200, body: { authorizer: { claims: {} } } });
    expect(await call('rest', '/signed', {}, open)).toMatchObject({ status: 200 });
  } finally {
    await open.stop();
  }
});
