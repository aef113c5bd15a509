import { Duration } from 'aws-cdk-lib';
import { AuthorizerSettings } from './authorizer';

/** Whether two authorizers are one, and so may have one name. Scopes are a route's. */
export function isSameAuthorizer(one: AuthorizerSettings, other: AuthorizerSettings): boolean {
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
