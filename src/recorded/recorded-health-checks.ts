import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { NAMESPACE } from '../synthesis/namespace';
import { refusal } from '../synthesis/refusal';
import { isObject } from '../synthesis/template-values';

/** The context that says what health checks are deployed: `{ "<API name>": { "<Region>": { "id": "<id>", "logicalId": "<name>", "interval": 30 } } }`. */
export const RECORDED_HEALTH_CHECKS = `${NAMESPACE}health-checks`;

/** What is known of a Region's health checks. */
export interface RecordedHealthCheck {
  /** Of the health check that guards the Region's records; unknown until it was recorded with the deployment's outputs. */
  readonly id?: string;
  /** Its name in the template: a check of another name is another one. */
  readonly logicalId?: string;
  /** In seconds, of the check on the Region's endpoint; none where nothing but alarms is asked. */
  readonly interval?: number;
}

/** What is recorded of the deployed health checks of an API, by Region; nothing of one that is not recorded. */
export function recordedHealthChecks(scope: Construct, apiName: string): Record<string, RecordedHealthCheck> {
  const context = scope.node.tryGetContext(RECORDED_HEALTH_CHECKS);
  if (context === undefined) return {};
  if (!isObject(context)) {
    throw refusal(`The context \`${RECORDED_HEALTH_CHECKS}\` must hold an object for each API`, context, FIX);
  }
  const recorded = Object.prototype.hasOwnProperty.call(context, apiName) ? context[apiName] : {};
  if (!isObject(recorded) || !Object.values(recorded).every(isRecord)) {
    throw refusal(`The context \`${RECORDED_HEALTH_CHECKS}\` must hold, for each Region of ${apiName}, the health check's \`id\`, a UUID, `
      + 'its `interval`, 10 or 30, or both', recorded, FIX);
  }
  return recorded as Record<string, RecordedHealthCheck>;
}

/**
 * Says in the template which output has the id: `npx multi-region record` reads it there, where a stack may have several APIs,
 * outputs and health checks of its own. Under the same key, `{ "<API name>": "<output>" }`.
 */
export function tellHealthCheckOutput(apiName: string, output: CfnOutput) {
  const stack = Stack.of(output);
  stack.addMetadata(RECORDED_HEALTH_CHECKS, { ...stack.templateOptions.metadata?.[RECORDED_HEALTH_CHECKS], [apiName]: output.logicalId });
}

const FIX = 'Remove it from cdk.context.json, and run `npx multi-region record`';

function isRecord(recorded: unknown): boolean {
  if (!isObject(recorded)) return false;
  const { id, logicalId, interval } = recorded;
  return (id === undefined || isUuid(id)) && (logicalId === undefined || typeof logicalId === 'string') && (interval === undefined || interval === 10 || interval === 30);
}

function isUuid(id: unknown): boolean {
  return typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
