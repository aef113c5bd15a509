import { Duration } from 'aws-cdk-lib';
import { refusal } from '../synthesis/refusal';

interface Named {
  readonly name: string;
}

/** The authorizers of one API: one for each name, however many routes have it. */
export class NamedAuthorizers<Created> {
  private readonly known = new Map<string, { settings: Named; authorizer: Created }>();

  getOrCreate<Settings extends Named>(settings: Settings, create: (settings: Settings) => Created): Created {
    const known = this.known.get(settings.name) ?? { settings, authorizer: create(settings) };
    if (!isSameAuthorizer(known.settings, settings)) {
      throw refusal('`name` of an authorizer must be given to one authorizer in an API', settings.name);
    }
    this.known.set(settings.name, known);
    return known.authorizer;
  }
}

/** Whether two authorizers are one, and so may have one name: no two kinds have the same settings. Scopes are a route's. */
function isSameAuthorizer(one: Named, other: Named): boolean {
  const [left, right] = [one, other].map(settings => new Map(Object.entries(settings).filter(([key, value]) => key !== 'scopes' && value !== undefined)));
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}

function isSame(one: unknown, other: unknown): boolean {
  if (isDuration(one) && isDuration(other)) {
    return one.toMilliseconds() === other.toMilliseconds();
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, i) => item === other[i]);
  }
  return one === other;
}

function isDuration(value: unknown): value is Duration {
  return typeof (value as Duration | undefined)?.toMilliseconds === 'function';
}
