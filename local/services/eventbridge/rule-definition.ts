/** An event bus in one Region. */
export interface EventBusDefinition {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
}

/** A rule in one Region, as its template describes it. */
export interface RuleDefinition {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  /** The name of its bus. */
  readonly bus: string;
  readonly description?: string;
  readonly isEnabled: boolean;
  readonly pattern?: object;
  /** `rate(…)` or `cron(…)`. */
  readonly schedule?: string;
  readonly targets: readonly TargetDefinition[];
}

/** Where a rule sends events, in the words of templates and of the API. */
export interface TargetDefinition {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: { readonly InputPathsMap?: Readonly<Record<string, string>>; readonly InputTemplate: string };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number | string; readonly MaximumEventAgeInSeconds?: number | string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

export const DEFAULT_BUS = 'default';
