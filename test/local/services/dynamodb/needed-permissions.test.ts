import { HITS, PLAIN } from './hits-table';
import { neededPermissions } from '../../../../local/services/dynamodb/needed-permissions';
import { streamPermissions } from '../../../../local/services/dynamodb/streams/stream-operations';

const OWNER = { tables: [{ ...HITS, constructId: 'Visits' }, PLAIN], region: 'eu-west-1', accountId: '123456789012' };
const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/';
const Key = { ip: { S: '192.0.2.1' }, region: { S: 'eu' } };

const needed = (operation: string, input: object) => neededPermissions(operation, input, OWNER);
const said = (operation: string, input: object) => needed(operation, input).map(({ action, resource }) => `${action} ${resource.replace(ARN, '')}`);
const keys = (operation: string, input: object) => needed(operation, input)[0].conditionKeys!();

test.each<[string, object, string[]]>([
  ['GetItem', { TableName: 'Hits', Key }, ['dynamodb:GetItem Hits']],
  ['GetItem', { TableName: 'arn:aws:dynamodb:us-east-1:999999999999:table/Hits', Key }, ['dynamodb:GetItem arn:aws:dynamodb:us-east-1:999999999999:table/Hits']],
  ['Query', { TableName: 'Hits', IndexName: 'byCountry' }, ['dynamodb:Query Hits/index/byCountry']],
  ['Scan', { TableName: 'Gone' }, ['dynamodb:Scan Gone']],
  ['BatchGetItem', { RequestItems: { Hits: { Keys: [Key] }, Plain: { Keys: [] } } }, ['dynamodb:BatchGetItem Hits', 'dynamodb:BatchGetItem Plain']],
  ['BatchWriteItem', { RequestItems: { Hits: [{ PutRequest: { Item: Key } }] } }, ['dynamodb:BatchWriteItem Hits']],
  ['TransactGetItems', { TransactItems: [{ Get: { TableName: 'Hits', Key } }] }, ['dynamodb:GetItem Hits']],
  ['TransactWriteItems', {
    TransactItems: [{ Put: { TableName: 'Hits' } }, { Update: { TableName: 'Plain' } }, { Delete: { TableName: 'Hits' } }, { ConditionCheck: { TableName: 'Plain' } }],
  }, ['dynamodb:PutItem Hits', 'dynamodb:UpdateItem Plain', 'dynamodb:DeleteItem Hits', 'dynamodb:ConditionCheckItem Plain']],
  ['DescribeTable', { TableName: 'Hits' }, ['dynamodb:DescribeTable Hits']],
  ['ListTagsOfResource', { ResourceArn: `${ARN}Hits` }, ['dynamodb:ListTagsOfResource Hits']],
  ['ListTables', {}, ['dynamodb:ListTables *']],
  ['DescribeLimits', {}, ['dynamodb:DescribeLimits *']],
])('%s of %j needs %j', (operation, input, permissions) => {
  expect(said(operation, input)).toEqual(permissions);
});

test.each<[string, object]>([
  ['GetItem', {}], ['GetItem', { TableName: 1 }], ['BatchGetItem', {}], ['BatchWriteItem', { RequestItems: null }], ['TransactWriteItems', { TransactItems: [null, { Drop: {} }, { Put: null }] }],
])('%s of %j needs nothing: it is refused for its form', (operation, input) => {
  expect(said(operation, input)).toEqual([]);
});

test('what is granted by a construct is told by its id', () => {
  expect(needed('GetItem', { TableName: 'Hits', Key })[0].grantedBy).toBe('Visits');
  expect(needed('GetItem', { TableName: 'Gone', Key })[0].grantedBy).toBeUndefined();
});

test.each<[string, string, object, string[]]>([
  ['its key', 'GetItem', { TableName: 'Hits', Key }, ['192.0.2.1']],
  ['its item', 'PutItem', { TableName: 'Hits', Item: { ...Key, note: { S: 'a' } } }, ['192.0.2.1']],
  ['all of its keys', 'BatchGetItem', { RequestItems: { Hits: { Keys: [Key, { ip: { S: '192.0.2.2' } }, Key] } } }, ['192.0.2.1', '192.0.2.2']],
  ['all of its items', 'BatchWriteItem', { RequestItems: { Hits: [{ PutRequest: { Item: Key } }, { DeleteRequest: { Key: { ip: { S: 'b' } } } }] } }, ['192.0.2.1', 'b']],
  ['a key condition', 'Query', {
    TableName: 'Hits', KeyConditionExpression: 'begins_with(#r, :r) AND #i = :i', ExpressionAttributeNames: { '#i': 'ip', '#r': 'region' }, ExpressionAttributeValues: { ':i': { S: 'x' }, ':r': { S: 'e' } },
  }, ['x']],
  ['an old key condition', 'Query', { TableName: 'Hits', KeyConditions: { ip: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'y' }] } } }, ['y']],
  ['a key condition of an index', 'Query', {
    TableName: 'Hits', IndexName: 'byCountry', KeyConditionExpression: 'country=:c and ip = :i', ExpressionAttributeValues: { ':c': { S: 'IE' }, ':i': { S: 'z' } },
  }, ['IE']],
  ['nothing', 'Scan', { TableName: 'Hits' }, []],
])('the leading keys are those of %s, in %s', (_, operation, input, leading) => {
  expect(keys(operation, input)['dynamodb:LeadingKeys']).toEqual(leading);
});

test.each<[string, object, string[]]>([
  ['GetItem', { TableName: 'Hits', Key, ProjectionExpression: '#n, total.net, tags[0].#x', ExpressionAttributeNames: { '#n': 'name', '#x': 'x' } }, ['ip', 'region', 'name', 'total', 'tags']],
  ['GetItem', { TableName: 'Hits', Key, AttributesToGet: ['note'] }, ['ip', 'region', 'note']],
  ['UpdateItem', {
    TableName: 'Hits', Key, UpdateExpression: 'SET visits = if_not_exists(visits, :zero) + :one, a.b = :b REMOVE gone ADD counted :one', ConditionExpression: 'attribute_exists(ip) AND size(note) BETWEEN :a AND :b',
  }, ['ip', 'region', 'note', 'visits', 'a', 'gone', 'counted']],
  ['UpdateItem', { TableName: 'Hits', Key, AttributeUpdates: { n: {} }, Expected: { m: {} } }, ['ip', 'region', 'n', 'm']],
  ['PutItem', { TableName: 'Hits', Item: { ...Key, card: { S: '1' } } }, ['ip', 'region', 'card']],
  ['Query', { TableName: 'Hits', KeyConditionExpression: 'ip = :ip', FilterExpression: 'NOT contains(note, :ip) OR total IN (:a, :b)' }, ['note', 'total', 'ip']],
])('the attributes of %s of %j are %j', (operation, input, attributes) => {
  expect(keys(operation, input)['dynamodb:Attributes']).toEqual(attributes);
});

test.each<[string, object, string | undefined]>([
  ['GetItem', { TableName: 'Hits', Key }, 'ALL_ATTRIBUTES'],
  ['GetItem', { TableName: 'Hits', Key, ProjectionExpression: 'a' }, 'SPECIFIC_ATTRIBUTES'],
  ['Query', { TableName: 'Hits', Select: 'COUNT' }, 'COUNT'],
  ['Scan', { TableName: 'Hits', IndexName: 'byCountry' }, 'ALL_PROJECTED_ATTRIBUTES'],
  ['PutItem', { TableName: 'Hits', Item: Key }, undefined],
])('%s of %j selects %s', (operation, input, select) => {
  expect(keys(operation, input)['dynamodb:Select']).toEqual(select && [select]);
});

test('what a request returns, and within what it is made, is told', () => {
  expect(keys('PutItem', { TableName: 'Hits', Item: Key, ReturnValues: 'ALL_OLD' })).toMatchObject({ 'dynamodb:ReturnValues': ['ALL_OLD'], 'dynamodb:ReturnConsumedCapacity': ['NONE'] });
  expect(keys('TransactWriteItems', { TransactItems: [{ Put: { TableName: 'Hits', Item: Key } }], ReturnConsumedCapacity: 'TOTAL' }))
    .toMatchObject({ 'dynamodb:EnclosingOperation': ['TransactWriteItems'], 'dynamodb:ReturnConsumedCapacity': ['TOTAL'] });
  expect(keys('PutItem', { TableName: 'Hits', Item: Key })).not.toHaveProperty(['dynamodb:EnclosingOperation']);
});

test.each<[string, object, string]>([
  ['ListStreams', { TableName: 'Hits' }, 'Hits/stream/*'],
  ['ListStreams', {}, '*/stream/*'],
  ['DescribeStream', { StreamArn: `${ARN}Hits/stream/a` }, 'Hits/stream/a'],
  ['GetShardIterator', { StreamArn: `${ARN}Hits/stream/a` }, 'Hits/stream/a'],
  ['GetRecords', { ShardIterator: `${ARN}Hits/stream/a|1|x` }, 'Hits/stream/a'],
])('%s of %j needs a permission on the stream', (operation, input, resource) => {
  expect(streamPermissions(operation, input, OWNER)).toEqual([{ action: `dynamodb:${operation}`, resource: ARN + resource }]);
});
