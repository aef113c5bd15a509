import { Limit, limit } from '../service-template';

export const DYNAMODB_LIMITS: Limit[] = [
  limit('AWS::DynamoDB::GlobalTable', table => table.property('MultiRegionConsistency') === 'STRONG',
    'it replicates asynchronously here, as tables with eventual consistency do'),
];
