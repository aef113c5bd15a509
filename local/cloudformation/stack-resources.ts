import { AssembledStack, CloudFormationResource } from './assembly';
import { Intrinsics } from './intrinsics';
import { Identity, Resource } from './resource';

/** What is known of a service's resources. */
interface KnownResources {
  readonly types: readonly string[];
  readonly identities?: Readonly<Record<string, Identity>>;
}

/** The resources of one stack, and what they are called on this machine. */
export class StackResources {
  readonly all: Resource[];
  private readonly byId: Map<string, Resource>;
  private readonly intrinsics: Intrinsics;

  private readonly identities: ReadonlyMap<string, Identity>;
  private readonly types: ReadonlySet<string>;

  /**
   * @param templates of the services whose resources are asked for, or referred to by them
   * @param around the stacks of the app, which are there when something is asked for
   */
  constructor(
    readonly stack: AssembledStack,
    templates: readonly KnownResources[],
    private readonly around: readonly StackResources[] = [],
  ) {
    this.identities = new Map(templates.flatMap(({ identities = {} }) => Object.entries(identities)));
    this.types = new Set(templates.flatMap(({ types }) => types));
    this.intrinsics = new Intrinsics(stack, {
      ref: logicalId => this.withIdentity(logicalId, (identity, resource) => identity.ref(resource)),
      attribute: (logicalId, name) => this.withIdentity(logicalId, (identity, resource) => identity.attributes?.[name]?.(resource)),
    });
    this.all = Object.entries(stack.template.Resources ?? {})
      .filter(([logicalId, { Condition }]) => !Condition || this.intrinsics.condition(Condition, `${stack.name}/${logicalId}`))
      .map(([logicalId, resource]) => this.describe(logicalId, resource));
    this.byId = new Map(this.all.map(resource => [resource.logicalId, resource]));
  }

  ofType(...types: string[]): Resource[] {
    return this.all.filter(resource => types.includes(resource.type));
  }

  /** Whether a type is read here, or changes nothing that a caller could see. */
  isRead(type: string): boolean {
    return this.types.has(type);
  }

  /** All resources of the app in the Region of this stack. */
  get ofRegion(): Resource[] {
    return this.around.filter(({ stack }) => stack.region === this.stack.region).flatMap(({ all }) => all);
  }

  /** What `Fn::GetAtt` gives for one of these resources. */
  attribute(resource: Resource, name: string): string {
    return this.identityOf(resource).attributes![name](resource);
  }

  /** What an output would have for a value. */
  output(name: string): any {
    return this.intrinsics.resolve(this.stack.template.Outputs?.[name]?.Value, `Output ${name} of ${this.stack.name}`);
  }

  private withIdentity<T>(logicalId: string, then: (identity: Identity, resource: Resource) => T): T | undefined {
    const resource = this.byId.get(logicalId);
    const identity = resource && this.identities.get(resource.type);
    return identity && then(identity, resource);
  }

  private identityOf(resource: Resource): Identity {
    const identity = this.identities.get(resource.type);
    if (!identity) throw new Error(`${resource.path} (${resource.type}) has no name on this machine`);
    return identity;
  }

  private describe(logicalId: string, { Type: type, Properties: properties = {}, Metadata: metadata = {} }: CloudFormationResource): Resource {
    const path = (metadata['aws:cdk:path'] as string | undefined)?.replace(/\/Resource$/, '') ?? `${this.stack.name}/${logicalId}`;
    const { intrinsics } = this;
    const identityOf = (resource: Resource) => this.identityOf(resource);
    const where = (name: string) => `${name} of ${path} (${type})`;
    return {
      logicalId,
      type,
      path,
      stack: this.stack,
      get ref() { return identityOf(this).ref(this); },
      property: name => intrinsics.resolve(properties[name], where(name)),
      eachOf: (name, key) => resolveEach((properties[name] as any)?.[key] ?? {}, (value, entry) => intrinsics.resolve(value, `${name}.${entry}`)),
      has: name => intrinsics.isGiven(properties[name], where(name)),
    };
  }
}

function resolveEach(object: Record<string, unknown>, resolve: (value: unknown, key: string) => any) {
  const values: Record<string, any> = {};
  const problems: Record<string, string> = {};
  for (const [key, value] of Object.entries(object)) {
    try {
      values[key] = resolve(value, key);
    } catch (error) {
      problems[key] = (error as Error).message;
    }
  }
  return { values, problems };
}
