import { CfnResource, Stack } from 'aws-cdk-lib';

/** What a template says of one resource. */
export interface RenderedResource {
  readonly Properties?: Record<string, any>;
  readonly DependsOn?: string | string[];
  readonly [attribute: string]: unknown;
}

/** A resource as its template will have it, overrides included. CDK renders a function in the same way to name its versions. */
export function renderResource(resource: CfnResource): RenderedResource {
  const { _toCloudFormation: render } = resource as unknown as { _toCloudFormation(): object };
  const { Resources = {} } = Stack.of(resource).resolve(render.call(resource));
  const [rendered = {}] = Object.values(Resources);
  return rendered as RenderedResource;
}

/** Nothing of what CDK cannot render, which it tells by itself. */
export function renderIfPossible(resource: CfnResource): RenderedResource {
  try {
    return renderResource(resource);
  } catch {
    return {};
  }
}

/** Whether nobody gave or overrode a property: known without rendering the resource, which takes most of the time of looking for a few. */
export function isUnset(resource: CfnResource, property: string): boolean {
  const { cfnProperties, rawOverrides } = resource as unknown as { cfnProperties: Record<string, unknown>; rawOverrides: object };
  return [property, `${property[0].toLowerCase()}${property.slice(1)}`].every(name => cfnProperties[name] === undefined)
    && Object.keys(rawOverrides).length === 0;
}

/** Whether its template will have it: CDK leaves out, say, a policy that is attached to nothing. */
export function isSynthesized(resource: CfnResource): boolean {
  return (resource as unknown as { shouldSynthesize(): boolean }).shouldSynthesize();
}
