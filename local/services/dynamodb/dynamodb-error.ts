import { Item } from './attribute-value';

export interface DynamoDbErrorBody {
  readonly __type: string;
  readonly message?: string;
  /** The item as it is, where a condition failed and the request asked for it. */
  readonly Item?: Item;
  /** Why each part of a transaction was or was not refused. */
  readonly CancellationReasons?: object[];
}

/** A refusal in the shape in which DynamoDB sends it. */
export class DynamoDbError extends Error {
  /** What was thrown, as DynamoDB sends it if it is a refusal; anything else is a fault and stays as it is. */
  static from(error: unknown): unknown {
    const { statusCode, body } = error as Partial<DynamoDbError>;
    return error instanceof DynamoDbError || !statusCode || !body ? error : new DynamoDbError(body, statusCode);
  }

  /** The service's own errors, such as `ConditionalCheckFailedException`. */
  static service(type: string, message: string, more: Partial<DynamoDbErrorBody> = {}): DynamoDbError {
    return new DynamoDbError({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more });
  }

  /** The errors of the layer before the service, such as `UnknownOperationException`. */
  static protocol(type: string, message: string, statusCode = 400): DynamoDbError {
    return new DynamoDbError({ __type: `com.amazon.coral.service#${type}`, message }, statusCode);
  }

  static validation(message: string): DynamoDbError {
    return new DynamoDbError({ __type: 'com.amazon.coral.validate#ValidationException', message });
  }

  constructor(readonly body: DynamoDbErrorBody, readonly statusCode = 400) {
    super(body.message);
    this.name = body.__type.split('#')[1];
  }
}
