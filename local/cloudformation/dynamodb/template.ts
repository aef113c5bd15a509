import { DYNAMODB_IDENTITIES } from './identities';
import { readTables } from './tables';
import { TableDefinition } from '../../services/dynamodb/table-definition';
import { ServiceTemplate } from '../service-template';

export interface DynamoDbDefinitions {
  readonly tables: TableDefinition[];
}

export const DYNAMODB: ServiceTemplate<DynamoDbDefinitions> = {
  types: [
    'AWS::DynamoDB::GlobalTable',
    'AWS::DynamoDB::Table',
    'Custom::DynamoDBReplica',
  ],
  identities: DYNAMODB_IDENTITIES,
  define: resources => ({ tables: readTables(resources) }),
};
