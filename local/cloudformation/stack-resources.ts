import { AssembledStack, CloudFormationResource } from './assembly';
import { Intrinsics } from './intrinsics';
import { resolvable } from './resolvable';
import { Identity, problemOf, Resource } from './resource';
import { secretName, secretString } from './secret-string';

/** What is known of a service's resources. */
interface KnownResources {
  readonly types: readonly string[];
  readonly identities?: Readonly<Record<string, Identity>>;
}

/** What is beside a stack in its app. */
export interface Surroundings {
  /** All stacks, nested ones included. */
  readonly stacks: readonly StackResources[];
  /** Resources that are left out, each with the reason. */
  readonly unread: Map<Resource, string>;
  /** The resource that a nested stack is of its parent. */
  readonly nestedIn?: Resource;
}

/** The resources of one stack, and what they are called on this machine. */
export class StackResources {
  readonly all: Resource[];
  private readonly byId: Map<string, Resource>;
  private readonly intrinsics: Intrinsics;
  private readonly identities: ReadonlyMap<string, Identity>;
  private readonly types: ReadonlySet<string>;
  private readonly around: Surroundings;

  /** @param templates of the services whose resources are asked for, or referred to by them */
  constructor(readonly stack: AssembledStack, templates: readonly KnownResources[], around?: Surroundings) {
    this.around = around ?? { stacks: [this], unread: new Map() };
    this.identities = new Map(templates.flatMap(({ identities = {} }) => Object.entries(identities)));
    this.types = new Set(templates.flatMap(({ types }) => types));
    this.intrinsics = new Intrinsics(stack, {
      ref: logicalId => this.withIdentity(logicalId, (identity, resource) => identity.ref(resource)),
      attribute: (logicalId, name) => this.madeByDeployment(logicalId, name)
        ?? this.withIdentity(logicalId, (identity, resource) => identity.attributes?.[name]?.(resource)),
      parameter: name => this.around.nestedIn?.entry('Parameters', name),
      exported: name => firstOf(this.ofSameRegion, peer => peer.exported(name)),
      output: (name, output, region) => this.around.stacks.find(peer => peer.stack.name === name && peer.stack.region === region)?.output(output),
      stored: name => stack.values?.parameters[name] ?? this.ofTypeInRegion('AWS::SSM::Parameter').find(parameter => resolvable(parameter, 'Name') === name)?.property('Value'),
      secret: name => this.secret(name),
    });
    const resources = Object.entries(stack.template.Resources ?? {}).map(([logicalId, resource]) => this.describe(logicalId, resource));
    this.all = resources.filter(resource => this.isCreated(resource));
    this.byId = new Map(this.all.map(resource => [resource.logicalId, resource]));
  }

  ofType(...types: string[]): Resource[] {
    return this.all.filter(resource => types.includes(resource.type));
  }

  /** Whether a type is read here, or changes nothing that a caller could see. */
  isRead(type: string): boolean {
    return this.types.has(type);
  }

  /** Those of all stacks of the app in the Region of this one. */
  ofTypeInRegion(...types: string[]): Resource[] {
    return this.ofSameRegion.flatMap(peer => peer.ofType(...types));
  }

  /** All resources of the app in the Region of this stack. */
  get ofRegion(): Resource[] {
    return this.ofSameRegion.flatMap(({ all }) => all);
  }

  /** What is made of each resource. One that refers to what is not known here is left out, and told of. */
  read<T>(resources: Resource[], make: (resource: Resource) => T): T[] {
    return resources.flatMap(resource => {
      try {
        return [make(resource)];
      } catch (error) {
        this.around.unread.set(resource, problemOf(resource, error));
        return [];
      }
    });
  }

  /** Those of this stack that were left out, each with the reason. */
  get unread(): [Resource, string][] {
    return [...this.around.unread].filter(([{ stack }]) => stack === this.stack);
  }

  /** The stack that is nested in this one as a resource, if its template is in the assembly. */
  nested(resource: Resource): StackResources | undefined {
    return this.around.stacks.find(({ around }) => around.nestedIn === resource);
  }

  /** What `Fn::GetAtt` gives for one of these resources. */
  attribute(resource: Resource, name: string): string {
    return this.identityOf(resource).attributes![name](resource);
  }

  /** What an output would have for a value. */
  output(name: string): any {
    return this.intrinsics.resolve(this.stack.template.Outputs?.[name]?.Value, `Output ${name} of ${this.stack.name}`);
  }

  /** The parameters that nothing gives a value. */
  get missingParameters(): string[] {
    const { template: { Parameters: parameters = {} }, parameters: given } = this.stack;
    return Object.keys(parameters).filter(name => parameters[name].Default === undefined && given?.[name] === undefined && !this.around.nestedIn);
  }

  /** What a secret holds at first that this Region has, by its name or ARN, the end of which may be missing. */
  private secret(id: string): string | undefined {
    const [, asked = id] = /^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:(.+)$/.exec(id) ?? [];
    const found = this.around.stacks.flatMap(peer => peer.ofType('AWS::SecretsManager::Secret')).find(secret => {
      const replicas: { Region: string }[] = resolvable(secret, 'ReplicaRegions') ?? [];
      const isHere = [secret.stack.region, ...replicas.map(({ Region }) => Region)].includes(this.stack.region);
      return isHere && (asked === secretName(secret) || secret.ref.endsWith(`:secret:${asked}`));
    });
    return found ? secretString(found) : this.stack.values?.secrets[asked];
  }

  private get ofSameRegion(): readonly StackResources[] {
    return this.around.stacks.filter(({ stack }) => stack.region === this.stack.region);
  }

  private isCreated(resource: Resource): boolean {
    const { Condition: condition } = this.stack.template.Resources![resource.logicalId];
    if (!condition) return true;
    try {
      return this.intrinsics.condition(condition, `Condition of ${resource.path} (${resource.type})`);
    } catch (error) {
      this.around.unread.set(resource, problemOf(resource, error));
      return false;
    }
  }

  private exported(name: string): unknown {
    const { Outputs: outputs = {} } = this.stack.template;
    const found = Object.keys(outputs).find(output => outputs[output].Export && this.exportName(output) === name);
    return found && this.output(found);
  }

  private exportName(output: string): unknown {
    try {
      return this.intrinsics.resolve(this.stack.template.Outputs![output].Export!.Name, `Export of output ${output} of ${this.stack.name}`);
    } catch {
      return undefined; // it has no name that another stack could know here
    }
  }

  /** What a deployment would carry over from other stacks: outputs of nested ones, and what CDK's custom resources bring from other Regions. */
  private madeByDeployment(logicalId: string, attribute: string): unknown {
    const resource = this.byId.get(logicalId);
    switch (resource?.type) {
      case 'AWS::CloudFormation::Stack':
        return attribute.startsWith('Outputs.') ? this.nested(resource)?.output(attribute.slice('Outputs.'.length)) : undefined;
      case 'Custom::CrossRegionExportReader':
        return firstOf(this.around.stacks.flatMap(peer => peer.ofType('Custom::CrossRegionExportWriter')), writer => {
          return writer.entry('WriterProps', 'region') === this.stack.region ? writer.entry('WriterProps', 'exports', attribute) : undefined;
        });
      default: return undefined;
    }
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
      known: name => intrinsics.resolveKnown(properties[name], where(name)),
      entry: (name, ...keys) => {
        const whole = where([name, ...keys].join('.'));
        return intrinsics.resolve(keys.reduce((value: any, key) => (value?.['Fn::If'] ? intrinsics.resolve(value, whole) : value)?.[key], properties[name]), whole);
      },
      eachOf: (name, key) => resolveEach((properties[name] as any)?.[key] ?? {}, (value, entry) => intrinsics.resolve(value, `${name}.${entry}`)),
      outline: name => intrinsics.outline(properties[name], where(name)),
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

function firstOf<T>(all: readonly T[], find: (one: T) => unknown): unknown {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
