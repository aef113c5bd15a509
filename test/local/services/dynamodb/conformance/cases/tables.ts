import {
  CreateTableCommand, DeleteTableCommand, DescribeContinuousBackupsCommand, DescribeEndpointsCommand, DescribeLimitsCommand, DescribeTableCommand,
  DescribeTimeToLiveCommand, ExecuteStatementCommand, ListTablesCommand, ListTagsOfResourceCommand, TagResourceCommand, UntagResourceCommand,
  UpdateTableCommand, UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { Case, guide, reference, refused, SCHEMA, TABLE, Target } from '../target';

const describeTable = async (target: Target, TableName = TABLE) => (await target.client.send(new DescribeTableCommand({ TableName }))).Table!;

export const DESCRIBE_TABLE: Case[] = [
  {
    says: 'answers keys, attributes, indexes and status',
    page: reference('DescribeTable'),
    run: async target => {
      const table = await describeTable(target);
      expect(table).toMatchObject({ TableName: TABLE, TableStatus: 'ACTIVE', KeySchema: SCHEMA.KeySchema });
      expect(table.AttributeDefinitions).toEqual(expect.arrayContaining(SCHEMA.AttributeDefinitions));
      expect(table.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'byKind', IndexStatus: 'ACTIVE', Projection: SCHEMA.GlobalSecondaryIndexes[0].Projection }]);
      expect(table.LocalSecondaryIndexes).toMatchObject([{ IndexName: 'byScore', KeySchema: SCHEMA.LocalSecondaryIndexes[0].KeySchema }]);
    },
  },
  {
    says: 'answers names, an id and a date of creation',
    page: reference('TableDescription'),
    run: async target => {
      const table = await describeTable(target);
      expect(table.TableArn).toMatch(/^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d+:table\/Conformance$/);
      expect(table.TableId).toMatch(/^[0-9a-f-]{36}$/);
      expect(table.CreationDateTime).toBeInstanceOf(Date);
      expect(table.BillingModeSummary).toMatchObject({ BillingMode: 'PAY_PER_REQUEST' });
    },
  },
  { says: 'does not know a table that is not there', page: reference('DescribeTable'), run: async target => void await refused(describeTable(target, 'NoSuchTable'), 'ResourceNotFoundException') },
];

export const LIST_TABLES: Case[] = [
  { says: 'names the tables', page: reference('ListTables'), run: async target => expect((await target.client.send(new ListTablesCommand({}))).TableNames).toContain(TABLE) },
  {
    says: 'names them page by page',
    page: reference('ListTables'),
    run: async target => {
      const { TableNames, LastEvaluatedTableName } = await target.client.send(new ListTablesCommand({ ExclusiveStartTableName: 'Conformanc', Limit: 1 }));
      expect(TableNames).toEqual([TABLE]);
      expect(LastEvaluatedTableName === undefined || LastEvaluatedTableName === TABLE).toBe(true);
    },
  },
  { says: 'refuses a limit over 100', page: reference('ListTables'), run: async target => void await refused(target.client.send(new ListTablesCommand({ Limit: 101 }))) },
];

export const OTHER_OPERATIONS: Record<string, Case[]> = {
  DescribeTimeToLive: [{
    says: 'tells that nothing expires',
    page: reference('DescribeTimeToLive'),
    run: async target => expect((await target.client.send(new DescribeTimeToLiveCommand({ TableName: TABLE }))).TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'DISABLED' }),
  }],
  UpdateTimeToLive: [
    {
      says: 'does not disable what is not enabled',
      page: reference('UpdateTimeToLive'),
      run: async target => void await refused(target.client.send(new UpdateTimeToLiveCommand({
        TableName: TABLE, TimeToLiveSpecification: { Enabled: false, AttributeName: 'expires' },
      }))),
    },
    {
      says: 'needs an attribute',
      page: reference('UpdateTimeToLive'),
      run: async target => void await refused(target.client.send(new UpdateTimeToLiveCommand({
        TableName: TABLE, TimeToLiveSpecification: { Enabled: true, AttributeName: '' },
      }))),
    },
  ],
  DescribeContinuousBackups: [{
    says: 'tells that backups are made, and that there is no recovery to a point in time',
    page: reference('DescribeContinuousBackups'),
    run: async target => expect((await target.client.send(new DescribeContinuousBackupsCommand({ TableName: TABLE }))).ContinuousBackupsDescription)
      .toMatchObject({ ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' } }),
  }],
  DescribeLimits: [{
    says: 'tells the quotas of account and table',
    page: reference('DescribeLimits'),
    run: async target => expect((await target.client.send(new DescribeLimitsCommand({}))).TableMaxReadCapacityUnits).toBeGreaterThan(0),
  }],
  DescribeEndpoints: [{
    says: 'tells an endpoint',
    page: reference('DescribeEndpoints'),
    run: async target => expect((await target.client.send(new DescribeEndpointsCommand({}))).Endpoints![0].CachePeriodInMinutes).toBeGreaterThan(0),
  }],
  TagResource: [{
    says: 'tags a table, and takes tags off',
    page: reference('TagResource'),
    run: async target => {
      const { TableArn: ResourceArn } = await describeTable(target);
      const tags = async () => (await target.client.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags ?? [];
      await target.client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'a' }] }));
      expect(await tags()).toContainEqual({ Key: 'team', Value: 'a' });
      await target.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }));
      expect(await tags()).not.toContainEqual({ Key: 'team', Value: 'a' });
    },
  }],
  CreateTable: [{
    says: 'makes a table',
    page: reference('CreateTable'),
    run: async target => {
      const TableName = `Made-${target.key().pk}`;
      await target.client.send(new CreateTableCommand({ ...SCHEMA, TableName }));
      await target.client.send(new DeleteTableCommand({ TableName }));
    },
  }],
  UpdateTable: [{
    says: 'protects a table against deletion',
    page: reference('UpdateTable'),
    run: async target => {
      for (const DeletionProtectionEnabled of [true, false]) {
        await target.client.send(new UpdateTableCommand({ TableName: TABLE, DeletionProtectionEnabled }));
        expect((await describeTable(target)).DeletionProtectionEnabled).toBe(DeletionProtectionEnabled);
      }
    },
  }],
  DeleteTable: [{ says: 'does not know a table that is not there', page: reference('DeleteTable'), run: async target => void await refused(target.client.send(new DeleteTableCommand({ TableName: 'NoSuchTable' })), 'ResourceNotFoundException') }],
  ExecuteStatement: [{
    says: 'selects an item',
    page: guide('ql-reference.select'),
    run: async target => {
      const { pk, sk } = await target.item({ a: 1 });
      const { Items } = await target.client.send(new ExecuteStatementCommand({ Statement: `SELECT a FROM "${TABLE}" WHERE pk = ? AND sk = ?`, Parameters: [{ S: pk }, { S: sk }] }));
      expect(Items).toEqual([{ a: { N: '1' } }]);
    },
  }],
};
