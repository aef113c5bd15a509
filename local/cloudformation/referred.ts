import { Definitions } from './deployed';
import { resolvable } from './resolvable';
import { Resource } from './resource';
import { StackResources } from './stack-resources';
import { Unsupported } from './unsupported-definition';
import { hasStageVariables } from '../services/api-gateway/stage-variables';

type Defined = Pick<Definitions, 'functions' | 'absentFunctions' | 'restApis' | 'httpApis' | 'tables'>;

/**
 * The tables and functions that an app only refers to, as far as its templates tell: tables by the ARNs in policies and in
 * the environment of functions, functions by the routes and authorizers that lead to them.
 */
export function findReferred(stacks: StackResources[], defined: Defined): Unsupported[] {
  const functions = [...defined.functions, ...defined.absentFunctions];
  return [
    ...distinct(stacks.flatMap(referredTables))
      .filter(({ name, region }) => !defined.tables.some(({ tableName, regions }) => tableName === name && regions.includes(region)))
      .map(({ name, region }) => ({
        type: 'AWS::DynamoDB::Table', path: name, region, meaning: 'no template defines it, so that it is not on this machine: requests for it fail',
      })),
    ...distinct(referredFunctions(defined))
      .filter(({ name, region }) => !functions.some(({ functionName, region: own }) => functionName === name && own === region))
      .map(({ name, region }) => ({
        type: 'AWS::Lambda::Function', path: name, region, meaning: 'no template defines it, so that it is not on this machine: its routes answer 501',
      })),
  ];
}

interface Reference {
  readonly name: string;
  readonly region: string;
}

function distinct(references: Reference[]): Reference[] {
  return [...new Map(references.map(reference => [JSON.stringify(reference), reference])).values()];
}

function referredFunctions({ restApis, httpApis }: Defined): Reference[] {
  const methods = [
    ...restApis.flatMap(api => api.methods.map(method => ({ ...method, region: api.region }))),
    ...httpApis.flatMap(api => api.routes.map(route => ({ ...route, region: api.region }))),
  ];
  return methods.flatMap(({ region, integration, authorizer }) => [
    ...authorizer && 'functionName' in authorizer ? [{ name: authorizer.functionName, region }] : [],
    ...'functionName' in integration && !hasStageVariables(integration.functionName) ? [{ name: integration.functionName, region }] : [],
  ]);
}

function referredTables(resources: StackResources): Reference[] {
  return [
    ...resources.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy').flatMap(statementsOf),
    ...resources.ofType('AWS::IAM::Role').flatMap(role => resolvable(role, 'Policies') ?? []),
    ...resources.ofType('AWS::Lambda::Function').flatMap(fn => Object.values(fn.eachOf('Environment', 'Variables').values)),
  ].flatMap(tablesIn);
}

/** One by one, for some may refer to what is not on this machine. */
function statementsOf(policy: Resource): unknown[] {
  return Object.values(policy.eachOf('PolicyDocument', 'Statement').values);
}

/** The tables whose ARNs are anywhere in a value; a name with a wildcard is of no table in particular. */
function tablesIn(value: unknown): Reference[] {
  const arns = JSON.stringify(value ?? null).matchAll(/arn:[\w-]+:dynamodb:([a-z0-9-]+):\d*:table\/([a-zA-Z0-9_.-]+)(?![a-zA-Z0-9_.*?-])/g);
  return [...arns].map(([, region, name]) => ({ region, name }));
}
