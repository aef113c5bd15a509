import { CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CheckedApi } from './checked-api';
import { referenceOf } from './template-values';
import { GlobalTableBase } from '../global-table-base';
import { renderResource } from '../rendered-resource';

/** Where a stack will be that has no Region of its own. */
export const ANY_REGION = '${AWS::Region}';

/** A resource of a template, with what overrides made of it. */
export class Resource {
  readonly type: string;
  readonly stack: Stack;
  private resolved?: { [property: string]: any };

  constructor(readonly construct: CfnResource) {
    this.type = construct.cfnResourceType;
    this.stack = Stack.of(construct);
  }

  /** A stack may be for any Region. */
  get region(): string {
    return Token.isUnresolved(this.stack.region) ? ANY_REGION : this.stack.region;
  }

  /** As in the template. */
  get properties(): { [property: string]: any } {
    return this.resolved ??= renderResource(this.construct)?.Properties ?? {};
  }

  get logicalId(): string {
    return this.stack.resolve(this.construct.logicalId);
  }

  /** The construct that people know it by: the one around, if this is its main resource. */
  get owner(): IConstruct {
    const { scope } = this.construct.node;
    return scope && scope.node.defaultChild === this.construct ? scope : this.construct;
  }

  /** The path from the stack down to the owner, without Regions' names: the same in each Region. */
  get place(): string {
    return this.owner.node.path.slice(this.stack.node.path.length).replaceAll(this.region, '');
  }
}

/**
 * All that one assembly, the app's or a stage's, deploys, by one walk of its tree; with what its APIs have in stages of their own.
 *
 * What other stages deploy is not in it, as they may be of other accounts.
 */
export class DeployedResources {
  readonly apis: CheckedApi[] = [];
  readonly tables: GlobalTableBase[] = [];
  private readonly byType = new Map<string, Resource[]>();
  private readonly byLogicalId = new Map<string, Map<Stack, Map<string, Resource>>>();

  constructor(stage: Stage, checkedApis: WeakMap<IConstruct, CheckedApi>) {
    this.walk(stage, checkedApis);
    const regions = this.apis.flatMap(({ regionalApis }) => regionalApis.map(regionalApi => Stage.of(regionalApi)!));
    new Set(regions.filter(other => other !== stage)).forEach(other => this.walk(other, new WeakMap()));
  }

  all(): Resource[] {
    return [...this.byType.values()].flat();
  }

  ofType(...types: string[]): Resource[] {
    return types.flatMap(type => this.byType.get(type) ?? []);
  }

  /** What a value of a resource refers to by `Ref` or `Fn::GetAtt`, if it is of these types and in the same stack. */
  referredBy({ stack }: { readonly stack: Stack }, value: unknown, ...types: string[]): Resource | undefined {
    const logicalId = referenceOf(value);
    if (logicalId === undefined) return undefined;
    return types.map(type => this.logicalIds(type).get(stack)?.get(logicalId)).find(Boolean);
  }

  private logicalIds(type: string): Map<Stack, Map<string, Resource>> {
    let stacks = this.byLogicalId.get(type);
    if (!stacks) {
      this.byLogicalId.set(type, stacks = new Map());
      for (const resource of this.ofType(type)) {
        const resources = stacks.get(resource.stack) ?? new Map();
        stacks.set(resource.stack, resources.set(resource.logicalId, resource));
      }
    }
    return stacks;
  }

  private walk(construct: IConstruct, checkedApis: WeakMap<IConstruct, CheckedApi>) {
    if (CfnResource.isCfnResource(construct)) {
      const { cfnResourceType: type } = construct;
      const resources = this.byType.get(type);
      if (resources) resources.push(new Resource(construct));
      else this.byType.set(type, [new Resource(construct)]);
    } else if (checkedApis.has(construct)) {
      this.apis.push(checkedApis.get(construct)!);
    } else if (construct instanceof GlobalTableBase) {
      this.tables.push(construct);
    }
    for (const child of construct.node.children) {
      if (!Stage.isStage(child)) this.walk(child, checkedApis);
    }
  }
}
