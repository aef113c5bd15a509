import { problemOf, Resource } from './resource';
import { Limit, ServiceTemplate } from './service-template';
import { StackResources } from './stack-resources';
import { Unsupported } from './unsupported-definition';

interface Told extends Unsupported {
  readonly isToldOnce?: boolean;
}

/** What is in a stack's template and not on this machine, or not in full. */
export function findUnsupported(resources: StackResources, templates: readonly ServiceTemplate[]): Unsupported[] {
  const limits = templates.flatMap(template => template.limits ?? []);
  const absences: Record<string, string> = Object.assign({}, ...templates.map(template => template.absences));
  const unread = new Map(resources.unread);
  const { name, region } = resources.stack;
  return [
    ...resources.missingParameters.map(parameter =>
      ({ type: 'Parameter', path: `${name}/${parameter}`, region, meaning: `it has no value: give it one with \`--parameters ${parameter}=<value>\`` })),
    ...resources.unread.map(([resource, problem]) => told(resource, `${problem}: it is not run here`)),
    ...toldOnce(resources.all.filter(resource => !unread.has(resource)).flatMap(resource => resources.isRead(resource.type)
      ? limits.filter(({ type }) => type === resource.type).flatMap(limit =>
        meaningsOf(limit, resource, resources).map(meaning => ({ ...told(resource, meaning), isToldOnce: limit.isToldOnce })))
      : [told(resource, absences[resource.type] ?? 'it is not run here')])),
  ];
}

function told({ type, path, stack: { region } }: Resource, meaning: string): Unsupported {
  return { type, path, region, meaning };
}

/** A limit of what cannot be resolved is that it cannot. */
function meaningsOf(limit: Limit, resource: Resource, resources: StackResources): string[] {
  try {
    return limit.meanings(resource, resources);
  } catch (error) {
    return [problemOf(resource, error)];
  }
}

/** Of those that are told once, the first has the names of all. */
function toldOnce(all: Told[]): Unsupported[] {
  return all.flatMap(({ isToldOnce, ...one }, at) => {
    if (!isToldOnce) return [one];
    const alike = all.filter(({ type, meaning }) => type === one.type && meaning === one.meaning);
    return alike[0] === all[at] ? [{ ...one, path: alike.map(({ path }) => path).join(', ') }] : [];
  });
}
