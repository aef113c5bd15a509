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
  const { Resources } = Stack.of(resource).resolve(render.call(resource));
  const [rendered] = Object.values(Resources);
  return rendered as RenderedResource;
}

/** The logical ids that a part of a template refers to. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, argument]) => {
    switch (key) {
      case 'Ref': return [String(argument)];
      case 'Fn::GetAtt': return [[argument].flat()[0].split('.')[0]];
      case 'Fn::Sub': return referencesInText(argument);
      default: return referencesIn(argument);
    }
  });
}

/** Variables of the text's own are taken for resources, too: there are none of such a name. */
function referencesInText(argument: string | [string, object]): string[] {
  const [text, variables] = [argument].flat() as [string, object?];
  return [...[...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.split('.')[0]), ...referencesIn(variables)];
}
