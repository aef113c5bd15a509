import { streamArn } from '../../services/dynamodb/streams/stream-arn';
import { arn, Identity, named, uuid } from '../resource';

const tableName = named('TableName');

const TABLE: Identity = {
  ref: tableName,
  attributes: {
    Arn: resource => arn(resource, 'dynamodb', `table/${tableName(resource)}`),
    StreamArn: resource => streamArn(arn(resource, 'dynamodb', `table/${tableName(resource)}`)),
    TableId: uuid,
  },
};

export const DYNAMODB_IDENTITIES: Record<string, Identity> = {
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::DynamoDB::Table': TABLE,
};
