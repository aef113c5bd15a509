import { ServiceTemplate } from './service-template';
import { StackResources } from './stack-resources';
import { Unsupported } from './unsupported-definition';

interface Told extends Unsupported {
  readonly isToldOnce?: boolean;
}

/** What is in a stack's template and not on this machine, or not in full. */
export function findUnsupported(resources: StackResources, templates: readonly ServiceTemplate[]): Unsupported[] {
  const limits = templates.flatMap(template => template.limits ?? []);
  const absences: Record<string, string> = Object.assign({}, ...templates.map(template => template.absences));
  return toldOnce(resources.all.flatMap(resource => {
    const { type, path, stack: { region } } = resource;
    const told = (meanings: string[], isToldOnce?: boolean) => meanings.map(meaning => ({ type, path, region, meaning, isToldOnce }));
    return resources.isRead(type)
      ? limits.filter(limit => limit.type === type).flatMap(limit => told(limit.meanings(resource, resources), limit.isToldOnce))
      : told([absences[type] ?? 'it is not run here']);
  }));
}

/** Of those that are told once, the first has the names of all. */
function toldOnce(all: Told[]): Unsupported[] {
  return all.flatMap(({ isToldOnce, ...one }, at) => {
    if (!isToldOnce) return [one];
    const alike = all.filter(({ type, meaning }) => type === one.type && meaning === one.meaning);
    return alike[0] === all[at] ? [{ ...one, path: alike.map(({ path }) => path).join(', ') }] : [];
  });
}
