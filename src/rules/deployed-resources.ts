import { CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CheckedApi, stagesOf } from './checked-api';
import { Update } from './updates/update';
import { isSynthesized, RenderedResource, renderIfPossible } from '../synthesis/rendered-resource';
import { referenceOf } from '../synthesis/template-values';
import { GlobalTableBase } from '../tables/global-table-base';

/** Where a stack will be that has no Region, or account, of its own. */
export const ANY_REGION = '${AWS::Region}';
export const ANY_ACCOUNT = '${AWS::AccountId}';

/** A resource of a template, with what overrides made of it. */
export class Resource {
  readonly type: string;
  readonly stack: Stack;
  private rendered?: RenderedResource;

  /** @param apiPaths the paths of the APIs whose Regional stacks these are */
  constructor(readonly construct: CfnResource, private readonly apiPaths: Map<IConstruct, string>) {
    this.type = construct.cfnResourceType;
    this.stack = Stack.of(construct);
  }

  /** A stack may be for any Region. */
  get region(): string {
    return Token.isUnresolved(this.stack.region) ? ANY_REGION : this.stack.region;
  }

  /** Without accounts, one is deployed to. */
  get account(): string {
    return Token.isUnresolved(this.stack.account) ? ANY_ACCOUNT : this.stack.account;
  }

  /** As in the template; empty where CDK cannot render it, which it tells by itself. */
  get template(): RenderedResource {
    return this.rendered ??= renderIfPossible(this.construct);
  }

  get properties(): { [property: string]: any } {
    return this.template.Properties ?? {};
  }

  get logicalId(): string {
    return this.stack.resolve(this.construct.logicalId);
  }

  /** The construct that people know it by: the one around, if this is its main resource. */
  get owner(): IConstruct {
    const { scope } = this.construct.node;
    return scope && scope.node.defaultChild === this.construct ? scope : this.construct;
  }

  /** The path of the owner without the Region's name: the same in each Region, however the stacks of an API's Regions are called. */
  get place(): string {
    const { owner, region, apiPaths } = this;
    const regional = owner.node.scopes.find(scope => apiPaths.has(scope));
    const path = regional ? `${apiPaths.get(regional)}:${owner.node.path.slice(regional.node.path.length)}` : owner.node.path;
    return path.replaceAll(region, '');
  }
}

/**
 * All that one assembly, the app's or a stage's, deploys, by one walk of its tree; with what its APIs have in stages of their own.
 *
 * What other stages deploy is not in it, as they may be of other accounts.
 */
export class DeployedResources {
  readonly tables: GlobalTableBase[] = [];
  /** What was recorded of the deployment before, and what is wanted. */
  readonly update: Update;
  private readonly stacks = new Set<Stack>();
  private readonly apiPaths: Map<IConstruct, string>;
  private readonly regionalApis: Set<IConstruct>;
  private readonly byType = new Map<string, Resource[]>();
  private readonly byLogicalId = new Map<string, Map<Stack, Map<string, Resource>>>();

  constructor(stage: Stage, readonly apis: CheckedApi[]) {
    this.apiPaths = new Map(apis.flatMap(({ construct, regionalApis }) => regionalApis.map(({ stack }) => [stack, construct.node.path])));
    this.regionalApis = new Set(apis.flatMap(({ regionalApis }) => regionalApis));
    new Set([stage, ...apis.flatMap(stagesOf)]).forEach(other => this.walk(other));
    this.update = new Update(stage.node.root, [...this.stacks]);
  }

  all(): Resource[] {
    return [...this.byType.values()].flat();
  }

  ofType(...types: string[]): Resource[] {
    return types.flatMap(type => this.byType.get(type) ?? []);
  }

  /** Those in the stacks of the APIs' Regions, any without types. */
  inRegions(...types: string[]): Resource[] {
    const found = types.length > 0 ? this.ofType(...types) : this.all();
    return found.filter(({ region, construct }) => region !== ANY_REGION && construct.node.scopes.some(scope => this.apiPaths.has(scope)));
  }

  /** What a value of a resource refers to by `Ref` or `Fn::GetAtt`, if it is of these types, any without them, and in the same stack. */
  referredBy({ stack }: { readonly stack: Stack }, value: unknown, ...types: string[]): Resource | undefined {
    const logicalId = referenceOf(value);
    if (logicalId === undefined) return undefined;
    const candidates = types.length > 0 ? types : [...this.byType.keys()];
    return candidates.map(type => this.logicalIds(type).get(stack)?.get(logicalId)).find(Boolean);
  }

  /** Whether somebody put a resource into a Region of an API. */
  isOfAnApi({ construct }: Resource): boolean {
    return construct.node.scopes.some(scope => this.regionalApis.has(scope));
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

  private walk(construct: IConstruct) {
    if (Stack.isStack(construct)) {
      this.stacks.add(construct);
    } else if (CfnResource.isCfnResource(construct)) {
      if (isSynthesized(construct)) this.add(new Resource(construct, this.apiPaths));
    } else if (GlobalTableBase._isGlobalTableBase(construct)) {
      this.tables.push(construct);
    }
    for (const child of construct.node.children) {
      if (!Stage.isStage(child)) this.walk(child);
    }
  }

  private add(resource: Resource) {
    const others = this.byType.get(resource.type);
    if (others) others.push(resource);
    else this.byType.set(resource.type, [resource]);
  }
}
