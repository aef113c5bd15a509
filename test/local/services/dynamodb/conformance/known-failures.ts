const FROM_TEMPLATES = 'tables are made from the templates, and told so to who makes or changes one by a call';

/** What fails here, by operation and case, and why. One that passes fails its test, which says so: take it off the list. */
export const KNOWN_FAILURES: Record<string, Record<string, string>> = {
  BatchWriteItem: { 'consumes a unit for each index, too': 'dynalite counts the table only' },
  DescribeEndpoints: { 'tells an endpoint': 'it would lead clients away from the local Regions' },
  CreateTable: { 'makes a table': FROM_TEMPLATES },
  UpdateTable: { 'protects a table against deletion': FROM_TEMPLATES },
  ExecuteStatement: { 'selects an item': 'PartiQL is not spoken here' },
};
