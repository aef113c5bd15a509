import { Item } from '../attribute-value';
import { sizeOf } from '../item-limits';
import { ItemWrite } from '../item-write';
import { TableDefinition } from '../table-definition';

/** What a stream tells of a write. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html */
export interface Change {
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly userIdentity?: { readonly PrincipalId: string; readonly Type: string };
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
}

/** The same at its place in a stream. */
export interface StreamRecord extends Change {
  readonly eventID: string;
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: Change['dynamodb'] & { readonly SequenceNumber: string };
}

/** Who deletes what has expired. */
const TIME_TO_LIVE = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };

/** @param now in milliseconds of AWS time */
export function changeOf({ item, before, hasExpired }: ItemWrite, { keySchema, streamViewType }: TableDefinition, now: number): Change {
  const written = (item ?? before)!;
  const keys = Object.fromEntries(keySchema.map(({ attributeName }) => [attributeName, written[attributeName]]));
  const images = {
    ...item && ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(streamViewType!) && { NewImage: item },
    ...before && ['OLD_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(streamViewType!) && { OldImage: before },
  };
  return {
    eventName: !before ? 'INSERT' : item ? 'MODIFY' : 'REMOVE',
    ...hasExpired && { userIdentity: TIME_TO_LIVE },
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(now / 1000),
      Keys: keys,
      ...images,
      SizeBytes: [keys, ...Object.values(images)].reduce((sum, image) => sum + sizeOf(image), 0),
      StreamViewType: streamViewType!,
    },
  };
}
