import { collision } from './collisions';
import { isSame, Resource, Stack, TemplateResource, withIds, World } from './deployed';
import { deploymentOrders } from './deployment-orders';
import { interruptions } from './interruptions';
import { refusedDeletion, refusedUpdate } from './refused-updates';
import { UpdateSchemas } from './replacing-properties';

/** What is deployed. */
export interface State {
  /** Those that are no longer in the app are there until somebody destroys them. */
  readonly stacks: Stack[];
  /** Resources that outlived their places in stacks. */
  readonly retained: Resource[];
}

/** What becomes of a resource. */
export interface Change {
  readonly stack: string;
  readonly type: string;
  readonly kind: 'added' | 'removed' | 'changed' | 'replaced';
}

export interface Deployment {
  readonly changes: Change[];
  /** Why AWS would refuse it, or callers would be without answers; empty if it goes well. */
  readonly faults: string[];
  /** Stacks that leave the app and stay. */
  readonly left: string[];
  /** What is there in the end. */
  readonly state: State;
}

/**
 * What deploying an app does to what is deployed: one stack after the other, and in each of them what is new is created, and what is there
 * is changed, before what is no longer wanted is deleted. A fault of one order of stacks is a fault.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */
export function deploy(state: State, app: Stack[], schemas: UpdateSchemas): Deployment {
  const [deployment, ...others] = deploymentOrders(app).map(stacks => deployInOrder(state, stacks, schemas));
  return { ...deployment, faults: [...new Set([deployment, ...others].flatMap(({ faults }) => faults))].sort() };
}

function deployInOrder(state: State, app: Stack[], schemas: UpdateSchemas): Deployment {
  const left = state.stacks.filter(stack => !app.some(other => isSameStack(stack, other)));
  const world = worldOf(state);
  const end = worldOf({ stacks: [...app, ...left], retained: state.retained });
  const updates = app.map(stack => new StackUpdate(stack, state.stacks.find(other => isSameStack(stack, other)), schemas));
  const faults: string[] = [];
  const start = new Map(world);
  for (const update of updates) {
    faults.push(...update.faults(world));
    update.apply(world);
    faults.push(...interruptions(start, world, end));
  }
  return {
    changes: updates.flatMap(({ changes }) => changes),
    faults,
    left: left.map(({ name }) => name),
    state: { stacks: [...app, ...left], retained: [...state.retained, ...updates.flatMap(({ retained }) => retained)] },
  };
}

function isSameStack(one: Stack, other: Stack): boolean {
  return one.name === other.name && one.region === other.region;
}

function worldOf({ stacks, retained }: State): Map<string, Resource> {
  const inStacks = stacks.flatMap(stack => Object.keys(stack.resources).map(logicalId => resourceOf(stack, logicalId, nameIn(stack))));
  return new Map([...inStacks, ...retained].map(resource => [resource.id, resource]));
}

/** What CloudFormation makes of one stack's new template. */
class StackUpdate {
  private readonly replaced = new Set<string>();
  private readonly old: Record<string, Resource>;

  constructor(private readonly stack: Stack, private readonly deployed: Stack | undefined, private readonly schemas: UpdateSchemas) {
    const logicalIds = Object.keys(deployed?.resources ?? {});
    this.old = Object.fromEntries(logicalIds.map(logicalId => [logicalId, resourceOf(deployed!, logicalId, nameIn(deployed!))]));
    this.findReplaced();
  }

  get changes(): Change[] {
    return [...Object.keys(this.stack.resources), ...this.removed].flatMap(logicalId => {
      const kind = this.kindOf(logicalId);
      return kind ? [{ stack: this.stack.name, type: this.resource(logicalId).Type, kind }] : [];
    });
  }

  /** What of it cannot be done while the world is as it is. */
  faults(world: World): string[] {
    const wanted = Object.keys(this.stack.resources).map(logicalId => this.wanted(logicalId));
    const all = new Map([...world, ...wanted.map(resource => [resource.id, resource] as const)]);
    return [
      ...wanted.flatMap(resource => {
        const existing = world.get(resource.id);
        if (existing && isSame(existing.properties, resource.properties)) return [];
        const others = [...world.values(), ...wanted].filter(({ id }) => id !== resource.id);
        return [existing && refusedUpdate(existing, resource), ...others.map(other => collision(resource, other, all, this.schemas))];
      }),
      ...this.unwanted.filter(logicalId => !this.isRetained(logicalId)).map(logicalId => refusedDeletion(this.old[logicalId])),
    ].filter(fault => fault !== undefined);
  }

  apply(world: Map<string, Resource>) {
    Object.keys(this.stack.resources).forEach(logicalId => world.set(this.idOf(logicalId), this.wanted(logicalId)));
    this.unwanted.forEach(logicalId => world.delete(this.old[logicalId].id));
    this.retained.forEach(resource => world.set(resource.id, resource));
  }

  get retained(): Resource[] {
    return this.unwanted.filter(logicalId => this.isRetained(logicalId)).map(logicalId => ({ ...this.old[logicalId], id: `${this.old[logicalId].id} (retained)` }));
  }

  private get removed(): string[] {
    return Object.keys(this.old).filter(logicalId => !this.stack.resources[logicalId]);
  }

  /** What CloudFormation deletes, or would if it were not retained. */
  private get unwanted(): string[] {
    return [...this.removed, ...this.replaced];
  }

  private isRetained(logicalId: string): boolean {
    const { DeletionPolicy, UpdateReplacePolicy } = this.deployed!.resources[logicalId];
    return (this.replaced.has(logicalId) ? UpdateReplacePolicy : DeletionPolicy)?.startsWith('Retain') ?? false;
  }

  private kindOf(logicalId: string): Change['kind'] | undefined {
    if (!this.old[logicalId]) return 'added';
    if (!this.stack.resources[logicalId]) return 'removed';
    if (this.replaced.has(logicalId)) return 'replaced';
    return isSame(this.old[logicalId].properties, this.wanted(logicalId).properties) ? undefined : 'changed';
  }

  /** One that is replaced is another one for those that refer to it. */
  private findReplaced() {
    const candidates = Object.keys(this.stack.resources).filter(logicalId => this.old[logicalId]);
    for (let size = -1; size < this.replaced.size;) {
      size = this.replaced.size;
      candidates.filter(logicalId => this.isReplaced(logicalId)).forEach(logicalId => this.replaced.add(logicalId));
    }
  }

  private isReplaced(logicalId: string): boolean {
    const { type, properties } = this.wanted(logicalId);
    return (this.schemas.get(type)?.replacing ?? []).some(path => !isSame(at(this.old[logicalId].properties, path), at(properties, path)));
  }

  private resource(logicalId: string): TemplateResource {
    return this.stack.resources[logicalId] ?? this.deployed!.resources[logicalId];
  }

  private wanted(logicalId: string): Resource {
    return resourceOf(this.stack, logicalId, this.idOf);
  }

  private readonly idOf = (logicalId: string) => {
    const name = nameIn(this.stack)(logicalId);
    return this.replaced.has(logicalId) ? `${name} (new)` : name;
  };
}

function nameIn(stack: Stack) {
  return (logicalId: string) => logicalId.startsWith('AWS::') ? logicalId : `${stack.region} ${stack.name}/${logicalId}`;
}

function resourceOf(stack: Stack, logicalId: string, idOf: (logicalId: string) => string): Resource {
  const { Type, Properties = {} } = stack.resources[logicalId];
  return { id: idOf(logicalId), region: stack.region, type: Type, properties: withIds(Properties, idOf) };
}

function at(properties: Record<string, any>, path: string): unknown {
  return path.split('.').reduce<any>((value, name) => value?.[name], properties);
}
