import type { ResourceRecordSet } from '@aws-sdk/client-route-53';

/** What the template says, as CloudFormation sends it. */
export interface RecordsProperties {
  readonly HostedZoneId: string;
  readonly RoleArn: string;
  readonly DomainNames?: string[];
  readonly Records?: unknown[];
}

/** Which of Route 53's fields are no strings; CloudFormation makes strings of all values. */
const NUMBERS = ['TTL', 'Weight'];
const BOOLEAN = 'EvaluateTargetHealth';

/** The record sets in Route 53's own types. */
export function recordsIn({ Records = [] }: RecordsProperties): ResourceRecordSet[] {
  return Records.map(record => typed(record) as ResourceRecordSet);
}

function typed(value: unknown, field: string = ''): unknown {
  if (Array.isArray(value)) return value.map(item => typed(item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, typed(item, key)]));
  }
  if (NUMBERS.includes(field)) return Number(value);
  if (field === BOOLEAN) return String(value) === 'true';
  return value;
}
