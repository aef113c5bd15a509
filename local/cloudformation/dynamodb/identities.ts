import { streamArn } from '../../services/dynamodb/streams/stream-arn';
import { arn, Identity, named, Resource, uuid } from '../resource';

const tableName = named('TableName');

const TABLE: Identity = {
  ref: tableName,
  attributes: {
    Arn: resource => arn(resource, 'dynamodb', `table/${tableName(resource)}`),
    StreamArn: resource => streamArn(arn(resource, 'dynamodb', `table/${tableName(resource)}`)),
    TableId: uuid,
  },
};

/** What asks DynamoDB for the stream of a Region's replica: the library's, by the CDK's `AwsCustomResource`. */
const REPLICA_STREAM: Identity = {
  ref: streamOfReplica,
  attributes: { 'Table.LatestStreamArn': streamOfReplica },
};

function streamOfReplica(resource: Resource): string {
  const { parameters: { TableName } } = JSON.parse(resource.property('Create'));
  return streamArn(arn(resource, 'dynamodb', `table/${TableName}`));
}

export const DYNAMODB_IDENTITIES: Record<string, Identity> = {
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::DynamoDB::Table': TABLE,
  'Custom::ReplicaStream': REPLICA_STREAM,
};
