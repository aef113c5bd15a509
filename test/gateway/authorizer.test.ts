import { App, Aws, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Authorizer, CognitoAuthorizerOptions, JwtAuthorizerOptions, LambdaRequestAuthorizerOptions } from '../../src';
import { aFunction } from '../an-api';

const HANDLER = aFunction(new Stack(new App()));
const POOL = 'arn:aws:cognito-idp:sa-east-1:111122223333:userpool/sa-east-1_aBc';
const JWT: JwtAuthorizerOptions = { issuer: 'https://login.example.com', audience: ['shop'] };

/** What a gateway gets to know of an authorizer. */
function settingsOf(authorizer: Authorizer): any {
  const settings = (of: object = {}) => of;
  return authorizer._renderBy({ none: settings, iam: settings, jwt: settings, cognito: settings, lambdaToken: settings, lambdaRequest: settings });
}

describe.each<[string, (name: string) => Authorizer]>([
  ['Authorizer.jwt()', name => Authorizer.jwt(name, JWT)],
  ['Authorizer.cognito()', name => Authorizer.cognito(name, { userPoolArn: POOL })],
  ['Authorizer.lambdaToken()', name => Authorizer.lambdaToken(name, HANDLER)],
  ['Authorizer.lambdaRequest()', name => Authorizer.lambdaRequest(name, HANDLER)],
])('%s', (_, authorizer) => {
  test.each(['a', 'Users-1.2_b', 'x'.repeat(128)])('has a name: %s', name => {
    expect(settingsOf(authorizer(name))).toMatchObject({ name });
  });

  test.each(['', 'a b', 'a/b', 'x'.repeat(129)])('is refused with the name "%s"', name => {
    expect(() => authorizer(name)).toThrow('`name` of an authorizer must be at most 128 letters, digits, dots, hyphens and underscores, got: ');
  });

  test('is refused with a name that is a token', () => {
    expect(() => authorizer(Aws.STACK_NAME)).toThrow('`name` of an authorizer must be literal, because no token may cross a Region, got: "a token"');
  });
});

test.each<[Partial<JwtAuthorizerOptions>, string]>([
  [{ issuer: 'http://login.example.com' }, '`issuer` of an authorizer must begin with "https://", got: "http://login.example.com"'],
  [{ issuer: 'https://' }, '`issuer` of an authorizer must begin with "https://", got: "https://"'],
  [{ audience: [] }, '`audience` of an authorizer must name at least one, and each once, got: []'],
  [{ audience: [''] }, '`audience` of an authorizer must name at least one, and each once, got: [""]'],
  [{ audience: ['a', 'a'] }, '`audience` of an authorizer must name at least one, and each once, got: ["a","a"]'],
  [{ scopes: [] }, '`scopes` of an authorizer must name at least one, and each once, got: []'],
])('Authorizer.jwt() refuses %j', (options, message) => {
  expect(() => Authorizer.jwt('tokens', { ...JWT, ...options })).toThrow(message);
});

describe('the user pool', () => {
  test.each([
    POOL, 'arn:aws-cn:cognito-idp:cn-north-1:111122223333:userpool/cn-north-1_X9', POOL.replace('111122223333', Aws.ACCOUNT_ID),
    POOL.replace('userpool/sa-east-1', 'userpool/us-east-1'), // a replica
  ])('may be %s', userPoolArn => {
    expect(settingsOf(Authorizer.cognito('users', { userPoolArn }))).toMatchObject({ userPoolArn });
  });

  test.each([
    'sa-east-1_aBc',
    POOL.replace('111122223333', '1111'),
    POOL.replace('cognito-idp', 'cognito-identity'),
  ])('is refused: %s', userPoolArn => {
    expect(() => Authorizer.cognito('users', { userPoolArn }))
      .toThrow(`\`userPoolArn\` must be like arn:aws:cognito-idp:<Region>:<account>:userpool/<Region>_<id>, got: "${userPoolArn}"`);
  });

  test('may be known after deployment only', () => {
    expect(() => Authorizer.cognito('users', { userPoolArn: Lazy.string({ produce: () => POOL }) })).not.toThrow();
  });
});

test.each<[string, () => Authorizer, string]>([
  ['no name', () => Authorizer.jwt(undefined!, JWT), '`name` of an authorizer must be at most 128 letters, digits, dots, hyphens and underscores, got: undefined'],
  ['no options of jwt()', () => Authorizer.jwt('tokens', undefined!), '`options` of an authorizer must be an object, got: undefined'],
  ['no issuer', () => Authorizer.jwt('tokens', { audience: ['shop'] } as any), '`issuer` of an authorizer must begin with "https://", got: undefined'],
  ['no audience', () => Authorizer.jwt('tokens', { issuer: JWT.issuer } as any), '`audience` of an authorizer must name at least one, and each once, got: undefined'],
  ['one audience', () => Authorizer.jwt('tokens', { ...JWT, audience: 'shop' as any }), '`audience` of an authorizer must name at least one, and each once, got: "shop"'],
  ['one scope', () => Authorizer.jwt('tokens', { ...JWT, scopes: 'read' as any }), '`scopes` of an authorizer must name at least one, and each once, got: "read"'],
  ['no options of cognito()', () => Authorizer.cognito('users', undefined!), '`options` of an authorizer must be an object, got: undefined'],
  ['no user pool', () => Authorizer.cognito('users', {} as any),
    '`userPoolArn` must be like arn:aws:cognito-idp:<Region>:<account>:userpool/<Region>_<id>, got: undefined'],
  ['no function of lambdaToken()', () => Authorizer.lambdaToken('guard', undefined!), '`handler` of an authorizer must be a function, got: undefined'],
  ['no function of lambdaRequest()', () => Authorizer.lambdaRequest('guard', undefined!), '`handler` of an authorizer must be a function, got: undefined'],
  ['seconds', () => Authorizer.lambdaToken('guard', HANDLER, { resultsCacheTtl: 300 as any }), '`resultsCacheTtl` of an authorizer must be a `Duration`, got: 300'],
  ['one header', () => Authorizer.lambdaRequest('guard', HANDLER, { headers: 'X-Tenant' as any }),
    '`headers` of an authorizer must name at least one, and each once, got: "X-Tenant"'],
])('JavaScript that gives %s is refused', (_, authorizer, message) => {
  expect(authorizer).toThrow(message);
});

test.each<[Partial<CognitoAuthorizerOptions>, string]>([
  [{ clientIds: [] }, '`clientIds` of an authorizer must name at least one, and each once, got: []'],
  [{ clientIds: ['a', 'a'] }, '`clientIds` of an authorizer must name at least one, and each once, got: ["a","a"]'],
  [{ scopes: [''] }, '`scopes` of an authorizer must name at least one, and each once, got: [""]'],
])('Authorizer.cognito() refuses %j', (options, message) => {
  expect(() => Authorizer.cognito('users', { userPoolArn: POOL, ...options })).toThrow(message);
});

test.each<[string, Duration, string]>([
  ['more than an hour', Duration.seconds(3601), '"Duration.seconds(3601)"'],
  ['a fraction of a second', Duration.millis(1500), '"Duration.millis(1500)"'],
])('lambda authorizers refuse to remember for %s', (_, resultsCacheTtl, got) => {
  const message = `\`resultsCacheTtl\` of an authorizer must be whole seconds, at most an hour, got: ${got}`;
  expect(() => Authorizer.lambdaToken('guard', HANDLER, { resultsCacheTtl })).toThrow(message);
  expect(() => Authorizer.lambdaRequest('guard', HANDLER, { resultsCacheTtl })).toThrow(message);
});

test('lambda authorizers refuse to remember for a token', () => {
  const resultsCacheTtl = Duration.seconds(Lazy.number({ produce: () => 1 }));
  expect(() => Authorizer.lambdaToken('guard', HANDLER, { resultsCacheTtl })).toThrow('`resultsCacheTtl` of an authorizer must be literal, got: "a token"');
});

test.each<[LambdaRequestAuthorizerOptions, string]>([
  [{ headers: [] }, '`headers` of an authorizer must not be empty, for remembered answers are found by them, got: []'],
  [{ headers: ['a', 'a'] }, '`headers` of an authorizer must name at least one, and each once, got: ["a","a"]'],
  [{ headers: ['X Tenant'] }, '`headers` of an authorizer must be names of headers, got: "X Tenant"'],
])('Authorizer.lambdaRequest() refuses %j', (options, message) => {
  expect(() => Authorizer.lambdaRequest('guard', HANDLER, options)).toThrow(message);
});

test('lambda authorizers remember for five minutes, by the Authorization header, unless told otherwise', () => {
  const [token, request] = [Authorizer.lambdaToken('guard', HANDLER), Authorizer.lambdaRequest('guard', HANDLER)].map(settingsOf);
  expect([token, request].map(({ resultsCacheTtl }) => resultsCacheTtl.toMinutes())).toEqual([5, 5]);
  expect(request.headers).toEqual(['Authorization']);
});
