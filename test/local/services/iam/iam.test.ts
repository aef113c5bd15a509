import { ROLE, SESSION, TABLE, policy } from './an-access';
import { ManualClock } from '../../../../local/machine/clock';
import { Journal } from '../../../../local/machine/journal';
import { LocalService, NeededPermission, SignedRequest } from '../../../../local/machine/local-service';
import { Iam, IamProps } from '../../../../local/services/iam/iam';
import { StatementDocument } from '../../../../local/services/iam/policy-document';
import { RoleDefinition } from '../../../../local/services/iam/role-definition';

const orders = { functionName: 'orders', region: 'eu-west-1', accountId: '123456789012', logicalPath: 'Shop/eu-west-1/Orders', roleArn: ROLE };
const READ: StatementDocument = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE };
const GET: NeededPermission = { action: 'dynamodb:GetItem', resource: TABLE, grantedBy: 'Orders' };

function anIam(role: Partial<RoleDefinition>, props: Partial<IamProps> = {}) {
  const clock = new ManualClock();
  const journal = new Journal(clock);
  const defined = { arn: ROLE, roleName: 'Shop-Orders', roleId: 'AROAX', policies: [], managedPolicies: [], tags: {}, ...role };
  const iam = new Iam({ roles: [defined], policies: [], resourcePolicies: [], clock, journal, ...props });
  const { accessKeyId } = iam.assumeRole(orders);
  /** What is said of a request that needs these permissions. */
  const refusal = (needed: readonly NeededPermission[] = [GET], request: Partial<SignedRequest> = {}) => {
    const service: LocalService = { name: 'Any', signingNames: [], neededPermissions: () => needed };
    const signer = { accessKeyId, region: 'eu-west-1', service: 'dynamodb' };
    return iam.refusal({ method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, body: Buffer.of(), signer, ...request }, service);
  };
  return { iam, clock, journal, refusal };
}

const allowing = (...statements: StatementDocument[]) => anIam({ policies: [policy(...statements)] });

test('every function of every Region and role has credentials of its own, the same at every start', () => {
  const { iam } = anIam({});
  const keys = [orders, { ...orders, functionName: 'other' }, { ...orders, region: 'us-east-1' }, { ...orders, roleArn: `${ROLE}2` }].map(actor => iam.assumeRole(actor).accessKeyId);
  expect(new Set(keys).size).toBe(4);
  expect(anIam({}).iam.assumeRole(orders).accessKeyId).toBe(keys[0]);
  expect(keys[0]).toMatch(/^ASIA[A-Z0-9]{16}$/);
});

test('all that a request needs must be allowed, and the first that is not is told', () => {
  const { refusal, journal } = allowing(READ);
  expect(refusal([])).toBeUndefined();
  expect(refusal([GET])).toBeUndefined();
  expect(refusal([GET, { ...GET, action: 'dynamodb:PutItem' }, { ...GET, action: 'dynamodb:Query' }]))
    .toBe(`User: ${SESSION} is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:PutItem action`);
  expect(journal.entries('denial')).toEqual([{
    kind: 'denial',
    at: expect.any(Number),
    region: 'eu-west-1',
    functionName: 'orders',
    path: 'Shop/eu-west-1/Orders',
    action: 'dynamodb:PutItem',
    resource: TABLE,
    cause: 'no statement of its role allows it',
    grant: 'orders.grant(orders, \'dynamodb:PutItem\')',
  }]);
});

test.each<[string, Partial<RoleDefinition>, Partial<IamProps>, string]>([
  ['its role', { policies: [policy(READ, { ...READ, Effect: 'Deny' })] }, {}, 'a statement of its role denies it'],
  ['its boundary', { policies: [policy(READ)], boundary: 'arn:aws:iam::aws:policy/AWSDenyAll' }, {}, 'the permissions boundary of its role denies it'],
  ['what its boundary leaves out', { policies: [policy(READ)], boundary: 'arn:aws:iam::aws:policy/AmazonS3FullAccess' }, {}, 'the permissions boundary of its role does not allow it'],
  ['the resource', { policies: [policy(READ)] }, { resourcePolicies: [{ resource: TABLE, document: policy({ ...READ, Effect: 'Deny', Principal: '*' }) }] }, 'the policy of the resource denies it'],
])('another grant is not proposed against a denial of %s', (_, role, props, cause) => {
  const { refusal, journal } = anIam(role, props);
  expect(refusal()).toContain('is not authorized to perform: dynamodb:GetItem');
  expect(journal.entries('denial')).toMatchObject([{ cause, grant: undefined }]);
});

test('the policy of a resource is that of what is below it, and of nothing beside it', () => {
  const { refusal } = anIam({}, { resourcePolicies: [{ resource: TABLE, document: policy({ ...READ, Resource: '*', Principal: '*' }) }] });
  expect(refusal([{ ...GET, resource: `${TABLE}/index/byDay` }])).toBeUndefined();
  expect(refusal([{ ...GET, resource: `${TABLE}2` }])).toBeDefined();
});

test('policies that attach themselves to the role, and those of the app and of AWS that it has, are its own', () => {
  const arn = 'arn:aws:iam::123456789012:policy/own';
  const policies = [
    { document: policy({ ...READ, Action: 'dynamodb:Query' }), roleNames: ['Shop-Orders'] },
    { document: policy({ ...READ, Action: 'dynamodb:PutItem' }), roleNames: ['Shop-Others'] },
    { arn, document: policy({ ...READ, Action: 'dynamodb:Scan' }), roleNames: [] },
  ];
  const { refusal } = anIam({ managedPolicies: [arn, 'arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole'] }, { policies });
  const allowed = ['Query', 'PutItem', 'Scan', 'DescribeStream'].filter(name => refusal([{ ...GET, action: `dynamodb:${name}` }]) === undefined);
  expect(allowed).toEqual(['Query', 'Scan', 'DescribeStream']);
});

test('conditions are asked for every request, and know who asks, from where, when, and what the service tells', async () => {
  const { refusal, clock } = anIam({
    tags: { team: 'crm' },
    policies: [policy({
      ...READ,
      Condition: {
        StringEquals: {
          'aws:RequestedRegion': 'eu-west-1', 'aws:PrincipalTag/team': 'crm', 'aws:userid': 'AROAX:orders', 'aws:PrincipalAccount': '123456789012', 'dynamodb:Select': 'COUNT',
        },
        ArnEquals: { 'aws:PrincipalArn': ROLE, 'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-west-1:123456789012:function:orders' },
        DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' },
        NumericLessThan: { 'aws:EpochTime': '1893456000' },
        StringLike: { 'aws:UserAgent': 'aws-sdk-*' },
      },
    })],
  });
  const counting = [{ ...GET, conditionKeys: () => ({ 'dynamodb:Select': ['COUNT'] }) }];
  const headers = { 'user-agent': 'aws-sdk-js/3' };
  expect(refusal(counting, { headers })).toBeUndefined();
  expect(refusal([GET], { headers })).toBeDefined();
  expect(refusal(counting)).toBeDefined();
  expect(refusal(counting, { headers })).toBeUndefined();
  await clock.advance(Date.UTC(2030, 0, 1) - clock.now());
  expect(refusal(counting, { headers })).toBeDefined();
});

test('what an unknown role or policy may do is not refused, but for what is denied, and each is told once for a Region', () => {
  const theirs = 'arn:aws:iam::999999999999:policy/teams/theirs';
  const { iam, refusal } = anIam({ policies: [policy({ ...READ, Effect: 'Deny', Action: 'dynamodb:PutItem' })], managedPolicies: [theirs] });
  iam.assumeRole({ ...orders, functionName: 'again' });
  iam.assumeRole({ ...orders, functionName: 'unknown', roleArn: 'arn:aws:iam::123456789012:role/service/theirs' });
  iam.assumeRole({ ...orders, functionName: 'none', roleArn: undefined });
  expect(refusal()).toBeUndefined();
  expect(refusal([{ ...GET, action: 'dynamodb:PutItem' }])).toContain('with an explicit deny in an identity-based policy');
  expect(iam.unknownRights.map(({ type, path, meaning }) => `${path} (${type}): ${meaning}`)).toEqual([
    'theirs (AWS::IAM::ManagedPolicy): no template defines it: functions whose role has it are refused only what a policy denies',
    'theirs (AWS::IAM::Role): no template defines it: its functions are refused nothing',
    'Shop/eu-west-1/Orders (AWS::Lambda::Function): its role is not known on this machine: it is refused nothing',
  ]);
});

test('an unknown policy allows nothing beyond a boundary, and an unknown boundary limits nothing', () => {
  const theirs = 'arn:aws:iam::999999999999:policy/theirs';
  expect(anIam({ managedPolicies: [theirs], boundary: 'arn:aws:iam::aws:policy/AmazonS3FullAccess' }).refusal()).toContain('because no permissions boundary allows');
  const { iam, refusal } = anIam({ policies: [policy(READ)], boundary: theirs });
  expect(refusal()).toBeUndefined();
  expect(refusal([{ ...GET, action: 'dynamodb:PutItem' }])).toContain('because no identity-based policy allows');
  expect(iam.unknownRights).toMatchObject([{ path: 'theirs', meaning: 'no template defines it: as a boundary, it limits nothing here' }]);
});

test('a role that two templates define has the policies of both', () => {
  const of = (action: string) => ({ arn: ROLE, roleName: 'Shop-Orders', roleId: 'AROAX', policies: [policy({ ...READ, Action: action })], managedPolicies: [], tags: {} });
  const { refusal } = anIam({}, { roles: [of('dynamodb:GetItem'), of('dynamodb:Query')] });
  expect([refusal(), refusal([{ ...GET, action: 'dynamodb:Query' }])]).toEqual([undefined, undefined]);
});

test('after an update credentials stand for what the role allows now, and what is unknown now is told', () => {
  const { iam, refusal } = anIam({ policies: [policy(READ)] });
  expect(refusal()).toBeUndefined();
  const role = { arn: ROLE, roleName: 'Shop-Orders', roleId: 'AROAX', policies: [], managedPolicies: [], tags: {} };
  iam.update({ roles: [role], policies: [], resourcePolicies: [], functions: [orders] });
  expect(refusal()).toContain('is not authorized to perform: dynamodb:GetItem');
  expect(iam.unknownRights).toEqual([]);
  iam.update({ roles: [], policies: [], resourcePolicies: [], functions: [orders] });
  expect(refusal()).toBeUndefined();
  expect(iam.unknownRights).toMatchObject([{ type: 'AWS::IAM::Role' }]);
});
