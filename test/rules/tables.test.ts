import { App, Aws, CfnResource, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, CfnPolicy, Effect, ManagedPolicy, Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { GlobalTableBase, GlobalTableProps, RegionalApi } from '../../src';
import { aFunction, anApi } from '../an-api';
import { messagesAtSynth } from './messages';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const LAMBDA = new ServicePrincipal('lambda.amazonaws.com');

interface Granted {
  readonly table: GlobalTableBase;
  readonly region: RegionalApi;
  readonly handler: Function;
}

/** What the rule on grants says, after the path of the function. */
function withoutGrant(
  grant: (granted: Granted) => void, { role, ...tableProps }: Partial<GlobalTableProps> & { role?: (region: RegionalApi) => Role } = {},
): string {
  const app = new App();
  const api = anApi({}, app);
  const table = api.addGlobalTable('Orders', { ...KEY, ...tableProps });
  for (const region of api.regionalApis) {
    const handler = aFunction(region, 'Orders', { environment: { TABLE_NAME: table.tableName }, role: role?.(region) as Role });
    grant({ table, region, handler });
  }
  return /but (no permission.*?): DynamoDB/.exec(messagesAtSynth(app).join())?.[1] ?? '';
}

const allow = (actions: string[], ...resources: string[]) => new PolicyStatement({ actions, resources });
const arnOf = ({ table, region }: Granted) => table.replica(region.region).tableArn;

describe('a function may use a table whose name it has', () => {
  test.each<[string, (granted: Granted) => void]>([
    ['by a grant of the table', ({ table, handler }) => table.grant(handler, 'dynamodb:GetItem')],
    ['by a grant of the replica', ({ table, handler, region }) => table.replica(region.region).grantReadData(handler)],
    ['by a statement', granted => granted.handler.addToRolePolicy(allow(['dynamodb:Query'], arnOf(granted)))],
    ['by its indexes', granted => granted.handler.addToRolePolicy(allow(['dynamodb:Query'], `${arnOf(granted)}/index/*`))],
    ['by a pattern of names', ({ handler }) => handler.addToRolePolicy(allow(['dynamodb:*'], `arn:aws:dynamodb:*:${Aws.ACCOUNT_ID}:table/Shop-*`))],
    ['by a statement on everything', ({ handler }) => handler.addToRolePolicy(allow(['*'], '*'))],
    ['by a policy of its own', granted => new Policy(granted.region, 'Policy', {
      roles: [granted.handler.role as Role], statements: [allow(['dynamodb:GetItem'], arnOf(granted))],
    })],
    ['by a managed policy of the app', granted => new ManagedPolicy(granted.region, 'Policy', {
      roles: [granted.handler.role as Role], statements: [allow(['dynamodb:GetItem'], arnOf(granted))],
    })],
    ['by a managed policy that its role names', granted => granted.handler.role!.addManagedPolicy(new ManagedPolicy(granted.region, 'Policy', {
      statements: [allow(['dynamodb:GetItem'], arnOf(granted))],
    }))],
  ])('%s', (_, grant) => {
    expect(withoutGrant(grant)).toBe('');
  });

  test.each<[string, (granted: Granted) => void]>([
    ['by a managed policy of AWS', ({ handler }) => handler.role!.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBFullAccess'))],
    ['as another role', ({ handler }) => handler.addToRolePolicy(allow(['sts:AssumeRole'], 'arn:aws:iam::111122223333:role/orders'))],
    ['by a statement of what it may not', ({ handler }) => handler.addToRolePolicy(new PolicyStatement({ notActions: ['iam:*'], resources: ['*'] }))],
  ])('perhaps, %s', (_, grant) => {
    expect(withoutGrant(grant)).toBe('');
  });

  test.each<[string, (granted: Granted) => void]>([
    ['a nested stack', granted => new Policy(new NestedStack(granted.region, 'Grants'), 'Policy', {
      roles: [granted.handler.role as Role], statements: [allow(['dynamodb:GetItem'], `arn:aws:dynamodb:${granted.region.region}:*:table/Shop-Orders`)],
    })],
    ['another stack', granted => new Policy(new Stack(granted.region.node.root, `Grants-${granted.region.region}`, { env: { region: granted.region.region } }), 'Policy', {
      roles: [granted.handler.role as Role], statements: [allow(['dynamodb:GetItem'], '*')],
    })],
  ])('perhaps, by a policy in %s, which does not tell whose it is', (_, grant) => {
    expect(withoutGrant(grant)).toBe('');
  });

  test('by a policy that calls its role by a literal name', () => {
    const role = (region: RegionalApi) => new Role(region, 'OrdersRole', { assumedBy: LAMBDA, roleName: `orders-${region.region}` });
    const attach = ({ region }: Granted, roleName: string) => new CfnPolicy(region, 'Policy', {
      policyName: 'orders', roles: [roleName], policyDocument: { Statement: { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' } },
    });
    expect(withoutGrant(granted => attach(granted, `orders-${granted.region.region}`), { role })).toBe('');
    expect(withoutGrant(granted => attach(granted, 'others'), { role })).toBe('no permission for its replica in us-east-1, eu-west-1');
  });

  test('by a policy in its role', () => {
    const role = (region: RegionalApi) => new Role(region, 'OrdersRole', {
      assumedBy: LAMBDA,
      inlinePolicies: { orders: new PolicyDocument({ statements: [allow(['dynamodb:GetItem'], `arn:aws:dynamodb:${region.region}:*:table/Shop-Orders`)] }) },
    });
    expect(withoutGrant(() => {}, { role })).toBe('');
  });

  test('perhaps, with a role from elsewhere, or a policy of the table', () => {
    expect(withoutGrant(() => {}, { role: region => Role.fromRoleName(region, 'Role', 'orders-role') as Role })).toBe('');
    const resourcePolicy = new PolicyDocument({ statements: [new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'], principals: [new AnyPrincipal()] })] });
    expect(withoutGrant(() => {}, { resourcePolicy })).toBe('');
  });
});

describe('a function may not use a table whose name it has', () => {
  const NOWHERE = 'no permission for its replica in us-east-1, eu-west-1';

  test.each<[string, (granted: Granted) => void, string]>([
    ['without a grant', () => {}, NOWHERE],
    ['without one in a Region', ({ table, handler, region }) => region.region === 'us-east-1' && table.grantReadData(handler), 'no permission for its replica in eu-west-1'],
    ['with one on another table', ({ handler, region }) => handler.addToRolePolicy(allow(['dynamodb:*'], `arn:aws:dynamodb:${region.region}:*:table/Shop-Orders2`)), NOWHERE],
    ['with one for another service', ({ handler }) => handler.addToRolePolicy(allow(['sqs:*', 's3:GetObject'], '*')), NOWHERE],
    ['with one that denies', ({ handler }) => handler.addToRolePolicy(new PolicyStatement({ effect: Effect.DENY, actions: ['dynamodb:*'], resources: ['*'] })), NOWHERE],
    ['with one on the replicas of a continent', ({ handler }) => handler.addToRolePolicy(allow(['dynamodb:*'], `arn:aws:dynamodb:us-*:${Aws.ACCOUNT_ID}:table/Shop-Orders`)),
      'no permission for its replica in eu-west-1, only for that in us-*'],
  ])('%s', (_, grant, found) => {
    expect(withoutGrant(grant)).toBe(found);
  });

  test('that it imports', () => {
    const app = new App();
    const api = anApi({}, app);
    const customers = api.importGlobalTable('Customers', { tableName: 'crm-customers' });
    api.regionalApis.forEach(region => aFunction(region, 'Orders', { environment: { CUSTOMERS: customers.tableName } }));
    expect(messagesAtSynth(app)).toEqual([expect.stringContaining('the name of the table crm-customers in CUSTOMERS')]);
  });

  test('nothing is said of a function that may be anywhere', () => {
    const app = new App();
    const table = anApi({}, app).addGlobalTable('Orders', KEY);
    aFunction(new Stack(app, 'Anywhere'), 'Report', { environment: { TABLE_NAME: table.tableName } });
    expect(messagesAtSynth(app)).toEqual([]);
  });

  test('of a table beside the API, if the variable is for a table', () => {
    const app = new App();
    anApi({}, app);
    const stack = new Stack(app, 'Billing', { env: { region: 'us-east-1' } });
    new Table(stack, 'Orders', { ...KEY, tableName: 'orders' });
    aFunction(stack, 'Worker', { environment: { POWERTOOLS_SERVICE_NAME: 'orders' } });
    aFunction(stack, 'Report', { environment: { ordersTableName: 'orders' } });
    expect(messagesAtSynth(app)).toEqual([expect.stringContaining('The function at Billing/Report has the name of the table orders in ordersTableName')]);
  });

  test('with a list of policies that has gaps', () => {
    const role = (region: RegionalApi) => {
      const made = new Role(region, 'OrdersRole', { assumedBy: LAMBDA });
      (made.node.defaultChild as CfnResource).addPropertyOverride('Policies', [null, 'none', { Ref: 'AWS::NoValue' }]);
      return made;
    };
    expect(withoutGrant(() => {}, { role })).toBe(NOWHERE);
  });

  test('nothing is said of a variable that is no name of a table', () => {
    const app = new App();
    const api = anApi({}, app);
    api.addGlobalTable('Orders', KEY);
    api.regionalApis.forEach(region => aFunction(region, 'Orders', { environment: { TITLE: 'Shop-Orders of today', PREFIX: 'Shop-' } }));
    expect(messagesAtSynth(app)).toEqual([]);
  });
});

describe('a table has replicas where it is used', () => {
  function lacking(define: (app: App) => void, use: (region: RegionalApi, i: number) => Record<string, string>): string {
    const app = new App();
    define(app);
    anApi({ regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }, app).regionalApis.forEach((region, i) => {
      aFunction(region, 'Orders', { environment: use(region, i) }).addToRolePolicy(allow(['dynamodb:*'], '*'));
    });
    return /^(The table .*?): functions/.exec(messagesAtSynth(app).join())?.[1] ?? '';
  }
  const used = () => ({ TABLE: 'customers' });
  const stackIn = (app: App, region?: string) => new Stack(app, `Tables${region}`, { env: { region } });

  test.each<[string, (app: App) => void, string]>([
    ['a global table of all Regions', app => new TableV2(stackIn(app, 'us-east-1'), 'T', {
      ...KEY, tableName: 'customers', replicas: [{ region: 'eu-west-1' }, { region: 'sa-east-1' }],
    }), ''],
    ['a global table of some', app => new TableV2(stackIn(app, 'us-east-1'), 'T', { ...KEY, tableName: 'customers', replicas: [{ region: 'sa-east-1' }] }),
      'The table customers is used in us-east-1, eu-west-1, sa-east-1 but has no replica in eu-west-1'],
    ['a table of one', app => new Table(stackIn(app, 'eu-west-1'), 'T', { ...KEY, tableName: 'customers', removalPolicy: RemovalPolicy.DESTROY }),
      'The table customers is used in us-east-1, eu-west-1, sa-east-1 but has no replica in us-east-1, sa-east-1'],
    ['tables of one name in each', app => ['us-east-1', 'eu-west-1', 'sa-east-1'].forEach(region => new Table(stackIn(app, region), 'T', { ...KEY, tableName: 'customers' })), ''],
    ['a table that the app does not define', () => {}, ''],
    ['a table of another name', app => new Table(stackIn(app, 'eu-west-1'), 'T', { ...KEY, tableName: 'clients' }), ''],
    ['a table without a name', app => new Table(stackIn(app, 'eu-west-1'), 'T', KEY), ''],
    ['a table of a stack that may be anywhere', app => new Table(stackIn(app), 'T', { ...KEY, tableName: 'customers' }), ''],
  ])('%s', (_, define, found) => {
    expect(lacking(define, used)).toBe(found);
  });

  test('and need not have more', () => {
    const define = (app: App) => new Table(stackIn(app, 'eu-west-1'), 'T', { ...KEY, tableName: 'customers' });
    expect(lacking(define, (_, i): Record<string, string> => i === 1 ? used() : {})).toBe('');
  });
});
