import { TableDefinition } from '../../../../local/services/dynamodb/table-definition';

export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

/** A global table with one index of each kind. */
export const HITS: TableDefinition = {
  tableName: 'Hits',
  attributeDefinitions: [
    { attributeName: 'ip', attributeType: 'S' },
    { attributeName: 'region', attributeType: 'S' },
    { attributeName: 'country', attributeType: 'S' },
    { attributeName: 'count', attributeType: 'N' },
  ],
  keySchema: [{ attributeName: 'ip', keyType: 'HASH' }, { attributeName: 'region', keyType: 'RANGE' }],
  globalSecondaryIndexes: [{
    indexName: 'byCountry',
    keySchema: [{ attributeName: 'country', keyType: 'HASH' }, { attributeName: 'count', keyType: 'RANGE' }],
    projection: { projectionType: 'INCLUDE', nonKeyAttributes: ['note'] },
  }],
  localSecondaryIndexes: [{
    indexName: 'byCount',
    keySchema: [{ attributeName: 'ip', keyType: 'HASH' }, { attributeName: 'count', keyType: 'RANGE' }],
    projection: { projectionType: 'ALL' },
  }],
  regions: REGIONS,
  timeToLiveAttribute: 'expires',
  deletionProtection: true,
  pointInTimeRecovery: true,
  streamViewType: 'NEW_AND_OLD_IMAGES',
};

/** A plain table in one Region. */
export const PLAIN: TableDefinition = {
  tableName: 'Plain',
  attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
  keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
  regions: ['us-east-1'],
};
