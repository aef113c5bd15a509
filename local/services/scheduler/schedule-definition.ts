/** A schedule in one Region; its target is in the words of templates and of the API. */
export interface ScheduleDefinition {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  readonly description?: string;
  readonly isEnabled: boolean;
  /** `rate(…)`, `cron(…)` or `at(…)`. */
  readonly expression: string;
  /** @default UTC */
  readonly timeZone?: string;
  /** Within how many minutes after its time it may run. @default - at its time */
  readonly windowMinutes?: number;
  /** In milliseconds of AWS time. */
  readonly startDate?: number;
  readonly endDate?: number;
  readonly target: ScheduleTarget;
  /** Whether it goes when it has run for the last time. @default false */
  readonly isDeletedAfterCompletion?: boolean;
}

export interface ScheduleTarget {
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number | string; readonly MaximumEventAgeInSeconds?: number | string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly EventBridgeParameters?: { readonly DetailType: string; readonly Source: string };
}

export const DEFAULT_GROUP = 'default';
