import { decodeJwt } from 'jose';
import { LocalRegions, ManualClock, start } from '../../../local';
import { token } from '../../../local/commands/token';
import { ISSUER, synthesizeAuthorized } from '../regions/authorized-app';

let regions: LocalRegions;

beforeAll(async () => { regions = await start({ app: synthesizeAuthorized(), clock: new ManualClock(Date.UTC(2026, 0, 1)) }); });

afterAll(() => regions.stop());

const BEGAN = Date.UTC(2026, 0, 1) / 1000;

test('an id token of a pool is for its client, and says who the user is', async () => {
  const { url: iss, audiences: [aud] } = regions.deployed.userPools[0];
  const claims = decodeJwt(await token(regions.awsUrl, { user: 'ana', pool: 'Shop/Users', claims: { email: 'ana@example.com' } }));
  expect(claims).toMatchObject({ iss, aud, 'token_use': 'id', 'cognito:username': 'ana', 'email': 'ana@example.com', 'iat': BEGAN, 'exp': BEGAN + 3600 });
  expect(claims.sub).toMatch(/^[0-9a-f-]{36}$/);
});

test('an access token of a pool is for scopes', async () => {
  const { audiences: [client] } = regions.deployed.userPools[0];
  const claims = decodeJwt(await token(regions.awsUrl, { user: 'ana', pool: 'Users', scopes: ['orders/write', 'orders/read'], expiresIn: -60 }));
  expect(claims).toMatchObject({ client_id: client, token_use: 'access', username: 'ana', scope: 'orders/write orders/read', exp: BEGAN - 60 });
  expect(claims).not.toHaveProperty('aud');
});

test('a token of any other issuer is for an audience that its authorizer takes', async () => {
  expect(decodeJwt(await token(regions.awsUrl, { user: 'ana', issuer: ISSUER }))).toMatchObject({ iss: ISSUER, sub: 'ana', aud: 'partners' });
});

test.each([
  ['who is nobody', { user: '' }, '`user` (`--user`) must be the name of a user, got: '],
  ['of a pool that is not there', { user: 'ana', pool: 'Admins' }, 'got: Admins'],
  ['of neither kind', { user: 'ana', issuer: ISSUER, use: 'refresh' as 'id' }, '`use` must be access or id, got: refresh'],
  ['for a part of a second', { user: 'ana', issuer: ISSUER, expiresIn: 0.5 }, '`expiresIn` must be a whole number of seconds, got: 0.5'],
])('a token %s is refused', async (_, options, problem) => {
  await expect(token(regions.awsUrl, options)).rejects.toThrow(`The local Regions at ${regions.awsUrl} issue no token: `);
  await expect(token(regions.awsUrl, options)).rejects.toThrow(problem);
});
