import { Annotations, Stack, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isAcknowledged } from './acknowledgements';
import { CheckedApi, stagesOf } from './checked-api';
import { DeployedResources } from './deployed-resources';
import { Violation, idOf, messageOf, Rule } from './rule';

/** Checks the APIs of one stage, whose Regions may have stages of their own. */
export class StageCheck {
  private readonly apis: CheckedApi[] = [];
  private readonly synthesized = new Set<Stage>();
  private readonly shown = new Set<string>();
  private latest?: Findings;

  constructor(private readonly stage: Stage, private readonly rules: Rule[]) {}

  /** Each of the stages asks, because any of them may be synthesized last. */
  addApi(api: CheckedApi) {
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
    // Each synthesis asks once for each; who asks again wants them checked again.
    if (this.latest?.stage !== stage || this.latest.asked.has(asking)) {
      this.latest = this.checkAll(stage);
    }
    this.latest.asked.add(asking);
    return this.latest.errors.get(asking) ?? [];
  }

  private checkAll(stage: Stage): Findings {
    const deployed = new DeployedResources(this.stage, this.apis);
    const errors = new Map<IConstruct, string[]>();
    for (const rule of this.rules) {
      for (const violation of rule.find(deployed)) {
        if ((violation.severity ?? rule.severity) === 'warning') {
          this.warn(rule, violation, stage);
        } else {
          const reporter = this.reporterOf(violation, stage);
          errors.set(reporter, [...errors.get(reporter) ?? [], `${messageOf(rule, violation.found)} [${idOf(rule)}]`]);
        }
      }
    }
    return { stage, errors, asked: new Set() };
  }

  /** Told once, in a stage whose messages are not written yet: CDK keeps them for later syntheses. */
  private warn(rule: Rule, { at, found }: Violation, stage: Stage) {
    const [id, message] = [idOf(rule), messageOf(rule, found)];
    if (isAcknowledged(at, id) || this.shown.has(message)) return;
    this.shown.add(message);
    Annotations.of(Stage.of(at) === stage ? at : this.shownIn(stage)!).addWarningV2(id, message);
  }

  /** Where a stage shows what is about another one: in a stack, if it has any. */
  private shownIn(stage: Stage): IConstruct | undefined {
    return this.apis.flatMap(({ regionalApis }) => regionalApis).find(region => Stage.of(region) === stage) ?? firstStackIn(stage);
  }

  /** The API that the error is in or, if it is in none, the first one: what asks for it in this stage. */
  private reporterOf({ at }: Violation, stage: Stage): IConstruct {
    const scopes = new Set(at.node.scopes);
    const own = this.apis.filter(({ construct, regionalApis }) => [construct, ...regionalApis].some(scope => scopes.has(scope)));
    return [...own, ...this.apis].flatMap(askingOf).find(asking => Stage.of(asking) === stage)!;
  }
}

/** What was found, while a stage is synthesized. */
interface Findings {
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
