import { BATCH_GET_ITEM, BATCH_WRITE_ITEM } from './cases/batches';
import { CONDITIONS } from './cases/conditions';
import { DELETE_ITEM } from './cases/delete-item';
import { GET_ITEM } from './cases/get-item';
import { PUT_ITEM } from './cases/put-item';
import { QUERY } from './cases/query';
import { SCAN } from './cases/scan';
import { DESCRIBE_TABLE, LIST_TABLES, OTHER_OPERATIONS } from './cases/tables';
import { TRANSACT_GET_ITEMS, TRANSACT_WRITE_ITEMS } from './cases/transactions';
import { UPDATE_ITEM } from './cases/update-item';
import { Case } from './target';

/** What is asked of each operation. Conditions are the same in all that have them. */
export const OPERATIONS: Record<string, Case[]> = {
  PutItem: PUT_ITEM,
  GetItem: GET_ITEM,
  UpdateItem: UPDATE_ITEM,
  DeleteItem: DELETE_ITEM,
  Conditions: CONDITIONS,
  Query: QUERY,
  Scan: SCAN,
  BatchGetItem: BATCH_GET_ITEM,
  BatchWriteItem: BATCH_WRITE_ITEM,
  TransactWriteItems: TRANSACT_WRITE_ITEMS,
  TransactGetItems: TRANSACT_GET_ITEMS,
  DescribeTable: DESCRIBE_TABLE,
  ListTables: LIST_TABLES,
  ...OTHER_OPERATIONS,
};
