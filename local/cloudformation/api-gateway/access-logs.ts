import { AccessLogDefinition } from '../../services/api-gateway/api-definition';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';

/** Where a stage logs its requests, if that is a log group. */
export function readAccessLog(stage: Resource, property: 'AccessLogSetting' | 'AccessLogSettings'): AccessLogDefinition | undefined {
  const { DestinationArn: destination, Format: format } = resolvable(stage, property) ?? {};
  const [, logGroup] = /:log-group:([^:]+)/.exec(destination ?? '') ?? [];
  return logGroup === undefined || format === undefined ? undefined : { logGroup, format };
}
