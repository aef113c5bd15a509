/** The types on a way that leads from a resource of a template back to itself, by whatever CloudFormation takes for a dependency. */
export function circleIn(template: { [section: string]: any }): string[] | undefined {
  const Resources: { [logicalId: string]: { Type: string } } = template.Resources ?? {};
  const open: string[] = [];
  const closed = new Set<string>();
  const visit = (id: string): string[] | undefined => {
    if (closed.has(id)) return undefined;
    if (open.includes(id)) return open.slice(open.indexOf(id));
    open.push(id);
    for (const next of mentioned(Resources[id]).filter(name => name in Resources)) {
      const circle = visit(next);
      if (circle) return circle;
    }
    open.pop();
    closed.add(id);
    return undefined;
  };
  for (const id of Object.keys(Resources)) {
    const circle = visit(id);
    if (circle) return circle.map(name => Resources[name].Type);
  }
  return undefined;
}

/** By Ref, Fn::GetAtt, Fn::Sub and DependsOn, in properties and in the update policy. */
function mentioned(resource: object): string[] {
  const text = JSON.stringify(resource);
  return [
    ...[...text.matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([A-Za-z0-9]+)/g)],
    ...[...text.matchAll(/\$\{([A-Za-z0-9]+)/g)],
  ].map(([, id]) => id).concat((resource as { DependsOn?: string | string[] }).DependsOn ?? []);
}
