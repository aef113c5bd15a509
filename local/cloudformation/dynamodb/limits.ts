import { Limit, limit } from '../service-template';

export const DYNAMODB_LIMITS: Limit[] = [
  ...['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'].flatMap(type => [
    limit(type, table => table.has('KinesisStreamSpecification') || (table.property('Replicas') ?? []).some((replica: any) => replica.KinesisStreamSpecification),
      'its changes go to no stream of Kinesis'),
    limit(type, table => table.has('VectorIndexes'),
      'its vector indexes are not here'),
  ]),
  limit('AWS::DynamoDB::Table', table => table.has('ImportSourceSpecification'),
    'the items that it imports from S3 are not here'),
  limit('AWS::DynamoDB::GlobalTable', table => table.has('GlobalTableSourceArn'),
    'it is no replica of a table of another account: it is a table of its own'),
];
