/** The logical ID that a value is a `Ref` to, or a `Fn::GetAtt` of. */
export function referenceOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (typeof value.Ref === 'string') return value.Ref;
  const [attribute] = listOf(value['Fn::GetAtt']);
  return typeof attribute === 'string' ? attribute.split('.')[0] : undefined;
}

/** The logical IDs that a part of a template refers to. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, argument]) => {
    const reference = referenceOf({ [key]: argument });
    if (reference !== undefined) return [reference];
    return key === 'Fn::Sub' ? referencesInText(argument) : referencesIn(argument);
  });
}

/** Variables of the text's own are taken for resources, too: there are none of such a name. */
function referencesInText(argument: string | [string, object]): string[] {
  const [text, variables] = [argument].flat() as [string, object?];
  return [...[...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.split('.')[0]), ...referencesIn(variables)];
}

/**
 * A value as a text, with what is known after deployment only as `${…}`: the logical ID or pseudo parameter, and the attribute.
 * The Region is known.
 */
export function textOf(value: unknown, region: string): string | undefined {
  if (typeof value === 'string') return value.replaceAll('${AWS::Region}', region);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isObject(value)) return undefined;
  if (value.Ref === 'AWS::Region') return region;
  if (value.Ref) return `\${${value.Ref}}`;
  if (value['Fn::GetAtt']) return `\${${[value['Fn::GetAtt']].flat().join('.')}}`;
  if (value['Fn::Join']) {
    const [separator, parts] = value['Fn::Join'];
    return Array.isArray(parts) ? parts.map(part => textOf(part, region) ?? '${?}').join(separator) : undefined;
  }
  return typeof value['Fn::Sub'] === 'string' ? textOf(value['Fn::Sub'], region) : undefined;
}

/** A list, whether the template has one, a single value, or none. */
export function listOf(value: unknown): any[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

export function isObject(value: unknown): value is { [key: string]: any } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
