import { Stack, Stage, Tags, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RegionSet } from './region-set';
import { Rollout } from './rollout';
import { conventionsLike, keepOwnAssets, StackConventions, validateSynthesizer } from './stack-conventions';
import { refusal } from '../synthesis/refusal';

export interface ApiStacksProps extends StackConventions {
  /** The consumer's own stacks, one for each Region. */
  readonly stacks?: Stack[];
  readonly rollout?: Rollout;
  readonly description?: string;
  readonly tags?: { [key: string]: string };
}

/** The stacks of one API: each Region's and, once there are such, those of tables, of secrets and of their keys, and that of its operations. */
export class ApiStacks {
  /** What stacks and tables are called: the ids below the stage, behind the stage's name. */
  readonly name: string;
  /** The Regions that wait for each other, in their order. */
  private readonly order: string[];

  constructor(private readonly api: Construct, private readonly regions: RegionSet, private readonly props: ApiStacksProps) {
    this.name = validName(api);
    validateStacks(props.stacks, regions, api);
    validateSynthesizer(props.synthesizer);
    this.order = (props.rollout ?? Rollout.together())._orderOf(regions);
    validateOneStage(props.stacks, this.order, api);
  }

  regional(region: string): Stack {
    return this.props.stacks?.find(stack => stack.region === region) ?? this.find(region, region);
  }

  /** As the rollout says; every Region has its stack then. */
  orderRegions() {
    this.order.slice(1).forEach((region, i) => {
      this.regional(region).addStackDependency(this.regional(this.order[i]), 'one Region is deployed at a time');
    });
  }

  tables(): Stack {
    return this.replicated('Tables');
  }

  secrets(): Stack {
    return this.replicated('Secrets');
  }

  /** Keys come before the replicas in a stack that they encrypt. */
  keys(region: string, encrypted: Stack): Stack {
    const keys = this.find(`Keys-${region}`, region);
    encrypted.addStackDependency(keys, 'keys come before the replicas that they encrypt');
    return keys;
  }

  /** A stack in the primary Region that makes replicas in all of them. */
  private replicated(id: string): Stack {
    return this.find(id, this.regions.primary, stack => {
      for (const region of this.regions.names) {
        const regional = this.regional(region);
        if (Stage.of(regional) !== Stage.of(stack)) continue; // what deploys the stages has them in order
        // Regions share no tokens, so CDK would not know that replicas come first.
        regional.addStackDependency(stack, 'replicas come before the handlers that use them');
      }
    });
  }

  /** What is of no one Region. No stack waits for it, and it waits for none. */
  operations(region: string): Stack {
    return this.find('Operations', region);
  }

  addTags(scope: Construct) {
    Object.entries(this.props.tags ?? {}).forEach(([key, value]) => Tags.of(scope).add(key, value));
  }

  /** What a Region's stacks follow: the one in `stacks`, or else that of the primary Region, or else the stack around the API. */
  private given(region: string): Stack | undefined {
    const { stacks = [] } = this.props;
    return [region, this.regions.primary].flatMap(name => stacks.filter(stack => stack.region === name))[0]
      ?? this.api.node.scopes.reverse().find(Stack.isStack);
  }

  private find(id: string, region: string, order: (created: Stack) => void = () => {}): Stack {
    const existing = this.api.node.tryFindChild(id);
    if (Stack.isStack(existing)) return existing;
    const stack = new Stack(this.api, id, {
      ...conventionsLike(this.given(region), this.props),
      stackName: `${this.name}-${id}`,
      description: this.props.description,
      env: { region, account: this.account },
    });
    keepOwnAssets(stack);
    this.addTags(stack);
    order(stack);
    return stack;
  }

  /** The account of `stacks`, of the stack around the API or of the stage, if it is a literal. */
  get account(): string | undefined {
    const { account } = this.given(this.regions.primary) ?? Stage.of(this.api)!;
    return Token.isUnresolved(account) ? undefined : account;
  }
}

function validName(api: Construct): string {
  const stage = Stage.of(api)!;
  const ids = api.node.scopes.slice(stage.node.scopes.length).map(({ node }) => node.id);
  const name = [stage.stageName, ...ids].filter(Boolean).join('-');
  if (!/^[A-Za-z][A-Za-z0-9-]{0,99}$/.test(name)) {
    throw refusal('`id` must make a stack name: at most 100 letters, digits and hyphens, with a letter first', name);
  }
  return name;
}

function validateStacks(stacks: Stack[] | undefined, regions: RegionSet, scope: Construct) {
  if (!stacks) return;
  const found = stacks.map(stack => stack.region);
  if (found.some(region => Token.isUnresolved(region))) {
    throw refusal('`stacks` must have a literal `env.region`', stacks.filter(stack => Token.isUnresolved(stack.region)).map(stack => stack.node.path));
  }
  if (new Set(found).size < found.length) {
    throw refusal('`stacks` must hold one stack for each Region', found);
  }
  const missing = regions.names.filter(region => !found.includes(region));
  if (missing.length > 0 || found.some(region => !regions.includes(region))) {
    throw refusal(`\`stacks\` must hold one stack for each of ${regions.names.join(', ')}`, found);
  }
  if (new Set(stacks.map(stack => stack.account)).size > 1) {
    throw refusal('`stacks` must be of one account', stacks.map(stack => Token.isUnresolved(stack.account) ? 'no account' : stack.account));
  }
  const taken = stacks.find(stack => stack.node.tryFindChild(scope.node.id));
  if (taken) {
    throw refusal('`id` must not be taken in any of `stacks`', `${taken.node.path}/${scope.node.id}`,
      'Make the API in the app or the stage, not in one of its stacks');
  }
  const stages = new Set(stacks.map(stack => Stage.of(stack)));
  if (stages.size === 1 ? !stages.has(Stage.of(scope)) : stages.size < stacks.length || stages.has(Stage.of(scope))) {
    throw refusal('`stacks` must all be in the same stage as the API, or each in a stage of its own', stacks.map(stack => stack.node.path));
  }
}

/** Stacks of different stages cannot wait for each other. */
function validateOneStage(stacks: Stack[] | undefined, order: string[], scope: Construct) {
  if (order.length > 0 && stacks?.some(stack => Stage.of(stack) !== Stage.of(scope))) {
    throw refusal('`rollout` must be `Rollout.together()` with `stacks` in stages of their own', order, 'What deploys the stages, say a pipeline, has them in order');
  }
}
