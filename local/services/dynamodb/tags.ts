import { isDeepStrictEqual } from 'node:util';
import { DynamoDbError } from './dynamodb-error';
import { Rules } from './item-operations';
import { tableName } from './table-name';

interface Tag { readonly Key: string; readonly Value: string }

/** What the members of requests are. */
export const TAGS_RULES: Rules = {
  types: {
    ResourceArn: 'String',
    Tags: { type: 'List', children: { type: 'ValueStruct<Tag>', children: { Key: 'String', Value: 'String' } } },
    TagKeys: { type: 'List', children: 'String' },
    NextToken: 'String',
  },
};

type TagsByKey = Readonly<Record<string, string>>;

/** The tags of a table as calls have made them, and as they are by its definition. */
export interface ChosenTags {
  readonly tags: TagsByKey;
  readonly defined: TagsByKey;
}

export type TagsListener = (table: string, region: string, chosen: ChosenTags) => void;

/** The tags of one Region's tables. */
export class Tags {
  private readonly tables = new Map<string, ChosenTags>();

  constructor(readonly region: string, private readonly onChange: TagsListener = () => {}) {}

  define(table: string, tags: TagsByKey = {}) {
    this.tables.set(table, { tags, defined: tags });
  }

  /** Has tags as calls made them, unless the definition is another now. */
  restore(table: string, chosen: ChosenTags) {
    if (isDeepStrictEqual(this.tables.get(table)?.defined, chosen.defined)) this.tables.set(table, chosen);
  }

  async tag({ ResourceArn, Tags: tags = [] }: { ResourceArn?: string; Tags?: Tag[] }): Promise<object> {
    return this.change(ResourceArn, before => ({ ...before, ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) }));
  }

  async untag({ ResourceArn, TagKeys = [] }: { ResourceArn?: string; TagKeys?: string[] }): Promise<object> {
    return this.change(ResourceArn, before => Object.fromEntries(Object.entries(before).filter(([key]) => !TagKeys.includes(key))));
  }

  async list({ ResourceArn }: { ResourceArn?: string }): Promise<object> {
    const { tags } = this.tables.get(this.tableOf(ResourceArn))!;
    return { Tags: Object.entries(tags).map(([Key, Value]): Tag => ({ Key, Value })) };
  }

  private change(arn: string | undefined, change: (before: TagsByKey) => TagsByKey): object {
    const table = this.tableOf(arn);
    const { tags, defined } = this.tables.get(table)!;
    const chosen = { tags: change(tags), defined };
    this.onChange(table, this.region, chosen);
    this.tables.set(table, chosen);
    return {};
  }

  private tableOf(arn: string = ''): string {
    const name = tableName(arn, this.region);
    if (name === arn || !this.tables.has(name)) {
      throw name === arn
        ? DynamoDbError.validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`)
        : DynamoDbError.service('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${arn} not found`);
    }
    return name;
  }
}
