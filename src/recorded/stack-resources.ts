import { CfnResource, Stack } from 'aws-cdk-lib';
import { isSynthesized, isUnset, renderIfPossible } from '../synthesis/rendered-resource';
import { referenceOf, textOf } from '../synthesis/template-values';

/** The resources of one stack, as its template has them. */
export class StackResources {
  readonly all: StackResource[];
  private byLogicalId?: Map<string, StackResource>;

  constructor(readonly stack: Stack) {
    this.all = stack.node.findAll().filter(CfnResource.isCfnResource)
      .filter(resource => Stack.of(resource) === stack && isSynthesized(resource)).map(resource => new StackResource(resource));
  }

  ofType(type: string): StackResource[] {
    return this.all.filter(resource => resource.type === type);
  }

  /** What a value refers to. */
  referred(value: unknown): StackResource | undefined {
    this.byLogicalId ??= new Map(this.all.map(resource => [resource.logicalId, resource]));
    return this.byLogicalId.get(referenceOf(value) ?? '');
  }
}

export class StackResource {
  readonly type: string;
  private rendered?: { [property: string]: any };

  constructor(private readonly construct: CfnResource) {
    this.type = construct.cfnResourceType;
  }

  get logicalId(): string {
    return Stack.of(this.construct).resolve(this.construct.logicalId);
  }

  get properties(): { [property: string]: any } {
    return this.rendered ??= renderIfPossible(this.construct).Properties ?? {};
  }

  /** A property that is known before deployment. */
  literal(property: string): string | undefined {
    if (isUnset(this.construct, property)) return undefined;
    const text = textOf(this.properties[property], Stack.of(this.construct).region);
    return text?.includes('${') ? undefined : text;
  }
}
