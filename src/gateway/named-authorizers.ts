import { Duration } from 'aws-cdk-lib';
import { AuthorizerSettings } from './authorizer';
import { refusal } from '../synthesis/refusal';

/** The settings of authorizers of these kinds. */
export type Settings<Kind extends AuthorizerSettings['kind']> = Extract<AuthorizerSettings, { kind: Kind }>;

/** The authorizers of one API: one for each name, however many routes have it. */
export class NamedAuthorizers<Named extends AuthorizerSettings & { name: string }, Created> {
  private readonly known = new Map<string, { settings: Named; authorizer: Created }>();

  constructor(private readonly create: (settings: Named) => Created) {}

  find(settings: Named): Created {
    const known = this.known.get(settings.name) ?? { settings, authorizer: this.create(settings) };
    if (!isSameAuthorizer(known.settings, settings)) {
      throw refusal('`name` of an authorizer must be given to one authorizer in an API', settings.name);
    }
    this.known.set(settings.name, known);
    return known.authorizer;
  }
}

/** Whether two authorizers are one, and so may have one name. Scopes are a route's. */
function isSameAuthorizer(one: AuthorizerSettings, other: AuthorizerSettings): boolean {
  const [left, right] = [one, other].map(settings => new Map(Object.entries(settings).filter(([key, value]) => key !== 'scopes' && value !== undefined)));
  return left.size === right.size && [...left].every(([key, value]) => isSame(value, right.get(key)));
}

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Duration && other instanceof Duration) {
    return one.toMilliseconds() === other.toMilliseconds();
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, i) => item === other[i]);
  }
  return one === other;
}
