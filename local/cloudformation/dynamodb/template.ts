import { DYNAMODB_IDENTITIES } from './identities';
import { DYNAMODB_LIMITS } from './limits';
import { readResourcePolicies, readTables } from './tables';
import { TableDefinition } from '../../services/dynamodb/table-definition';
import { ResourcePolicyDefinition } from '../../services/iam/role-definition';
import { ServiceTemplate } from '../service-template';

export interface DynamoDbDefinitions {
  readonly tables: TableDefinition[];
}

export const DYNAMODB: ServiceTemplate<DynamoDbDefinitions & { resourcePolicies: ResourcePolicyDefinition[] }> = {
  runs: 'tables and global tables with their replicas, of both consistencies',
  differs: [
    'a table that an app only refers to, as with `api.importGlobalTable()`, does not exist: the deep health check fails if it is to read it',
    'time to live, strong consistency and capacity, in [a section of their own](#dynamodb)',
  ],
  types: [
    'AWS::DynamoDB::GlobalTable',
    'AWS::DynamoDB::Table',
    'Custom::DynamoDBReplica',
    'Custom::ReplicaStream',
  ],
  identities: DYNAMODB_IDENTITIES,
  limits: DYNAMODB_LIMITS,
  define: resources => ({ tables: readTables(resources), resourcePolicies: readResourcePolicies(resources) }),
};
