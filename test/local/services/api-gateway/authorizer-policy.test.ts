import * as authorizerPolicy from '../../../../local/services/api-gateway/authorizer-policy';

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/GET/orders/7';

function verdictOf(policyDocument: unknown, arn: string) {
  return authorizerPolicy.verdictOf({ principalId: 'user', policyDocument }, arn);
}

function statement(Effect: string, Resource: string | string[], Action: string | string[] = 'execute-api:Invoke') {
  return { Action, Effect, Resource };
}

test.each([
  ['the method itself', ARN],
  ['everything', '*'],
  ['all of a stage', 'arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/*'],
  ['any Region and stage', 'arn:aws:execute-api:*:*:abcdef123/*/GET/orders/*'],
  ['one character', 'arn:aws:execute-api:us-east-?:123456789012:abcdef123/prod/GET/orders/?'],
])('a statement for %s covers it', (_name, resource) => {
  expect(verdictOf({ Statement: [statement('Allow', resource)] }, ARN)).toBe('Allow');
});

test.each([
  ['another method', ARN.replace('GET', 'PUT')],
  ['the start of the path', ARN.slice(0, -1)],
  ['dots that are no dots', ARN.replaceAll('-', '.')],
])('a statement for %s does not', (_name, resource) => {
  expect(verdictOf({ Statement: statement('Allow', resource) }, ARN)).toBe('ImplicitDeny');
});

test.each(['execute-api:*', '*', 'execute-api:invoke'])('the action may be %s', action => {
  expect(verdictOf({ Statement: [statement('Allow', [ARN], [action])] }, ARN)).toBe('Allow');
});

test('another action allows nothing', () => {
  expect(verdictOf({ Statement: [statement('Allow', ARN, 'lambda:Invoke')] }, ARN)).toBe('ImplicitDeny');
});

test('a deny goes before an allow, wherever it stands', () => {
  const statements = [statement('Allow', '*'), statement('Deny', ARN)];
  expect(verdictOf({ Statement: statements }, ARN)).toBe('Deny');
  expect(verdictOf({ Statement: statements.reverse() }, ARN)).toBe('Deny');
});

test.each([
  ['no document', undefined, 'an authorizer must return a policy document with statements, got: undefined'],
  ['no statements', { Statement: [] }, 'an authorizer must return a policy document with statements, got: {"Statement":[]}'],
  ['an unknown effect', { Statement: [statement('Maybe', ARN)] }, 'a statement\'s Effect must be Allow or Deny, got: "Maybe"'],
  ['a condition', { Statement: [{ ...statement('Allow', ARN), Condition: { IpAddress: {} } }] }, 'conditions in an authorizer\'s policy are not evaluated by the local Regions'],
])('a policy with %s is an error', (_name, policy, message) => {
  expect(() => verdictOf(policy, ARN)).toThrow(message);
});

test.each([undefined, null, 'Allow', { policyDocument: { Statement: [statement('Allow', ARN)] } }])('an answer without a principal is an error: %j', answer => {
  expect(() => authorizerPolicy.verdictOf(answer, ARN)).toThrow('an authorizer must return a principalId, got: ');
});
