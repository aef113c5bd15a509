import { DynamoDbError } from './dynamodb-error';
import { tableName } from './table-name';

interface Tag { readonly Key: string; readonly Value: string }

/** The tags of one Region's tables. */
export class Tags {
  private readonly tables = new Map<string, Map<string, string>>();

  constructor(private readonly region: string) {}

  define(table: string, tags: Readonly<Record<string, string>> = {}) {
    this.tables.set(table, new Map(Object.entries(tags)));
  }

  async tag({ ResourceArn, Tags: tags = [] }: { ResourceArn?: string; Tags?: Tag[] }): Promise<object> {
    tags.forEach(({ Key, Value }) => this.of(ResourceArn).set(Key, Value));
    return {};
  }

  async untag({ ResourceArn, TagKeys = [] }: { ResourceArn?: string; TagKeys?: string[] }): Promise<object> {
    TagKeys.forEach(key => this.of(ResourceArn).delete(key));
    return {};
  }

  async list({ ResourceArn }: { ResourceArn?: string }): Promise<object> {
    return { Tags: [...this.of(ResourceArn)].map(([Key, Value]): Tag => ({ Key, Value })) };
  }

  private of(arn: string = ''): Map<string, string> {
    const name = tableName(arn, this.region);
    const tags = this.tables.get(name);
    if (name === arn || !tags) {
      throw name === arn
        ? DynamoDbError.validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`)
        : DynamoDbError.service('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${arn} not found`);
    }
    return tags;
  }
}
