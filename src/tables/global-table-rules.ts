import { Stack, Token } from 'aws-cdk-lib';
import { GlobalTableProps } from './global-table-props';
import { validateReplicas } from './replica-settings';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

/** The table that is to be made. */
interface WantedTable {
  readonly id: string;
  readonly tableName: string;
  readonly regions: string[];
  /** Any stack of the app, to look into tokens. */
  readonly anyStack: Stack;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export function validateGlobalTable({ id, tableName, regions, anyStack }: WantedTable, props: GlobalTableProps) {
  validateTableName(props.tableName === undefined ? 'A table name, made from the ids of the API and the table,' : '`tableName`', tableName);
  validateLocalIndexes(props);
  validateIndexNames(id, tableName, props);
  validateReplicas(props, regions, anyStack);
  props.consistency?._validate(regions, props);
  props.encryption?._validate(tableName, regions);
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-secondary-indexes */
const MAX_LOCAL_INDEXES = 5;

export function validateTableName(what: string, name: string) {
  if (Token.isUnresolved(name)) {
    throw refusal(`${what} must be a literal, because no token may cross a Region`, String(name));
  }
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) {
    refuseWhenKnown(`${what} must have 3 to 255 letters, digits, "_", "." and "-"`, name);
  }
}

function validateLocalIndexes({ localSecondaryIndexes = [], sortKey }: GlobalTableProps) {
  if (localSecondaryIndexes.length > 0 && !sortKey) {
    throw refusal('`localSecondaryIndexes` need a `sortKey`', localSecondaryIndexes.map(index => index.indexName));
  }
  if (localSecondaryIndexes.length > MAX_LOCAL_INDEXES) {
    throw refusal(`\`localSecondaryIndexes\` must be at most ${MAX_LOCAL_INDEXES}`, localSecondaryIndexes.length);
  }
}

function validateIndexNames(id: string, tableName: string, { globalSecondaryIndexes = [], localSecondaryIndexes = [] }: GlobalTableProps) {
  const indexNames = [...globalSecondaryIndexes, ...localSecondaryIndexes].map(index => index.indexName);
  for (const [i, name] of indexNames.entries()) {
    validateTableName('An index name', name);
    if (indexNames.indexOf(name) !== i) {
      throw refusal(`Indexes of ${tableName} must have different names`, name);
    }
    if (name === id || name === tableName) {
      throw refusal('A table and its index must have different names', name);
    }
  }
}
