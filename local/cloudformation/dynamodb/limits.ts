import { Limit, limit } from '../service-template';

export const DYNAMODB_LIMITS: Limit[] = [
  limit('AWS::DynamoDB::GlobalTable', table => table.property('MultiRegionConsistency') === 'STRONG',
    'it replicates asynchronously here, as tables with eventual consistency do'),
  limit('AWS::DynamoDB::GlobalTable', table => Boolean(table.property('TimeToLiveSpecification')?.Enabled),
    'expired items are not deleted here'),
  limit('AWS::DynamoDB::Table', table => Boolean(table.property('TimeToLiveSpecification')?.Enabled),
    'expired items are not deleted here'),
];
