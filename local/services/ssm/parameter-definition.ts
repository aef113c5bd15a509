import { partition } from '../../machine/aws-regions';

export type ParameterType = 'String' | 'StringList' | 'SecureString';

/** A parameter of Parameter Store as its template, or the file of this machine, describes it. */
export interface ParameterDefinition {
  readonly name: string;
  readonly region: string;
  readonly type: ParameterType;
  readonly value: string;
  readonly description?: string;
  /** What messages call whose `grantRead()` allows it. @default - no template has it */
  readonly constructId?: string;
}

export function parameterArn(region: string, accountId: string, name: string): string {
  return `arn:${partition(region).name}:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
}
