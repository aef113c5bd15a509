import { App, Aws, MissingRemovalPolicies, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Billing, Capacity, CfnGlobalTable, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { GlobalTable, GlobalTableEncryption, GlobalTableProps, MultiRegionServerlessApi } from '../../src';
import { aFunction, anApi, DOMAIN, templateOf } from '../an-api';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const index = (indexName: string) => ({ indexName, partitionKey: { name: indexName, type: AttributeType.STRING } });
const localIndex = (indexName: string) => ({ indexName, sortKey: { name: indexName, type: AttributeType.NUMBER } });

function render(props: Partial<GlobalTableProps> = {}): Template {
  return Template.fromStack(Stack.of(anApi().addGlobalTable('Orders', { ...KEY, ...props })));
}

describe('a global table', () => {
  test('has a literal name, is on demand, and is retained', () => {
    render().hasResource('AWS::DynamoDB::GlobalTable', {
      Properties: { TableName: 'Shop-Orders', BillingMode: 'PAY_PER_REQUEST', StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('has a replica in every Region, each with point-in-time recovery and deletion protection', () => {
    const replica = (Region: string) =>
      ({ Region, DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
    const [{ Properties }] = Object.values(render().findResources('AWS::DynamoDB::GlobalTable'));
    expect(Properties.Replicas).toHaveLength(2);
    expect(Properties.Replicas).toEqual(expect.arrayContaining([replica('us-east-1'), replica('eu-west-1')]));
  });

  test('takes the settings that TableV2 users know', () => {
    render({
      sortKey: { name: 'day', type: AttributeType.NUMBER },
      globalSecondaryIndexes: [{ ...index('byState'), projectionType: ProjectionType.KEYS_ONLY }],
      localSecondaryIndexes: [localIndex('byAge')],
      timeToLiveAttribute: 'expiresAt',
      billing: Billing.provisioned({ readCapacity: Capacity.fixed(7), writeCapacity: Capacity.autoscaled({ maxCapacity: 9 }) }),
      encryption: GlobalTableEncryption.awsManagedKey(),
    }).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'day', KeyType: 'RANGE' }],
      GlobalSecondaryIndexes: [Match.objectLike({ IndexName: 'byState', Projection: { ProjectionType: 'KEYS_ONLY' } })],
      LocalSecondaryIndexes: [Match.objectLike({ IndexName: 'byAge' })],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      BillingMode: 'PROVISIONED',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
  });

  test('is deleted with the app, in all Regions, when the removal policy says so', () => {
    const template = render({ removalPolicy: RemovalPolicy.DESTROY });
    template.hasResource('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Delete' });
    const [{ Properties }] = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
    expect(Properties.Replicas.map((replica: any) => replica.DeletionProtectionEnabled)).toEqual([false, false]);
  });

  test.each<[string, (table: GlobalTable) => void, Partial<GlobalTableProps>, string, boolean]>([
    ['RemovalPolicies.of(the app) destroys it', table => RemovalPolicies.of(table.node.root).destroy(), {}, 'Delete', false],
    ['RemovalPolicies.of(its stack) destroys it', table => RemovalPolicies.of(Stack.of(table)).destroy(), {}, 'Delete', false],
    ['RemovalPolicies.of() destroys it, protected by a prop', table => RemovalPolicies.of(table).destroy(), { deletionProtection: true }, 'Delete', true],
    ['RemovalPolicies.of() retains it', table => RemovalPolicies.of(table).retain(), { removalPolicy: RemovalPolicy.DESTROY }, 'Retain', true],
    ['RemovalPolicies.of() leaves its type out', table => RemovalPolicies.of(table).destroy({ excludeResourceTypes: ['AWS::DynamoDB::GlobalTable'] }), {}, 'Retain', true],
    ['MissingRemovalPolicies.of() destroys what has none', table => MissingRemovalPolicies.of(table).destroy(), {}, 'Retain', true],
    ['the policy is applied by hand', ({ table }) => table.applyRemovalPolicy(RemovalPolicy.DESTROY), {}, 'Delete', false],
  ])('is protected, in all Regions, as long as it is retained: %s', (_by, apply, props, policy, isProtected) => {
    const table = anApi().addGlobalTable('Orders', { ...KEY, ...props });
    apply(table);
    const [{ DeletionPolicy, Properties }] = Object.values(Template.fromStack(Stack.of(table)).findResources('AWS::DynamoDB::GlobalTable'));
    expect(DeletionPolicy).toBe(policy);
    expect(Properties.Replicas.map((replica: any) => replica.DeletionProtectionEnabled)).toEqual([isProtected, isProtected]);
  });

  test('keeps a deletion protection that is asked for', () => {
    const [{ Properties }] = Object.values(render({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: true }).findResources('AWS::DynamoDB::GlobalTable'));
    expect(Properties.Replicas.map((replica: any) => replica.DeletionProtectionEnabled)).toEqual([true, true]);
  });
});

describe('a name of one\'s own', () => {
  test('is that of every replica, of grants, and of the output', () => {
    const api = anApi();
    const table = api.addGlobalTable('Orders', { ...KEY, tableName: 'acme_orders.v2' });
    expect([table.tableName, table.replica('eu-west-1').tableName]).toEqual(['acme_orders.v2', 'acme_orders.v2']);
    const tables = Template.fromStack(Stack.of(table));
    tables.hasResourceProperties('AWS::DynamoDB::GlobalTable', { TableName: 'acme_orders.v2' });
    tables.hasOutput('OrdersTableName', { Value: 'acme_orders.v2' });
  });

  test.each([
    ['ab', '`tableName` must have 3 to 255 letters, digits, "_", "." and "-", got: "ab"'],
    ['a b c', '`tableName` must have 3 to 255 letters, digits, "_", "." and "-", got: "a b c"'],
    [Aws.STACK_NAME, /^`tableName` must be a literal, because no token may cross a Region, got: "\$\{Token/],
  ])('is refused where DynamoDB would refuse it: %s', (tableName, message) => {
    expect(() => anApi().addGlobalTable('Orders', { ...KEY, tableName })).toThrow(message);
  });

  test('belongs to one table of the app', () => {
    const api = anApi();
    api.addGlobalTable('Orders', KEY);
    expect(() => api.addGlobalTable('Old', { ...KEY, tableName: 'Shop-Orders' })).toThrow('Tables of one app must have different names, got: "Shop-Orders"');
  });
});

describe('a replica', () => {
  test('is a plain table of its Region, made of literals', () => {
    const replica = anApi().addGlobalTable('Orders', KEY).replica('eu-west-1');
    expect(replica.tableName).toBe('Shop-Orders');
    expect(replica.tableArn).toMatch(/:dynamodb:eu-west-1:.*:table\/Shop-Orders$/);
  });

  test('is the same object every time', () => {
    const table = anApi().addGlobalTable('Orders', KEY);
    expect(table.replica('eu-west-1')).toBe(table.replica('eu-west-1'));
  });

  test('does not exist in other Regions', () => {
    expect(() => anApi().addGlobalTable('Orders', KEY).replica('sa-east-1'))
      .toThrow('`region` must be one that Shop-Orders has a replica in: us-east-1, eu-west-1, got: "sa-east-1"');
  });
});

describe('the stream of a replica', () => {
  const startingPosition = StartingPosition.LATEST;
  const UNKNOWN = 'A stream must be read by its ARN, which ends in the time at which DynamoDB made it, got: "the replica of Shop-Orders in eu-west-1, by its name alone". '
    + 'Have `api.addTableChanges()` invoke a function in each Region: its deployment asks DynamoDB for the ARN';

  test('is known after the deployment only, as an event source and a grant of its own are told', () => {
    const api = anApi();
    const replica = api.addGlobalTable('Orders', KEY).replica('eu-west-1');
    const handler = aFunction(api.inRegion('eu-west-1'));
    expect(() => handler.addEventSource(new DynamoEventSource(replica, { startingPosition }))).toThrow(UNKNOWN);
    expect(() => replica.grantStreamRead(handler)).toThrow(UNKNOWN);
  });

  test('is read as they are told: in the primary Region and, by a literal ARN, elsewhere', () => {
    const app = new App();
    const api = anApi({}, app);
    const table = api.addGlobalTable('Orders', KEY);
    aFunction(api.inRegion('us-east-1')).addEventSource(new DynamoEventSource(table.table, { startingPosition }));
    const eventSourceArn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Shop-Orders/stream/2026-11-30T12:00:00.000';
    const target = aFunction(api.inRegion('eu-west-1'));
    new EventSourceMapping(api.inRegion('eu-west-1'), 'Orders', { target, eventSourceArn, startingPosition });
    table.grantStreamRead(target);
    app.synth();
    templateOf(api, 'us-east-1').hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: { 'Fn::ImportValue': Match.anyValue() } });
    templateOf(api, 'eu-west-1').hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: eventSourceArn });
  });
});

describe('a grant', () => {
  const ARN = /^\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},":dynamodb:eu-west-1:",\{"Ref":"AWS::AccountId"\},":table\/Shop-Orders"\]\]\}$/;
  const INDEX_ARN = /:dynamodb:eu-west-1:.*:table\/Shop-Orders\/index\/\*"/;

  function granted(grant: (table: GlobalTable, api: MultiRegionServerlessApi) => void, props: Partial<GlobalTableProps> = {}, app = new App()) {
    const api = anApi({}, app);
    grant(api.addGlobalTable('Orders', { ...KEY, ...props }), api);
    const policies = Object.entries(templateOf(api, 'eu-west-1').findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('Handler'));
    expect(policies).toHaveLength(1);
    return policies[0][1].Properties.PolicyDocument.Statement.map(({ Action, Resource }: any) => ({
      actions: [Action].flat(),
      resources: (Array.isArray(Resource) ? Resource : [Resource]).map(arn => JSON.stringify(arn)),
    }));
  }
  const inEurope = (api: MultiRegionServerlessApi) => aFunction(api.inRegion('eu-west-1'));

  test('allows the actions on the replica in the grantee\'s Region and on no other', () => {
    const [statement] = granted((table, api) => table.grant(inEurope(api), 'dynamodb:GetItem', 'dynamodb:UpdateItem'));
    expect(statement).toEqual({ actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [expect.stringMatching(ARN)] });
  });

  test.each<[keyof GlobalTable & `grant${string}`, string[], string[]]>([
    ['grantReadData', ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:BatchGetItem'], ['dynamodb:PutItem', 'dynamodb:DeleteItem']],
    ['grantWriteData', ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'], ['dynamodb:GetItem', 'dynamodb:Query']],
    ['grantReadWriteData', ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], ['dynamodb:DeleteTable']],
  ])('%s covers its actions, indexes included', (method, allowed, notAllowed) => {
    const [statement] = granted((table, api) => table[method](inEurope(api)), { globalSecondaryIndexes: [index('byState')] });
    expect(statement.actions).toEqual(expect.arrayContaining(allowed));
    expect(statement.actions).not.toEqual(expect.arrayContaining([expect.stringMatching(notAllowed.join('|'))]));
    expect(statement.resources).toEqual(expect.arrayContaining([expect.stringMatching(ARN), expect.stringMatching(INDEX_ARN)]));
  });

  describe.each([['before', true], ['after', false]])('given %s the table gets its first index', (_when, isBefore) => {
    test.each<[string, (table: GlobalTable) => void]>([
      ['a global one', table => table.table.addGlobalSecondaryIndex(index('byState'))],
      ['a local one', table => table.table.addLocalSecondaryIndex(localIndex('byAge'))],
      ['one by an override', table => (table.table.node.defaultChild as CfnGlobalTable).addPropertyOverride('GlobalSecondaryIndexes', [{ IndexName: 'byState' }])],
    ])('covers it: %s', (_index, addIndex) => {
      const statements = granted((table, api) => {
        if (!isBefore) addIndex(table);
        table.grant(inEurope(api), 'dynamodb:Query');
        if (isBefore) addIndex(table);
      }, { sortKey: { name: 'day', type: AttributeType.NUMBER } });
      expect(statements).toEqual([{ actions: ['dynamodb:Query'], resources: [expect.stringMatching(ARN), expect.stringMatching(INDEX_ARN)] }]);
    });
  });

  test('is merged by CDK with others on the same table', () => {
    const app = new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } });
    expect(granted((table, api) => {
      const handler = inEurope(api);
      table.grantReadData(handler);
      table.grantWriteData(handler);
    }, {}, app)).toHaveLength(1);
  });

  test('grantStreamRead covers the replica\'s stream', () => {
    const [statement] = granted((table, api) => table.grantStreamRead(inEurope(api)));
    expect(statement.actions).toEqual(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams']);
    expect(statement.resources).toEqual([expect.stringMatching(/:dynamodb:eu-west-1:.*:table\/Shop-Orders\/stream\/\*"/)]);
  });

  test('works for a role in another stack of the Region', () => {
    const app = new App();
    const table = anApi({}, app).addGlobalTable('Orders', KEY);
    const stack = new Stack(app, 'Batch', { env: { region: 'eu-west-1' } });
    table.grantReadData(new Role(stack, 'Role', { assumedBy: new ServicePrincipal('batch.amazonaws.com') }));
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).toMatch(/:dynamodb:eu-west-1:/);
    expect(() => app.synth()).not.toThrow();
  });

  test('is refused to a grantee in a Region without a replica', () => {
    const app = new App();
    const table = anApi({}, app).addGlobalTable('Orders', KEY);
    const stack = new Stack(app, 'Elsewhere', { env: { region: 'us-west-2' } });
    expect(() => table.grantReadData(aFunction(stack)))
      .toThrow('`grantee` must be in a Region that Shop-Orders has a replica in: us-east-1, eu-west-1, got: "us-west-2". Grant on `replica(region)` otherwise');
  });

  test('is refused to a principal that is in no Region', () => {
    const table = anApi().addGlobalTable('Orders', KEY);
    expect(() => table.grantReadData(new ServicePrincipal('glue.amazonaws.com'))).toThrow(/^`grantee` must be in a Region that Shop-Orders has a replica in: us-east-1, eu-west-1, got: "no Region"/);
  });

  test('does not keep the consumer from adding statements', () => {
    const statements = granted((table, api) => {
      const handler = inEurope(api);
      table.grant(handler, 'dynamodb:Query');
      handler.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] }));
    });
    expect(statements.map(({ actions }: { actions: string[] }) => actions)).toEqual([['dynamodb:Query'], ['sns:Publish']]);
  });
});

describe('refusals', () => {
  const refuse = (id: string, props: Partial<GlobalTableProps> = {}, api = anApi()) => () => api.addGlobalTable(id, { ...KEY, ...props });

  test.each([
    ['Orders/2024', {}, 'A table name, made from the ids of the API and the table, must have 3 to 255 letters, digits, "_", "." and "-", got: "Shop-Orders/2024"'],
    ['x'.repeat(251), {}, /^A table name, made from the ids/],
    ['Orders', { globalSecondaryIndexes: [index('by state')] }, 'An index name must have 3 to 255 letters, digits, "_", "." and "-", got: "by state"'],
    ['Orders', { globalSecondaryIndexes: [index('ab')] }, /^An index name must have 3 to 255/],
    ['Orders', { globalSecondaryIndexes: [index('byDay'), index('byDay')] }, 'Indexes of Shop-Orders must have different names, got: "byDay"'],
    ['Orders', { sortKey: { name: 'age', type: AttributeType.NUMBER }, globalSecondaryIndexes: [index('byDay')], localSecondaryIndexes: [localIndex('byDay')] },
      'Indexes of Shop-Orders must have different names, got: "byDay"'],
    ['Orders', { globalSecondaryIndexes: [index('Orders')] }, 'A table and its index must have different names, got: "Orders"'],
    ['Orders', { globalSecondaryIndexes: [index('Shop-Orders')] }, 'A table and its index must have different names, got: "Shop-Orders"'],
  ])('%s %j', (id, props, message) => {
    expect(refuse(id, props)).toThrow(message);
  });

  test('a table of 255 characters is one', () => {
    expect(refuse('x'.repeat(250))()).toHaveProperty('tableName', `Shop-${'x'.repeat(250)}`);
  });

  test('two tables of one id', () => {
    const api = anApi();
    api.addGlobalTable('Orders', KEY);
    expect(refuse('Orders', {}, api)).toThrow('Tables of one app must have different names, got: "Shop-Orders"');
  });

  test('two tables of one name in two APIs', () => {
    const app = new App();
    anApi({}, app, 'Shop').addGlobalTable('Foo-Bar', KEY);
    expect(refuse('Bar', {}, anApi({ domain: { ...DOMAIN, domainName: 'foo.example.com' } }, app, 'Shop-Foo'))).toThrow('Tables of one app must have different names, got: "Shop-Foo-Bar"');
  });

  test('two tables whose outputs would be of one name', () => {
    const api = anApi();
    api.addGlobalTable('Orders1', KEY);
    expect(refuse('Orders-1', {}, api)).toThrow('Tables of one API must have ids that differ in letters and digits, got: "Orders-1"');
  });

  test('a local index without a sort key', () => {
    expect(refuse('Orders', { localSecondaryIndexes: [localIndex('byAge')] })).toThrow('`localSecondaryIndexes` need a `sortKey`, got: ["byAge"]');
  });

  test('six local indexes, but not five', () => {
    const withLocalIndexes = (count: number) => refuse('Orders', {
      sortKey: { name: 'age', type: AttributeType.NUMBER },
      localSecondaryIndexes: Array.from({ length: count }, (_, i) => localIndex(`by-${i}`)),
    });
    expect(withLocalIndexes(6)).toThrow('`localSecondaryIndexes` must be at most 5, got: 6');
    expect(withLocalIndexes(5)).not.toThrow();
  });

  test('happen before anything is created', () => {
    const api = anApi();
    expect(refuse('Orders!', {}, api)).toThrow();
    expect(api.node.tryFindChild('Tables')).toBeUndefined();
  });
});
