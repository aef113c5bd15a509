/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, any>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A stack of an assembly. */
export interface Stack {
  readonly name: string;
  readonly region: string;
  readonly resources: Record<string, TemplateResource>;
  /** The names of the stacks that come before it. */
  readonly after: string[];
}

/** A resource as it is on AWS. */
export interface Resource {
  /** Its Region, its stack and its logical ID, e.g. "eu-west-1 Shop-eu-west-1/Api"; one that takes the place of another has a name of its own. */
  readonly id: string;
  readonly region: string;
  readonly type: string;
  /** Those of the template, with the ids of resources in place of their logical IDs. */
  readonly properties: Record<string, any>;
}

/** What is on AWS at a time, by id. */
export type World = ReadonlyMap<string, Resource>;

/** The resource that a property refers to. */
export function referredBy(world: World, value: any): Resource | undefined {
  return world.get(value?.Ref ?? [value?.['Fn::GetAtt']].flat()[0]);
}

/** Replaces logical IDs by ids in references. */
export function withIds(value: any, idOf: (logicalId: string) => string): any {
  if (Array.isArray(value)) return value.map(item => withIds(item, idOf));
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.Ref === 'string') return { Ref: idOf(value.Ref) };
  if (Array.isArray(value['Fn::GetAtt'])) return { 'Fn::GetAtt': [idOf(value['Fn::GetAtt'][0]), ...value['Fn::GetAtt'].slice(1)] };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withIds(inner, idOf)]));
}

export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** A value as text, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) => typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => one < other ? -1 : 1)) : inner) ?? 'undefined';
}
