import { Annotations, Stack, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isAcknowledged } from './rules/acknowledgements';
import { ALARM_IN_THE_WRONG_REGION } from './rules/alarms';
import { CheckedApi, stagesOf } from './rules/checked-api';
import { DeployedResources } from './rules/deployed-resources';
import { ALARM_WAITS_FOR_DEPLOYMENT, DEPLOYMENT_ALARMS_QUOTA } from './rules/deployments';
import { FUNCTION_POLICY_TOO_LARGE } from './rules/function-policy';
import { HANDLERS_DIFFER } from './rules/handlers';
import { EXECUTE_API_CHECKED_WHILE_OFF, HEALTH_CHECK_ON_GUARDED_NAME } from './rules/health-checks';
import { API_ROUTES_QUOTA, DOMAIN_NAMES_QUOTA, HEALTH_CHECKS_QUOTA, STACK_RESOURCES_QUOTA } from './rules/quotas';
import { GUARDING_CHECK_REPLACED, HEALTH_CHECK_INTERVAL_CHANGED, HEALTH_CHECKS_NOT_RECORDED } from './rules/recorded-checks';
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
  HEALTH_CHECKS_NOT_RECORDED,
  GUARDING_CHECK_REPLACED,
  RECORD_WITHOUT_CHECK,
  ALARM_IN_THE_WRONG_REGION,
  ALARM_WAITS_FOR_DEPLOYMENT,
  DEPLOYMENT_ALARMS_QUOTA,
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
  const stage = Stage.of(api.construct)!;
  const checks = checksOfStages.get(stage) ?? new Checks(stage);
  checksOfStages.set(stage, checks);
  checks.add(api);
}

const checksOfStages = new WeakMap<Stage, Checks>();

/** The checks of the APIs of one stage, whose Regions may have stages of their own. */
class Checks {
  private readonly apis: CheckedApi[] = [];
  private readonly synthesized = new Set<Stage>();
  private readonly told = new Set<string>();
  private latest?: Check;

  constructor(private readonly stage: Stage) {}

  /** Each of the stages asks, because any of them may be synthesized last. */
  add(api: CheckedApi) {
    this.apis.push(api);
    for (const asking of askingOf(api)) {
      asking.node.addValidation({ validate: () => this.errorsOf(asking) });
    }
  }

  /** None before the last of the stages is synthesized, since aspects of later ones have yet to run. */
  private errorsOf(asking: IConstruct): string[] {
    const stage = Stage.of(asking)!;
    this.synthesized.add(stage);
    const isComplete = this.apis.flatMap(stagesOf).every(other => this.synthesized.has(other) || !this.shownIn(other));
    if (!isComplete || !this.shownIn(stage)) return [];
    // Each synthesis asks once for each; who asks again wants another look.
    if (this.latest?.stage !== stage || this.latest.asked.has(asking)) {
      this.latest = this.check(stage);
    }
    this.latest.asked.add(asking);
    return this.latest.errors.get(asking) ?? [];
  }

  private check(stage: Stage): Check {
    const deployed = new DeployedResources(this.stage, this.apis);
    const errors = new Map<IConstruct, string[]>();
    for (const rule of RULES) {
      for (const breach of rule.find(deployed)) {
        if ((breach.severity ?? rule.severity) === 'warning') {
          this.warn(rule, breach, stage);
        } else {
          const teller = this.tellerOf(breach, stage);
          errors.set(teller, [...errors.get(teller) ?? [], `${messageOf(rule, breach.found)} [${idOf(rule)}]`]);
        }
      }
    }
    return { stage, errors, asked: new Set() };
  }

  /** Told once, in a stage whose messages are not written yet: CDK keeps them for later syntheses. */
  private warn(rule: Rule, { at, found }: Breach, stage: Stage) {
    const [id, message] = [idOf(rule), messageOf(rule, found)];
    if (isAcknowledged(at, id) || this.told.has(message)) return;
    this.told.add(message);
    Annotations.of(Stage.of(at) === stage ? at : this.shownIn(stage)!).addWarningV2(id, message);
  }

  /** Where a stage shows what is about another one: in a stack, if it has any. */
  private shownIn(stage: Stage): IConstruct | undefined {
    return this.apis.flatMap(({ regionalApis }) => regionalApis).find(region => Stage.of(region) === stage) ?? firstStackIn(stage);
  }

  /** The API that the error is in or, if it is in none, the first one: what asks for it in this stage. */
  private tellerOf({ at }: Breach, stage: Stage): IConstruct {
    const scopes = new Set(at.node.scopes);
    const own = this.apis.filter(({ construct, regionalApis }) => [construct, ...regionalApis].some(scope => scopes.has(scope)));
    return [...own, ...this.apis].flatMap(askingOf).find(asking => Stage.of(asking) === stage)!;
  }
}

/** One look at everything, while a stage is synthesized. */
interface Check {
  readonly stage: Stage;
  readonly errors: Map<IConstruct, string[]>;
  readonly asked: Set<IConstruct>;
}

function askingOf({ construct, regionalApis }: CheckedApi): IConstruct[] {
  return [construct, ...regionalApis.filter(region => Stage.of(region) !== Stage.of(construct))];
}

function firstStackIn(construct: IConstruct): Stack | undefined {
  for (const child of construct.node.children.filter(other => !Stage.isStage(other))) {
    const found = Stack.isStack(child) ? child : firstStackIn(child);
    if (found) return found;
  }
  return undefined;
}
