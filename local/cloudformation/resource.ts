import { createHash } from 'crypto';
import { AssembledStack } from './assembly';
import { partition } from '../machine/aws-regions';

/** One resource of a stack, its properties resolved when they are asked for. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** The construct path where the template has it, else the stack and the logical ID: for messages. */
  readonly path: string;
  readonly stack: AssembledStack;
  /** What `Ref` gives. */
  readonly ref: string;
  property(name: string): any;
  /** A property with a text that is nothing's name in place of what does not resolve. */
  known(name: string): any;
  /** One entry of a property that is an object, or of an object in it. */
  entry(property: string, ...keys: string[]): any;
  /** An object's properties one by one: those that resolve, and what is wrong with each of the others. */
  eachOf(property: string, key: string): { values: Record<string, any>; problems: Record<string, string> };
  /** A property as it is written, with its conditions decided. */
  outline(name: string): any;
  /** Whether the template has the property, whatever it refers to. */
  has(name: string): boolean;
}

/** How `Ref` and `Fn::GetAtt` of one resource type come about. */
export interface Identity {
  readonly ref: (resource: Resource) => string;
  readonly attributes?: Record<string, (resource: Resource) => string>;
}

/** A made-up id that is the same at every start. */
export function id(resource: Resource, length: number): string {
  const { name, region } = resource.stack;
  const hash = createHash('sha256').update(`${region}/${name}/${resource.logicalId}`).digest('hex');
  return BigInt(`0x${hash}`).toString(36).slice(0, length);
}

export function uuid(resource: Resource): string {
  const { name, region } = resource.stack;
  const hash = createHash('sha256').update(`${region}/${name}/${resource.logicalId}`).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(12, 15)}`, `8${hash.slice(15, 18)}`, hash.slice(18, 30)].join('-');
}

export function arn({ stack: { region, accountId } }: Pick<Resource, 'stack'>, service: string, rest: string): string {
  return `arn:${partition(region).name}:${service}:${region}:${accountId}:${rest}`;
}

/** The name that a property gives, or one like CloudFormation's. */
export function named(property: string): (resource: Resource) => string {
  return resource => resource.property(property) ?? `${resource.stack.name}-${resource.logicalId}-${id(resource, 8)}`;
}

/** What is wrong with a resource, in a line that names it already. */
export function problemOf({ path, type }: Resource, error: unknown): string {
  return (error as Error).message.replace(` of ${path} (${type})`, '');
}
