import { partition } from '../../machine/aws-regions';

/** A queue in one Region, as its template describes it. */
export interface QueueDefinition {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** The id of the construct whose `grant` allows what others do with it. */
  readonly constructId?: string;
  /** Those that are given, by AWS's names, e.g. `VisibilityTimeout`: texts, as in AWS's API. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export function queueArn({ name, region, accountId }: Pick<QueueDefinition, 'name' | 'region' | 'accountId'>): string {
  return `arn:${partition(region).name}:sqs:${region}:${accountId}:${name}`;
}
