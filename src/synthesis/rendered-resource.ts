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

/** Whether its template will have it: CDK leaves out, say, a policy that is attached to nothing. */
export function isSynthesized(resource: CfnResource): boolean {
  return (resource as unknown as { shouldSynthesize(): boolean }).shouldSynthesize();
}
