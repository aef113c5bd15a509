import { deploy, Deployment, State } from './deployment';
import { UpdateSchemas } from './replacing-properties';
import { Syntheses } from './synthesis';
import { UpdateCase } from './walk';

/** What comes of a change: what AWS does with it, and what synthesis says before. */
export interface Cell {
  readonly prop: string;
  readonly change: string;
  readonly outcome: 'nothing' | 'in place' | 'replaced' | 'refused' | 'two steps';
  /** The types of what is replaced or, where nothing is, of what is changed. */
  readonly types: string[];
  /** Why AWS refuses it, or callers would be without answers. */
  readonly faults: string[];
  /** Stacks that leave the app and stay. */
  readonly left: string[];
  /** By which values it goes. */
  readonly steps: string[];
  /** Whether synthesis refuses it. */
  readonly isTold: boolean;
  /** The rules that say something of it. */
  readonly codes: string[];
  /** What refuses it without a rule. */
  readonly error?: string;
}

export class Cells {
  constructor(private readonly syntheses: Syntheses, private readonly schemas: UpdateSchemas) {}

  async of({ prop, change, builds, values }: UpdateCase): Promise<Cell> {
    const isReturn = values[0] === values.at(-1);
    const before = isReturn ? builds.slice(0, -1) : [builds[0]];
    const wanted = builds.at(-1)!;
    const deployment = this.deployed(this.stateAfter(before), builds.length - 1, builds);
    const told = await this.syntheses.judge(wanted, before);
    const isWay = !isReturn && builds.length > 2 && await this.isWay(builds);
    return {
      prop,
      change,
      outcome: outcomeOf(deployment, isWay),
      types: typesOf(deployment),
      faults: deployment.faults,
      left: deployment.left,
      steps: isWay ? values.slice(1, -1) : [],
      isTold: told.error !== undefined,
      codes: told.codes,
      error: told.codes.length === 0 ? told.error : undefined,
    };
  }

  private deployed(state: State, i: number, builds: UpdateCase['builds']): Deployment {
    return deploy(state, this.syntheses.stacksOf(builds[i]), this.schemas);
  }

  private stateAfter(builds: UpdateCase['builds']): State {
    const first: State = { stacks: this.syntheses.stacksOf(builds[0]), retained: [] };
    return builds.slice(1).reduce((state, _, i) => this.deployed(state, i + 1, builds).state, first);
  }

  /** Whether each step goes, on AWS and at synthesis. */
  private async isWay(builds: UpdateCase['builds']): Promise<boolean> {
    for (let i = 1; i < builds.length; i++) {
      const before = builds.slice(0, i);
      const verdict = await this.syntheses.judge(builds[i], before);
      if (verdict.error !== undefined || this.deployed(this.stateAfter(before), i, builds).faults.length > 0) return false;
    }
    return true;
  }
}

function outcomeOf({ changes, faults }: Deployment, isWay: boolean): Cell['outcome'] {
  if (faults.length > 0) return isWay ? 'two steps' : 'refused';
  if (changes.length === 0) return 'nothing';
  return replacedTypes(changes).length > 0 ? 'replaced' : 'in place';
}

/** What comes and goes with the rest, unseen. */
const PASSING = ['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version', 'AWS::Lambda::Permission', 'AWS::IAM::Policy', 'AWS::IAM::Role'];

function typesOf({ changes }: Deployment): string[] {
  const replaced = replacedTypes(changes);
  return replaced.length > 0 ? replaced : kindsOf(changes.filter(({ kind }) => kind === 'changed'));
}

/** Of what makes room for another one, under the same logical ID or another. */
function replacedTypes(changes: Deployment['changes']): string[] {
  const kinds = (type: string) => changes.filter(change => change.type === type).map(({ kind }) => kind);
  return kindsOf(changes).filter(type => kinds(type).includes('replaced') || (kinds(type).includes('added') && kinds(type).includes('removed')));
}

function kindsOf(changes: Deployment['changes']): string[] {
  return [...new Set(changes.map(({ type }) => type))].filter(type => !PASSING.includes(type)).sort();
}
