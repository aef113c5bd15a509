/** @cdk-validation */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, FilterRule, Function, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Changes, Consistency, FailureDestination, GlobalTable, MultiRegionServerlessApiProps, TableChangesProps } from '../../../src';
import { aFunction, anApi, onlyResource, templateOf } from '../../an-api';
import { messageOf } from '../../message-of';
import { messagesAtSynth } from '../../rules/messages';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const ARN = { 'Fn::GetAtt': [expect.stringMatching('ShopUsersStream'), 'Table.LatestStreamArn'] };

function welcomed(props: Partial<TableChangesProps> = {}, of: Partial<MultiRegionServerlessApiProps> = {}) {
  const app = new App({ treeMetadata: false });
  const api = anApi(of, app);
  api.addOperations();
  const table = api.addGlobalTable('Users', KEY);
  const welcome = api.addTableChanges('Welcome', { table, changes: Changes.everywhere(), ...props });
  api.regionalApis.forEach(region => welcome.invoke(aFunction(region, 'Welcome')));
  return { app, api, table, welcome };
}

const mappingOf = ({ api }: Pick<ReturnType<typeof welcomed>, 'api'>, region = 'eu-west-1') => onlyResource(api.inRegion(region), 'AWS::Lambda::EventSourceMapping');
const patternsOf = (made: ReturnType<typeof welcomed>, region?: string) =>
  mappingOf(made, region).FilterCriteria?.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
const filtersOf = (...filters: object[]) => filters.map(filter => FilterCriteria.filter(filter as { [key: string]: any }));

describe('changes of a table', () => {
  const made = welcomed();
  const template = templateOf(made.api, 'eu-west-1');

  test('are read by the Region\'s function from the stream of its own replica, for whose ARN a deployment asks DynamoDB there', () => {
    expect(mappingOf(made)).toMatchObject({ EventSourceArn: ARN, FunctionName: { Ref: expect.stringMatching('Welcome') } });
    const { Create, ServiceToken } = onlyResource(made.api.inRegion('eu-west-1'), 'Custom::ReplicaStream');
    expect(JSON.parse(Create)).toEqual({
      service: 'DynamoDB',
      action: 'describeTable',
      parameters: { TableName: 'Shop-Users' },
      outputPaths: ['Table.LatestStreamArn'],
      physicalResourceId: { responsePath: 'Table.LatestStreamArn' },
    });
    expect(ServiceToken).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Action: 'dynamodb:DescribeTable', Effect: 'Allow', Resource: Match.anyValue() }] } });
  });

  test('which the function is allowed', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['dynamodb:GetRecords', 'dynamodb:GetShardIterator']) })]) },
    });
  });

  test('in batches that are split and tried again, all as documented', () => {
    expect(mappingOf(made)).toMatchObject({
      StartingPosition: 'TRIM_HORIZON', BatchSize: 100, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 10, FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(Object.keys(mappingOf(made)).sort()).toEqual([
      'BatchSize', 'BisectBatchOnFunctionError', 'DestinationConfig', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes', 'MaximumRetryAttempts', 'StartingPosition',
    ]);
  });

  test('and what is given up is told in a queue, of which an alarm tells', () => {
    const [queue] = Object.keys(template.findResources('AWS::SQS::Queue', { Properties: { QueueName: 'Shop-WelcomeChanges-FailedEvents' } }));
    expect(mappingOf(made).DestinationConfig).toEqual({ OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } } });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'Shop-eu-west-1-WelcomeChanges-FailedEvents' });
    expect(made.welcome.failedChanges('eu-west-1').queue!.node.path).toContain('WelcomeChanges');
  });

  test('are the same in all Regions but for their names, and break no rule', () => {
    const [virginia, ireland] = made.api.regionalApis.map(({ region }) => Object.entries(templateOf(made.api, region).toJSON().Resources)
      .filter(([id]) => /Changes|Stream|Welcome/.test(id)).map(resource => JSON.stringify(resource).replaceAll(region, '<region>')));
    expect(virginia.length).toBeGreaterThan(8);
    expect(ireland).toEqual(virginia);
    expect(messagesAtSynth(made.app).filter(message => !message.includes('health-checks-not-recorded'))).toEqual([]);
  });
});

test('settings are those of the mapping', () => {
  const made = welcomed({
    startingPosition: StartingPosition.LATEST,
    batchSize: 7,
    maxBatchingWindow: Duration.seconds(8),
    parallelizationFactor: 9,
    retryAttempts: 0,
    maxRecordAge: Duration.minutes(11),
    reportBatchItemFailures: false,
    onFailure: FailureDestination.topic(),
  });
  expect(mappingOf(made)).toMatchObject({
    StartingPosition: 'LATEST',
    BatchSize: 7,
    MaximumBatchingWindowInSeconds: 8,
    ParallelizationFactor: 9,
    MaximumRetryAttempts: 0,
    MaximumRecordAgeInSeconds: 660,
    DestinationConfig: { OnFailure: { Destination: { Ref: expect.stringMatching('Topic') } } },
  });
  expect(mappingOf(made)).not.toHaveProperty('FunctionResponseTypes');
});

test('several handlers of one table ask for its stream once', () => {
  const { api, table } = welcomed();
  const index = api.addTableChanges('Index', { table, changes: Changes.everywhere() });
  api.regionalApis.forEach(region => index.invoke(aFunction(region, 'Index')));
  templateOf(api, 'eu-west-1').resourceCountIs('Custom::ReplicaStream', 1);
});

test('a table that is imported, and one with strong consistency, are handled as well', () => {
  const regions = ['eu-west-1', 'eu-west-2', 'eu-central-1'];
  const api = anApi({ regions });
  const tables = {
    Crm: api.importGlobalTable('Crm', { tableName: 'crm' }),
    Strong: api.addGlobalTable('Strong', { ...KEY, consistency: Consistency.strong() }),
  };
  for (const [id, table] of Object.entries(tables)) {
    const changes = api.addTableChanges(id, { table, changes: Changes.everywhere() });
    api.regionalApis.forEach(region => changes.invoke(aFunction(region, id)));
  }
  templateOf(api, 'eu-west-2').resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
  expect((tables.Strong as GlobalTable).table.tableStreamArn).toBeDefined();
});

describe('Changes.writtenHere()', () => {
  const changes = Changes.writtenHere({ attribute: 'writtenIn' });
  const NEW = { NewImage: { writtenIn: { S: ['eu-west-1'] } } };
  const OLD = { OldImage: { writtenIn: { S: ['eu-west-1'] } } };

  test('takes what was written in the Region, and removals of what was', () => {
    const made = welcomed({ changes });
    expect(patternsOf(made)).toEqual([{ eventName: ['INSERT', 'MODIFY'], dynamodb: NEW }, { eventName: ['REMOVE'], dynamodb: OLD }]);
    expect(patternsOf(made, 'us-east-1')[0].dynamodb.NewImage.writtenIn.S).toEqual(['us-east-1']);
  });

  test.each([
    ['of some events', [{ eventName: FilterRule.isEqual('INSERT') }], [{ eventName: ['INSERT'], dynamodb: NEW }]],
    ['of removals', [{ eventName: ['REMOVE'] }], [{ eventName: ['REMOVE'], dynamodb: OLD }]],
    ['of the new image', [{ dynamodb: { NewImage: { kind: { S: ['user'] } } } }],
      [{ eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { kind: { S: ['user'] }, ...NEW.NewImage } } }]],
    ['of the old image', [{ dynamodb: { OldImage: { kind: { S: ['user'] } } } }], [
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { OldImage: { kind: { S: ['user'] } }, ...NEW } },
      { eventName: ['REMOVE'], dynamodb: { OldImage: { kind: { S: ['user'] }, ...OLD.OldImage } } },
    ]],
    ['of what else there is', [{ userIdentity: { type: ['Service'] }, eventName: ['REMOVE'] }], [{ userIdentity: { type: ['Service'] }, eventName: ['REMOVE'], dynamodb: OLD }]],
  ])('goes with filters: %s', (_, filters, patterns) => {
    expect(patternsOf(welcomed({ changes, filters: filtersOf(...filters) }))).toEqual(patterns);
  });
});

test('filters are those of the mapping', () => {
  expect(patternsOf(welcomed({ filters: filtersOf({ eventName: ['INSERT'] }) }))).toEqual([{ eventName: ['INSERT'] }]);
});

test.each<[Partial<TableChangesProps>, string]>([
  [{ batchSize: 10_001 }, '`batchSize` must be a whole number from 1 to 10000, got: 10001'],
  [{ parallelizationFactor: 11 }, '`parallelizationFactor` must be a whole number from 1 to 10, got: 11'],
  [{ retryAttempts: -1 }, '`retryAttempts` must be a whole number from 0 to 10000, got: -1'],
  [{ maxBatchingWindow: Duration.minutes(6) }, '`maxBatchingWindow` must be a whole number from 0 to 300 of seconds, got: 360'],
  [{ maxRecordAge: Duration.seconds(59) }, '`maxRecordAge` must be a whole number from 60 to 86400 of seconds, got: 59'],
  [{ startingPosition: StartingPosition.AT_TIMESTAMP }, '`startingPosition` of a table\'s changes must be TRIM_HORIZON or LATEST, got: "AT_TIMESTAMP"'],
  [{ changes: 'everywhere' as any }, '`changes` must be made by `Changes`, got: "everywhere"'],
  [{ table: 'Shop-Users' as any }, '`table` must be made by `addGlobalTable()` or `importGlobalTable()`, got: "Shop-Users"'],
  [{ changes: Changes.writtenHere({ attribute: 'in' }), filters: filtersOf(...[1, 2, 3].map(n => ({ dynamodb: { OldImage: { n: { N: [`${n}`] } } } }))) },
    '`filters` must make at most 5 patterns, where `Changes.writtenHere()` makes two of one that takes removals, too, got: 6. Have a filter say `eventName`, or join two filters'],
  [{ changes: Changes.writtenHere({ attribute: 'in' }), filters: filtersOf({ eventName: [{ prefix: 'IN' }] }) },
    '`eventName` of `filters` must be a list of INSERT, MODIFY and REMOVE with `Changes.writtenHere()`, got: [{"prefix":"IN"}]'],
  [{ changes: Changes.writtenHere({ attribute: 'in' }), filters: filtersOf({ dynamodb: { NewImage: { in: { S: ['x'] } } } }) },
    '`filters` must leave `in` to `Changes.writtenHere()`, got: {"dynamodb":{"NewImage":{"in":{"S":["x"]}}}}'],
])('%# is refused in one sentence', (props, message) => {
  expect(messageOf(() => welcomed(props))).toBe(message);
});

test('an attribute must have a name', () => {
  expect(() => Changes.writtenHere({ attribute: '' })).toThrow('`attribute` must be the literal name of an attribute, got: ""');
});

test('each Region has one handler, in its stack', () => {
  const app = new App({ treeMetadata: false });
  const api = anApi({}, app);
  const welcome = api.addTableChanges('Welcome', { table: api.addGlobalTable('Users', KEY), changes: Changes.everywhere() });
  const handler = aFunction(api.inRegion('eu-west-1'));
  expect(() => welcome.invoke(aFunction(new Stack(app, 'Other')))).toThrow('`handler` of WelcomeChanges must be in the stack of one of us-east-1, eu-west-1');
  expect(() => welcome.failedChanges('eu-west-1')).toThrow('`region` must be one that has a handler, got: "eu-west-1". Those are: none');
  welcome.invoke(handler);
  expect(() => welcome.invoke(handler)).toThrow('WelcomeChanges must have one handler in eu-west-1');
  expect(() => app.synth()).toThrow('WelcomeChanges has no handler in us-east-1: call its `invoke()` with a function of each Region');
});

test('a function that is imported is handed changes, and granted nothing', () => {
  const api = anApi();
  const welcome = api.addTableChanges('Welcome', { table: api.addGlobalTable('Users', KEY), changes: Changes.everywhere() });
  api.regionalApis.forEach(region => welcome.invoke(Function.fromFunctionName(region, 'Imported', 'welcome')));
  expect(mappingOf({ api })).toMatchObject({ EventSourceArn: ARN });
});
