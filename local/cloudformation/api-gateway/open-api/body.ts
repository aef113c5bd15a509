import * as fs from 'fs';
import { partition } from '../../../machine/aws-regions';
import { AssembledStack } from '../../assembly';
import { Resource } from '../../resource';
import { parseYaml } from '../../yaml';

const INCLUDE = 'Fn::Transform';

/** The OpenAPI definition of an API, if it has one: its conditions decided, and its other intrinsic functions as they are written. */
export function readBody(api: Resource): any {
  const [inline, location] = [api.outline('Body'), api.outline('BodyS3Location')];
  return inline === undefined && location === undefined ? undefined : withIncluded(inline ?? readFile(api.stack, location), api.stack);
}

/** What `AWS::Include` brings stands beside what is there. */
function withIncluded(value: any, stack: AssembledStack): any {
  if (Array.isArray(value)) return value.map(element => withIncluded(element, stack));
  if (typeof value !== 'object' || value === null) return value;
  const { [INCLUDE]: include, ...rest } = value;
  const all = include ? { ...readFile(stack, include.Parameters?.Location ?? include), ...rest } : rest;
  return Object.fromEntries(Object.entries(all).map(([key, element]) => [key, withIncluded(element, stack)]));
}

/** An asset of the stack, by a location that has its key. API Gateway knows three variables of AWS in it. */
function readFile(stack: AssembledStack, location: unknown): any {
  const written = JSON.stringify(location);
  const [, file] = [...stack.assets].find(([key]) => written.includes(key)) ?? [];
  if (file === undefined) throw new Error(`${written} is not in the cloud assembly`);
  const variables: Record<string, string> = { Region: stack.region, AccountId: stack.accountId, Partition: partition(stack.region).name };
  return parseYaml(fs.readFileSync(file, 'utf8').replace(/\$\{AWS::(\w+)\}/g, (whole, name) => variables[name] ?? whole));
}
