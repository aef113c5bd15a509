export interface AttributeDefinition {
  readonly attributeName: string;
  readonly attributeType: 'S' | 'N' | 'B';
}

export interface KeySchemaElement {
  readonly attributeName: string;
  readonly keyType: 'HASH' | 'RANGE';
}

/** A local or global secondary index. */
export interface IndexDefinition {
  readonly indexName: string;
  readonly keySchema: KeySchemaElement[];
  readonly projection: {
    readonly projectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
    readonly nonKeyAttributes?: string[];
  };
}

/** What a template says of a table: an `AWS::DynamoDB::Table`, or an `AWS::DynamoDB::GlobalTable` with its replicas. */
export interface TableDefinition {
  readonly tableName: string;
  /** The construct path, e.g. `Shop/Tables/Orders`. */
  readonly logicalPath?: string;
  /** The id of the construct that grants on it. @default - there is none */
  readonly constructId?: string;
  readonly attributeDefinitions: AttributeDefinition[];
  readonly keySchema: KeySchemaElement[];
  readonly globalSecondaryIndexes?: IndexDefinition[];
  readonly localSecondaryIndexes?: IndexDefinition[];
  /** The Regions that hold a replica. A table in one Region names that one. */
  readonly regions: string[];
  /** Whether reads in any replica see the last write (MRSC). @default false */
  readonly stronglyConsistent?: boolean;
  /** The Regions that have a say in what is written, without a replica. */
  readonly witnesses?: string[];
  readonly timeToLiveAttribute?: string;
  /** By Region. */
  readonly tags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** @default false */
  readonly deletionProtection?: boolean;
  /** @default false */
  readonly pointInTimeRecovery?: boolean;
  readonly streamViewType?: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
  /** @default PAY_PER_REQUEST */
  readonly billingMode?: 'PAY_PER_REQUEST' | 'PROVISIONED';
}
