import { Annotations, Stack, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isAcknowledged } from './acknowledgements';
import { CheckedApi, stagesOf } from './checked-api';
import { DeployedResources } from './deployed-resources';
import { Breach, idOf, messageOf, Rule } from './rule';

/** Checks the APIs of one stage, whose Regions may have stages of their own. */
export class StageCheck {
  private readonly apis: CheckedApi[] = [];
  private readonly synthesized = new Set<Stage>();
  private readonly told = new Set<string>();
  private latest?: Look;

  constructor(private readonly stage: Stage, private readonly rules: Rule[]) {}

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
      this.latest = this.look(stage);
    }
    this.latest.asked.add(asking);
    return this.latest.errors.get(asking) ?? [];
  }

  private look(stage: Stage): Look {
    const deployed = new DeployedResources(this.stage, this.apis);
    const errors = new Map<IConstruct, string[]>();
    for (const rule of this.rules) {
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
interface Look {
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
