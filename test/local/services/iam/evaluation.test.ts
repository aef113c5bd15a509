import * as fc from 'fast-check';
import { anAccess, policy, ROLE, SESSION, TABLE } from './an-access';
import { decide, Decision } from '../../../../local/services/iam/evaluation';
import { PolicyDocument, StatementDocument } from '../../../../local/services/iam/policy-document';
import { Access, statementsOf } from '../../../../local/services/iam/statement';

interface Shape {
  readonly identity?: PolicyDocument[];
  readonly boundary?: PolicyDocument[];
  readonly resource?: PolicyDocument[];
}

function decideBy({ identity = [], boundary, resource = [] }: Shape, access: Access = anAccess()): Decision {
  return decide(access, { identity: statementsOf(identity), boundary: boundary && statementsOf(boundary), resource: statementsOf(resource) });
}

/** E.g. `allowed`, `no identity-based policy allows it` or `the permissions boundary denies it`. */
function said(decision: Decision): string {
  if (decision.allowed) return 'allowed';
  return decision.isExplicit ? `the ${decision.policyType} denies it` : `no ${decision.policyType} allows it`;
}

const READ: StatementDocument = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE };
const ALL: StatementDocument = { Effect: 'Allow', Action: '*', Resource: '*' };
const DENY_READ: StatementDocument = { ...READ, Effect: 'Deny' };
const toWhom = (Principal: StatementDocument['Principal'], statement: StatementDocument = READ) => policy({ ...statement, Principal });
const OTHERS_TABLE = { resource: TABLE.replace('Orders', 'Customers') };
const PUT = { action: 'dynamodb:PutItem' };

// Each with its page of https://docs.aws.amazon.com/IAM/latest/UserGuide/.
describe.each<[string, string, Shape, [Partial<Parameters<typeof anAccess>[0]>, string][]]>([
  ['what no policy mentions is denied', 'reference_policies_evaluation-logic_policy-eval-denyallow.html', { identity: [policy(READ)] }, [
    [{}, 'allowed'],
    [PUT, 'no identity-based policy allows it'],
    [OTHERS_TABLE, 'no identity-based policy allows it'],
  ]],
  ['an explicit deny overrides an allow, in whichever policy', 'reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html', { identity: [policy(ALL), policy(DENY_READ)] }, [
    [{}, 'the identity-based policy denies it'],
    [PUT, 'allowed'],
  ]],
  ['within an account, the role\'s policy or the resource\'s is enough', 'reference_policies_evaluation-logic_policy-eval-basics.html', {
    identity: [policy({ ...READ, Action: 'dynamodb:PutItem' })], resource: [toWhom({ AWS: ROLE })],
  }, [
    [{}, 'allowed'],
    [PUT, 'allowed'],
    [{ action: 'dynamodb:Query' }, 'no identity-based policy allows it'],
  ]],
  ['a deny in the resource\'s policy overrides the role\'s', 'reference_policies_evaluation-logic_policy-eval-basics.html', {
    identity: [policy(ALL)], resource: [toWhom('*', DENY_READ)],
  }, [
    [{}, 'the resource-based policy denies it'],
    [PUT, 'allowed'],
  ]],
  ['a boundary grants nothing, and limits what the role\'s policies do', 'access_policies_boundaries.html', {
    identity: [policy({ ...READ, Action: ['dynamodb:GetItem', 'dynamodb:PutItem'] })], boundary: [policy({ ...READ, Action: ['dynamodb:GetItem', 'dynamodb:Query'] })],
  }, [
    [{}, 'allowed'],
    [PUT, 'no permissions boundary allows it'],
    [{ action: 'dynamodb:Query' }, 'no identity-based policy allows it'],
  ]],
  ['a boundary limits what the resource\'s policy allows a role', 'reference_policies_evaluation-logic_policy-eval-denyallow.html', {
    boundary: [policy({ ...READ, Action: 'dynamodb:Query' })], resource: [toWhom({ AWS: ROLE })],
  }, [[{}, 'no permissions boundary allows it']]],
  ['a boundary does not limit what the resource\'s policy allows a session', 'reference_policies_evaluation-logic_policy-eval-denyallow.html', {
    boundary: [policy({ ...READ, Action: 'dynamodb:Query' })], resource: [toWhom({ AWS: SESSION })],
  }, [[{}, 'allowed']]],
  ['nor what it allows everybody, under a condition on the role', 'reference_policies_evaluation-logic_policy-eval-denyallow.html', {
    boundary: [policy({ ...READ, Action: 'dynamodb:Query' })],
    resource: [toWhom('*', { ...READ, Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } })],
  }, [[{}, 'allowed']]],
  ['an account as the principal leaves it to the role\'s policies', 'reference_policies_elements_principal.html', {
    identity: [policy({ ...READ, Action: 'dynamodb:PutItem' })],
    resource: [toWhom({ AWS: 'arn:aws:iam::123456789012:root' }), toWhom({ AWS: '123456789012' }, { ...DENY_READ, Action: 'dynamodb:Scan' })],
  }, [
    [{}, 'no identity-based policy allows it'],
    [PUT, 'allowed'],
    [{ action: 'dynamodb:Scan' }, 'the resource-based policy denies it'],
  ]],
  ['a principal of another account is somebody else', 'reference_policies_elements_principal.html', {
    resource: [toWhom({ AWS: ['arn:aws:iam::999999999999:root', 'arn:aws:iam::123456789012:role/Shop-Others'] }), toWhom({ Service: 'lambda.amazonaws.com' })],
  }, [[{}, 'no identity-based policy allows it']]],
  ['NotPrincipal spares whoever it names', 'reference_policies_elements_notprincipal.html', {
    identity: [policy(ALL)],
    resource: [
      policy({ ...DENY_READ, NotPrincipal: { AWS: ['arn:aws:iam::123456789012:root', ROLE, SESSION] } }),
      policy({ ...DENY_READ, Action: 'dynamodb:Scan', NotPrincipal: { AWS: 'arn:aws:iam::123456789012:role/Shop-Others' } }),
    ],
  }, [
    [{}, 'allowed'],
    [{ action: 'dynamodb:Scan' }, 'the resource-based policy denies it'],
  ]],
  ['NotAction allows all but what it names', 'reference_policies_elements_notaction.html', {
    identity: [policy({ Effect: 'Allow', NotAction: ['dynamodb:Put*', 'iam:*'], Resource: '*' })],
  }, [
    [{}, 'allowed'],
    [PUT, 'no identity-based policy allows it'],
  ]],
  ['NotResource denies all but what it names', 'reference_policies_elements_notresource.html', {
    identity: [policy(ALL, { Effect: 'Deny', Action: 'dynamodb:*', NotResource: [TABLE, `${TABLE}/index/*`] })],
  }, [
    [{}, 'allowed'],
    [{ resource: `${TABLE}/index/byDay` }, 'allowed'],
    [OTHERS_TABLE, 'the identity-based policy denies it'],
  ]],
  ['actions have no case, resources have', 'reference_policies_elements_action.html', {
    identity: [policy({ Effect: 'Allow', Action: 'DynamoDB:getitem', Resource: TABLE })],
  }, [
    [{}, 'allowed'],
    [{ resource: TABLE.toLowerCase() }, 'no identity-based policy allows it'],
  ]],
  ['a star at the end of an ARN\'s part goes beyond it', 'reference_policies_elements_resource.html', {
    identity: [policy({ Effect: 'Allow', Action: 'dynamodb:Get????', Resource: 'arn:aws:dynamodb:*:table/Orders' })],
  }, [[{}, 'allowed']]],
  ['all keys of a condition must hold, by one of their values', 'reference_policies_condition-logic-multiple-context-keys-or-values.html', {
    identity: [policy({ ...READ, Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] }, ArnLike: { 'AWS:PrincipalArn': 'arn:aws:iam::*:role/Shop-*' } } })],
  }, [
    [{}, 'allowed'],
    [{ keys: { 'aws:RequestedRegion': ['sa-east-1'] } }, 'no identity-based policy allows it'],
    [{ keys: { 'aws:PrincipalArn': ['arn:aws:iam::123456789012:role/Crm-Orders'] } }, 'no identity-based policy allows it'],
  ]],
  ['a deny outside of some Regions', 'reference_policies_examples_aws_deny-requested-region.html', {
    identity: [policy(ALL, { Effect: 'Deny', NotAction: ['route53:*'], Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } })],
  }, [
    [{}, 'allowed'],
    [{ keys: { 'aws:RequestedRegion': ['us-east-1'] } }, 'the identity-based policy denies it'],
    [{ action: 'route53:GetChange', resource: '*', keys: { 'aws:RequestedRegion': ['us-east-1'] } }, 'allowed'],
  ]],
  ['a key that is not in the request holds for IfExists only', 'reference_policies_elements_condition_operators.html', {
    identity: [policy({ ...READ, Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '123456789012' } } }, { ...READ, Action: 'dynamodb:PutItem', Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } })],
  }, [
    [{}, 'allowed'],
    [{ keys: { 'aws:SourceAccount': ['999999999999'] } }, 'no identity-based policy allows it'],
    [PUT, 'no identity-based policy allows it'],
  ]],
  ['items by their partition key', 'reference_policies_examples_dynamodb_items.html', {
    identity: [policy({ ...READ, Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:PrincipalArn}', 'common'] } } })],
  }, [
    [{ keys: { 'dynamodb:LeadingKeys': [ROLE] } }, 'allowed'],
    [{ keys: { 'dynamodb:LeadingKeys': [ROLE, 'common'] } }, 'allowed'],
    [{ keys: { 'dynamodb:LeadingKeys': [ROLE, 'theirs'] } }, 'no identity-based policy allows it'],
    [{}, 'allowed'],
  ]],
  ['attributes by their names, which a request has to give', 'reference_policies_examples_dynamodb_attributes.html', {
    identity: [policy({
      ...READ,
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'total'] }, 'StringEqualsIfExists': { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' } },
    })],
  }, [
    [{ keys: { 'dynamodb:Attributes': ['id'], 'dynamodb:Select': ['SPECIFIC_ATTRIBUTES'] } }, 'allowed'],
    [{ keys: { 'dynamodb:Attributes': ['id'], 'dynamodb:Select': ['ALL_ATTRIBUTES'] } }, 'no identity-based policy allows it'],
    [{ keys: { 'dynamodb:Attributes': ['id', 'card'], 'dynamodb:Select': ['SPECIFIC_ATTRIBUTES'] } }, 'no identity-based policy allows it'],
    [{ ...PUT, keys: { 'dynamodb:Attributes': ['id', 'total'] } }, 'allowed'],
  ]],
])('%s (%s)', (_, _page, shape, cases) => {
  test.each(cases)('%j: %s', (access, expected) => {
    expect(said(decideBy(shape, anAccess(access)))).toBe(expected);
  });
});

test('what a condition keeps from being allowed is told by its key, and nothing of what is not about it', () => {
  const identity = [policy(
    { ...READ, Condition: { StringEquals: { 'aws:RequestedRegion': 'sa-east-1', 'dynamodb:Select': 'COUNT' }, StringLike: { 'aws:PrincipalArn': '*' } } },
    { ...READ, Action: 'dynamodb:PutItem', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
  )];
  expect(decideBy({ identity })).toMatchObject({ allowed: false, unmet: ['aws:RequestedRegion', 'dynamodb:Select'] });
});

describe('whatever the policies', () => {
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny') as fc.Arbitrary<'Allow' | 'Deny'>,
    Action: fc.constantFrom('*', 'dynamodb:*', 'dynamodb:GetItem', 'dynamodb:PutItem', 'route53:*'),
    Resource: fc.constantFrom('*', TABLE, `${TABLE}/*`, OTHERS_TABLE.resource),
    Condition: fc.constantFrom('eu-west-1', 'us-east-1', undefined).map(region => region && ({ StringEquals: { 'aws:RequestedRegion': region } })),
  }) as fc.Arbitrary<StatementDocument>;
  const statements = fc.array(statement, { maxLength: 6 });
  const allows = (identity: StatementDocument[], boundary?: StatementDocument[]) =>
    decideBy({ identity: [policy(...identity)], boundary: boundary && [policy(...boundary)] }).allowed;

  test('their order, and how they are split into policies, makes no difference', () => {
    const twice = statements.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(fc.property(twice, ([all, shuffled]) => {
      expect(decideBy({ identity: shuffled.map(one => policy(one)) })).toEqual(decideBy({ identity: [policy(...all)] }));
    }));
  });

  test('a deny wins', () => {
    fc.assert(fc.property(statements, all => { expect(allows([...all, DENY_READ])).toBe(false); }));
  });

  test('another allow takes nothing away, and another statement of deny gives nothing', () => {
    fc.assert(fc.property(statements, statement, (all, more) => {
      const [before, after] = [allows(all), allows([...all, more])];
      expect(more.Effect === 'Allow' ? after || !before : before || !after).toBe(true);
    }));
  });

  test('a boundary allows nothing more, and one of everything no less', () => {
    fc.assert(fc.property(statements, statements, (identity, boundary) => {
      expect(allows(identity, boundary)).toBe(allows(identity) && allows(boundary));
      expect(allows(identity, [ALL])).toBe(allows(identity));
    }));
  });
});
