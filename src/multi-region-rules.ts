import { Annotations, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isAcknowledged } from './rules/acknowledgements';
import { ALARM_IN_THE_WRONG_REGION } from './rules/alarms';
import { CheckedApi } from './rules/checked-api';
import { DeployedResources } from './rules/deployed-resources';
import { FUNCTION_POLICY_TOO_LARGE } from './rules/function-policy';
import { HANDLERS_DIFFER } from './rules/handlers';
import { EXECUTE_API_CHECKED_WHILE_OFF, HEALTH_CHECK_INTERVAL_CHANGED, HEALTH_CHECK_ON_GUARDED_NAME } from './rules/health-checks';
import { API_ROUTES_QUOTA, DOMAIN_NAMES_QUOTA, HEALTH_CHECKS_QUOTA, STACK_RESOURCES_QUOTA } from './rules/quotas';
import { RECORD_WITHOUT_CHECK } from './rules/records';
import { OPT_IN_REGION, SERVICE_MISSING_IN_REGION } from './rules/regions';
import { HEALTH_ROUTE_MISSING, REGION_WITHOUT_HEALTH_CHECK, ROUTE_MISSING } from './rules/routes';
import { Breach, idOf, messageOf, Rule } from './rules/rule';
import { FUNCTION_WITHOUT_GRANT } from './rules/table-grants';
import { TABLE_WITHOUT_REPLICA } from './rules/table-replicas';
import { LOW_DEFAULT_THROTTLE } from './rules/throttle';

/** What must hold across Regions once everything has been added, in the order in which docs/rules.md tells it. */
export const RULES: Rule[] = [
  ROUTE_MISSING,
  HEALTH_ROUTE_MISSING,
  REGION_WITHOUT_HEALTH_CHECK,
  HEALTH_CHECK_ON_GUARDED_NAME,
  EXECUTE_API_CHECKED_WHILE_OFF,
  HEALTH_CHECK_INTERVAL_CHANGED,
  RECORD_WITHOUT_CHECK,
  ALARM_IN_THE_WRONG_REGION,
  HANDLERS_DIFFER,
  FUNCTION_WITHOUT_GRANT,
  TABLE_WITHOUT_REPLICA,
  FUNCTION_POLICY_TOO_LARGE,
  API_ROUTES_QUOTA,
  STACK_RESOURCES_QUOTA,
  HEALTH_CHECKS_QUOTA,
  DOMAIN_NAMES_QUOTA,
  LOW_DEFAULT_THROTTLE,
  OPT_IN_REGION,
  SERVICE_MISSING_IN_REGION,
];

/**
 * Has an API checked at synth, after aspects and overrides: errors stop the synthesis, all at once, and warnings are shown by the
 * CLI. The rules look at all that is deployed together, once, however many APIs there are.
 */
export function checkRules(api: CheckedApi) {
  checkedApis.set(api.construct, api);
  api.construct.node.addValidation({ validate: () => checkOf(api).errorsOf(api) });
  const stage = Stage.of(api.construct)!;
  // Stages of the Regions' own may be synthesized first, and have to show their warnings.
  for (const regionalApi of api.regionalApis.filter(region => Stage.of(region) !== stage)) {
    regionalApi.node.addValidation({ validate: () => checks.has(stage) ? [] : (checkOf(api), []) });
  }
}

const checkedApis = new WeakMap<IConstruct, CheckedApi>();
const checks = new WeakMap<IConstruct, Check>();

/** Each synthesis asks once for each API; an API that asks again wants another look. */
function checkOf(api: CheckedApi): Check {
  const stage = Stage.of(api.construct)!;
  let check = checks.get(stage);
  if (!check || check.hasAsked(api)) {
    checks.set(stage, check = new Check(stage));
  }
  return check;
}

class Check {
  private readonly asked = new Set<CheckedApi>();
  private readonly errors = new Map<CheckedApi, string[]>();

  constructor(stage: Stage) {
    const deployed = new DeployedResources(stage, checkedApis);
    for (const rule of RULES) {
      for (const breach of rule.find(deployed)) {
        if (rule.severity === 'error') this.addError(rule, breach, deployed.apis);
        else addWarning(rule, breach);
      }
    }
  }

  hasAsked(api: CheckedApi): boolean {
    return this.asked.has(api);
  }

  errorsOf(api: CheckedApi): string[] {
    this.asked.add(api);
    return this.errors.get(api) ?? [];
  }

  /** Told by the API that it is in or, if it is in none, by the first one. */
  private addError(rule: Rule, { at, found }: Breach, apis: CheckedApi[]) {
    const scopes = new Set(at.node.scopes);
    const api = apis.find(({ construct, regionalApis }) => [construct, ...regionalApis].some(scope => scopes.has(scope))) ?? apis[0];
    this.errors.set(api, [...this.errors.get(api) ?? [], `${messageOf(rule, found)} [${idOf(rule)}]`]);
  }
}

function addWarning(rule: Rule, { at, found }: Breach) {
  if (!isAcknowledged(at, idOf(rule))) {
    Annotations.of(at).addWarningV2(idOf(rule), messageOf(rule, found));
  }
}
