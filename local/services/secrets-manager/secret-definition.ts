import { createHash } from 'node:crypto';
import { partition } from '../../machine/aws-regions';

/** A secret as its template, or the file of this machine, describes it. */
export interface SecretDefinition {
  readonly name: string;
  /** The primary Region. */
  readonly region: string;
  readonly accountId: string;
  /** The six characters behind the name in ARNs, the same in all Regions. */
  readonly suffix: string;
  /** What messages call whose `grantRead()` allows it. @default - no template has it */
  readonly constructId?: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  /** The Regions of its replicas. */
  readonly replicas: readonly string[];
  /** What it holds at first. @default - nothing */
  readonly value?: string;
}

export function secretArn({ name, accountId, suffix }: SecretDefinition, region: string): string {
  return `arn:${partition(region).name}:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
}

/** Of a secret that only the file of this machine has: it is in all Regions. */
export function secretOfFile(name: string, value: string, accountId: string, [region, ...replicas]: readonly string[]): SecretDefinition {
  return { name, region, accountId, suffix: createHash('sha256').update(name).digest('hex').slice(0, 6), replicas, value };
}
