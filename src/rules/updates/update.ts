import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RecordedStack, recordedStacks } from '../../recorded/deployed-record';
import { HeldName, heldNames } from '../../recorded/held-names';
import { factsOf, StackFacts } from '../../recorded/stack-facts';

/** A stack that tells its facts, as it is to be. */
export interface WantedStack {
  readonly stack: Stack;
  readonly facts: StackFacts;
}

/** What is deployed as far as it was recorded, and what is wanted. */
export class Update {
  readonly recorded: RecordedStack[];
  private told?: WantedStack[];

  /** @param stacks those that are deployed together; others of the app may be of other accounts */
  constructor(root: IConstruct, private readonly stacks: Stack[]) {
    const elsewhere = root.node.findAll().filter(Stack.isStack).filter(stack => !stacks.includes(stack));
    this.recorded = recordedStacks(root).filter(({ region, name }) => !elsewhere.some(stack => stack.stackName === name && stack.region === region));
  }

  /** Nothing is asked for where nothing was recorded: stacks find their facts by rendering what they have. */
  get wanted(): WantedStack[] {
    return this.told ??= this.recorded.length === 0 ? [] : this.stacks.flatMap(stack => {
      const facts = factsOf(stack);
      return facts ? [{ stack, facts }] : [];
    });
  }

  /** What was recorded, that of a stack itself first: another may have been recorded before it, and be gone. */
  recordedFrom({ region, stackName }: Stack): RecordedStack[] {
    const isItself = (recorded: RecordedStack) => recorded.region === region && recorded.name === stackName;
    return [...this.recorded.filter(isItself), ...this.recorded.filter(recorded => !isItself(recorded))];
  }

  /** The names that are wanted, of these kinds. */
  names(isWanted: (kind: string) => boolean): (HeldName & { readonly stack: Stack })[] {
    return this.wanted.flatMap(({ stack, facts }) => heldNames(facts.names).filter(({ kind }) => isWanted(kind)).map(held => ({ ...held, stack })));
  }
}
