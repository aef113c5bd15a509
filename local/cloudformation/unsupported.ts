import { ServiceTemplate } from './service-template';
import { StackResources } from './stack-resources';
import { Unsupported } from './unsupported-definition';

/** What is in a stack's template and not on this machine, or not in full. */
export function findUnsupported(resources: StackResources, templates: readonly ServiceTemplate[]): Unsupported[] {
  const known = new Set(templates.flatMap(({ types }) => types));
  const limits = templates.flatMap(template => template.limits ?? []);
  const absences: Record<string, string> = Object.assign({}, ...templates.map(template => template.absences));
  return resources.all.flatMap(resource => {
    const { type, path, stack: { region } } = resource;
    const meanings = known.has(type)
      ? limits.filter(limit => limit.type === type).flatMap(limit => limit.meanings(resource, resources))
      : [absences[type] ?? 'it is not run here'];
    return meanings.map(meaning => ({ type, path, region, meaning }));
  });
}
