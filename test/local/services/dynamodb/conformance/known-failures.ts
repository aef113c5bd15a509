const FROM_TEMPLATES = 'tables are made from the templates, and told so to who makes or changes one by a call';

/** What fails here, by operation and case, and why. One that passes fails its test, which says so: take it off the list. */
export const KNOWN_FAILURES: Record<string, Record<string, string>> = {
  PutItem: {
    'counts the bytes of keys, not their characters': 'dynalite counts characters',
    'counts the bytes of items, not their characters': 'dynalite counts characters',
    'consumes a unit for each index that the item is in': 'dynalite counts the table only',
  },
  UpdateItem: { 'removes several elements by the places they had': 'dynalite removes one after the other' },
  DeleteItem: { 'knows the return values ALL_OLD and NONE only': 'dynalite does not ask' },
  Conditions: {
    'refuses a list that is compared by order': 'dynalite\'s parser does not ask',
    'refuses an expression over 4 KB': 'dynalite\'s parser does not ask',
  },
  Query: {
    'fetches from the table what a local index does not project': 'dynalite fetches for ALL_ATTRIBUTES only',
    'refuses an empty key': 'dynalite does not ask',
    'refuses counting with a projection': 'dynalite does not ask',
  },
  Scan: { 'refuses consistent reads of a global index': 'dynalite does not read the member' },
  DescribeTable: { 'answers names, an id and a date of creation': 'a table has no id' },
  DescribeLimits: { 'tells the quotas of account and table': 'not written' },
  DescribeEndpoints: { 'tells an endpoint': 'not written' },
  TagResource: { 'tags a table, and takes tags off': 'not written' },
  CreateTable: { 'makes a table': FROM_TEMPLATES },
  UpdateTable: { 'protects a table against deletion': FROM_TEMPLATES },
  ExecuteStatement: { 'selects an item': 'PartiQL is not spoken here' },
};
