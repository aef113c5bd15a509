import { Stage } from 'aws-cdk-lib';
import { ACCOUNT_ROLE_SET_TWICE } from './account-role';
import { ALARM_IN_THE_WRONG_REGION } from './alarms';
import { API_KEY_DIFFERS, API_KEY_VALUE_TWICE } from './api-keys';
import { FAILED_EVENTS_LOST } from './asynchronous-functions';
import { CheckedApi } from './checked-api';
import { DEAD_LETTER_QUEUE_OF_ANOTHER_KIND } from './dead-letter-queues';
import { ALARM_WAITS_FOR_DEPLOYMENT, DEPLOYMENT_ALARMS_QUOTA } from './deployments';
import { FUNCTION_POLICY_TOO_LARGE } from './function-policy';
import { SAME_GLOBAL_NAME } from './global-names';
import { HANDLERS_DIFFER } from './handlers';
import { HANDMADE_ROUTE } from './handmade-routes';
import { EXECUTE_API_CHECKED_WHILE_OFF, HEALTH_CHECK_ON_GUARDED_NAME } from './health-checks';
import { IDEMPOTENCY_BY_FUNCTION_NAME } from './idempotency';
import { VISIBILITY_TOO_SHORT } from './queue-consumers';
import { QUEUE_WITHOUT_WORKER, WORKERS_CONCURRENCY_DIFFERS } from './queues';
import { API_ROUTES_QUOTA, DOMAIN_NAMES_QUOTA, HEALTH_CHECKS_QUOTA, STACK_RESOURCES_QUOTA } from './quotas';
import { GUARDING_CHECK_REPLACED, HEALTH_CHECK_INTERVAL_CHANGED, HEALTH_CHECKS_NOT_RECORDED } from './recorded-checks';
import { RECORD_WITHOUT_CHECK } from './records';
import { REFERENCE_TO_ANOTHER_REGION } from './region-references';
import { OPT_IN_REGION, SERVICE_MISSING_IN_REGION } from './regions';
import { HEALTH_ROUTE_MISSING, REGION_WITHOUT_HEALTH_CHECK, ROUTE_MISSING } from './routes';
import { Rule } from './rule';
import { SCHEDULE_IN_SEVERAL_REGIONS } from './schedules';
import { StageCheck } from './stage-check';
import { FUNCTION_WITHOUT_GRANT } from './table-grants';
import { TABLE_WITHOUT_REPLICA } from './table-replicas';
import { LOW_DEFAULT_THROTTLE } from './throttle';
import { API_KEY_MOVED, NAME_HELD_BY_ANOTHER, PATH_VARIABLE_RENAMED, ROUTING_POLICY_CHANGED } from './updates/names';
import { DEPLOYMENT_NOT_RECORDED } from './updates/not-recorded';
import {
  INDEX_NOT_ACTIVE_YET, PROTECTED_REPLICA_REMOVED, REPLICA_REMOVED_UNDER_CALLERS, TABLE_CANNOT_CHANGE, TABLE_CHANGES_IN_STEPS, TABLE_DEFINITION_MOVED,
  TIME_TO_LIVE_CHANGED,
} from './updates/tables';

/** What must hold across Regions once everything has been added, in the order in which docs/rules.md tells it. */
export const RULES: Rule[] = [
  ROUTE_MISSING,
  HANDMADE_ROUTE,
  API_KEY_DIFFERS,
  API_KEY_VALUE_TWICE,
  HEALTH_ROUTE_MISSING,
  REGION_WITHOUT_HEALTH_CHECK,
  HEALTH_CHECK_ON_GUARDED_NAME,
  EXECUTE_API_CHECKED_WHILE_OFF,
  HEALTH_CHECK_INTERVAL_CHANGED,
  HEALTH_CHECKS_NOT_RECORDED,
  GUARDING_CHECK_REPLACED,
  RECORD_WITHOUT_CHECK,
  ALARM_IN_THE_WRONG_REGION,
  REFERENCE_TO_ANOTHER_REGION,
  SAME_GLOBAL_NAME,
  ACCOUNT_ROLE_SET_TWICE,
  ALARM_WAITS_FOR_DEPLOYMENT,
  DEPLOYMENT_ALARMS_QUOTA,
  HANDLERS_DIFFER,
  SCHEDULE_IN_SEVERAL_REGIONS,
  FAILED_EVENTS_LOST,
  VISIBILITY_TOO_SHORT,
  DEAD_LETTER_QUEUE_OF_ANOTHER_KIND,
  QUEUE_WITHOUT_WORKER,
  WORKERS_CONCURRENCY_DIFFERS,
  FUNCTION_WITHOUT_GRANT,
  TABLE_WITHOUT_REPLICA,
  IDEMPOTENCY_BY_FUNCTION_NAME,
  FUNCTION_POLICY_TOO_LARGE,
  API_ROUTES_QUOTA,
  STACK_RESOURCES_QUOTA,
  HEALTH_CHECKS_QUOTA,
  DOMAIN_NAMES_QUOTA,
  LOW_DEFAULT_THROTTLE,
  OPT_IN_REGION,
  SERVICE_MISSING_IN_REGION,
  DEPLOYMENT_NOT_RECORDED,
  TABLE_CHANGES_IN_STEPS,
  PROTECTED_REPLICA_REMOVED,
  REPLICA_REMOVED_UNDER_CALLERS,
  TABLE_CANNOT_CHANGE,
  TABLE_DEFINITION_MOVED,
  TIME_TO_LIVE_CHANGED,
  INDEX_NOT_ACTIVE_YET,
  PATH_VARIABLE_RENAMED,
  API_KEY_MOVED,
  ROUTING_POLICY_CHANGED,
  NAME_HELD_BY_ANOTHER,
];

/**
 * Has an API checked at synth, after aspects and overrides: errors stop the synthesis, all at once, and warnings are shown by the
 * CLI. The rules look at all that is deployed together, once, however many APIs there are.
 */
export function checkRules(api: CheckedApi) {
  const stage = Stage.of(api.construct)!;
  const check = checks.get(stage) ?? new StageCheck(stage, RULES);
  checks.set(stage, check);
  check.addApi(api);
}

const checks = new WeakMap<Stage, StageCheck>();
