/** A value in DynamoDB's own JSON, such as `{ S: 'a' }`. Numbers are text, binary values are base64 text. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: string[];
  readonly NS?: string[];
  readonly BS?: string[];
  readonly L?: AttributeValue[];
  readonly M?: Item;
}

/** The attributes of one item by name. */
export type Item = Record<string, AttributeValue>;
