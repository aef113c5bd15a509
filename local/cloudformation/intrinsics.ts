import { AssembledStack } from './assembly';
import { cidrBlocks } from './cidr';
import { dynamicReferences } from './dynamic-references';
import { partition } from '../machine/aws-regions';

/** What a stack's references stand for: to its resources, and to what is beside it. */
export interface References {
  ref(logicalId: string): string | undefined;
  attribute(logicalId: string, name: string): unknown;
  /** The value of a parameter of a nested stack. */
  parameter?(name: string): unknown;
  /** What a stack of the Region exports. */
  exported?(name: string): unknown;
  /** An output of a stack. */
  output?(stack: string, output: string, region: string): unknown;
  /** The value of a parameter in Parameter Store. */
  stored?(name: string): unknown;
  /** What a secret holds, by its name or ARN. */
  secret?(id: string): string | undefined;
}

type Intrinsic = (argument: any, where: string) => unknown;

/** What is not known on this machine, where that may be. */
export const NOT_HERE = '(not on this machine)';

/** `AWS::NoValue`: the property is as if it were not there. */
const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Resolves CloudFormation's intrinsic functions in one stack.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export class Intrinsics {
  private readonly functions: Record<string, Intrinsic> = {
    'Ref': (id, where) => this.ref(id, where),
    'Fn::GetAtt': (path, where) => this.attribute(path, where),
    'Fn::Join': ([separator, values], where) => this.withDynamicReferences(this.resolveList(values, where).join(separator), where),
    'Fn::Sub': (argument, where) => this.substitute(argument, where),
    'Fn::Select': ([index, values], where) => this.select(Number(this.resolve(index, where)), this.resolveList(values, where), where),
    'Fn::Split': ([separator, value], where) => String(this.resolve(value, where)).split(separator),
    'Fn::If': ([condition, yes, no], where) => this.resolveOrNothing(this.condition(condition, where) ? yes : no, where),
    'Fn::Base64': (value, where) => Buffer.from(String(this.resolve(value, where))).toString('base64'),
    'Fn::FindInMap': (keys, where) => this.findInMap(this.resolveList(keys, where).map(String), where),
    'Fn::ImportValue': (name, where) => {
      const resolved = String(this.resolve(name, where));
      return this.known(this.references.exported?.(resolved), where, `export ${resolved}`);
    },
    'Fn::GetStackOutput': (argument, where) => {
      const { StackName: name, OutputName: output, Region: region = this.stack.region } = this.resolve(argument, where);
      return this.known(this.references.output?.(name, output, region), where, `output ${output} of ${name}`);
    },
    'Fn::GetAZs': (region, where) => ['a', 'b', 'c'].map(zone => `${this.resolve(region, where) || this.stack.region}${zone}`),
    'Fn::Cidr': (argument, where) => {
      const [block, count, hostBits = 8] = this.resolveList(argument, where);
      return this.known(cidrBlocks(String(block), Number(count), Number(hostBits)), where, `Fn::Cidr of ${block}`);
    },
    'Fn::Length': (list, where) => this.resolveList(list, where).length,
    'Fn::ToJsonString': (value, where) => JSON.stringify(this.resolve(value, where)),
    'Fn::Equals': ([a, b], where) => this.resolve(a, where) === this.resolve(b, where),
    'Fn::And': (conditions: unknown[], where) => conditions.every(condition => this.resolve(condition, where)),
    'Fn::Or': (conditions: unknown[], where) => conditions.some(condition => this.resolve(condition, where)),
    'Fn::Not': ([condition], where) => !this.resolve(condition, where),
    'Condition': (name, where) => this.condition(name, where),
  };

  constructor(private readonly stack: AssembledStack, private readonly references: References) {}

  /** The value with every intrinsic function replaced; `where` names the resource in errors. */
  resolve(value: unknown, where: string): any {
    const resolved = this.resolveOrNothing(value, where);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  /** The value with its conditions decided, and all else as it is written. */
  outline(value: any, where: string): any {
    if (Array.isArray(value)) return value.filter(element => this.isGiven(element, where)).map(element => this.outline(element, where));
    if (typeof value !== 'object' || value === null) return value;
    if (value['Fn::If']) {
      const [condition, yes, no] = value['Fn::If'];
      return this.outline(this.condition(condition, where) ? yes : no, where);
    }
    return Object.fromEntries(Object.entries(value)
      .filter(([, element]) => this.isGiven(element, where))
      .map(([name, element]) => [name, this.outline(element, where)]));
  }

  /** The same with `NOT_HERE` in place of what cannot be resolved. */
  resolveKnown(value: unknown, where: string): any {
    if (Array.isArray(value)) return value.map(element => this.resolveKnown(element, where)).filter(element => element !== undefined);
    if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, this.resolveKnown(element, where)]));
    try {
      return this.resolve(value, where);
    } catch {
      return NOT_HERE;
    }
  }

  /** Whether a condition of the template holds. */
  condition(name: string, where: string): boolean {
    const condition = this.stack.template.Conditions?.[name];
    if (condition === undefined) throw unresolvable(where, `condition ${name} is not in the template`);
    return Boolean(this.resolve(condition, where));
  }

  /** Whether a property is there, told without resolving what is in it. */
  isGiven(value: any, where: string): boolean {
    if (value?.['Fn::If']) {
      const [condition, yes, no] = value['Fn::If'];
      return this.isGiven(this.condition(condition, where) ? yes : no, where);
    }
    return value !== undefined && value?.Ref !== 'AWS::NoValue';
  }

  private resolveOrNothing(value: unknown, where: string): unknown {
    if (Array.isArray(value)) {
      return value.map(element => this.resolveOrNothing(element, where)).filter(element => element !== NO_VALUE);
    }
    if (typeof value === 'string') return this.withDynamicReferences(value, where);
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const entries = Object.entries(value);
    if (entries.length === 1) {
      const [name, argument] = entries[0];
      if (Object.hasOwn(this.functions, name)) return this.functions[name](argument, where);
      if (name.startsWith('Fn::')) throw unresolvable(where, `${name} is not supported`);
    }
    return Object.fromEntries(entries
      .map(([name, element]) => [name, this.resolveOrNothing(element, where)])
      .filter(([, element]) => element !== NO_VALUE));
  }

  private resolveList(value: unknown, where: string): unknown[] {
    const list = this.resolve(value, where);
    if (!Array.isArray(list)) throw unresolvable(where, `a list is needed, not ${JSON.stringify(list)}`);
    return list;
  }

  private ref(id: string, where: string): unknown {
    const pseudoParameter = this.pseudoParameter(id);
    if (pseudoParameter !== undefined) return pseudoParameter;
    const parameter = this.stack.template.Parameters?.[id];
    if (parameter) {
      return this.parameter(id, parameter, where);
    }
    return this.known(this.references.ref(id), where, `Ref of ${this.describe(id)}`);
  }

  private parameter(name: string, { Type: type = 'String', Default: byDefault }: { Type?: string; Default?: unknown }, where: string): unknown {
    const value = this.references.parameter?.(name) ?? this.stack.parameters?.[name] ?? byDefault;
    if (value === undefined) throw unresolvable(where, `parameter ${name} has no value`);
    if (type === 'Number') return Number(value);
    if (type.startsWith('AWS::SSM::')) {
      const stored = this.references.stored?.(String(value));
      if (stored === undefined) throw unresolvable(where, `parameter ${name} is looked up on AWS, in Parameter Store`);
      return stored;
    }
    return /^(CommaDelimitedList$|List<)/.test(type) ? String(value).split(',').map(element => element.trim()) : value;
  }

  private pseudoParameter(name: string): unknown {
    const { region, accountId, name: stackName } = this.stack;
    const { name: partitionName, dnsSuffix } = partition(region);
    switch (name) {
      case 'AWS::Region': return region;
      case 'AWS::AccountId': return accountId;
      case 'AWS::StackName': return stackName;
      case 'AWS::StackId': return `arn:${partitionName}:cloudformation:${region}:${accountId}:stack/${stackName}/local`;
      case 'AWS::Partition': return partitionName;
      case 'AWS::URLSuffix': return dnsSuffix;
      case 'AWS::NotificationARNs': return [];
      case 'AWS::NoValue': return NO_VALUE;
      default: return undefined;
    }
  }

  private attribute(path: string | [string, string], where: string): unknown {
    const [id, ...rest] = typeof path === 'string' ? path.split('.') : path;
    const name = rest.join('.');
    return this.known(this.references.attribute(id, name), where, `${name} of ${this.describe(id)}`);
  }

  private substitute(argument: string | [string, Record<string, unknown>], where: string): string {
    const [text, variables] = typeof argument === 'string' ? [argument, {} as Record<string, unknown>] : argument;
    const substituted = text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(variables, name)) return String(this.resolve(variables[name], where));
      const value = name.includes('.') ? this.attribute(name, where) : this.ref(name, where);
      if (value === NO_VALUE) throw unresolvable(where, `${name} cannot be part of a text`);
      return String(value);
    });
    return this.withDynamicReferences(substituted, where);
  }

  /** A reference may be put together of parts, each of which is none. */
  private withDynamicReferences(text: string, where: string): string {
    return text.includes('{{resolve:') ? dynamicReferences(text, this.references, reference => unresolvable(where, `${reference} is looked up on AWS`)) : text;
  }

  private select(index: number, values: unknown[], where: string): unknown {
    if (!(index in values)) throw unresolvable(where, `there is no element ${index} in ${JSON.stringify(values)}`);
    return values[index];
  }

  private findInMap([map, first, second]: string[], where: string): unknown {
    return this.known(this.stack.template.Mappings?.[map]?.[first]?.[second], where, `${map}.${first}.${second} of the mappings`);
  }

  private known<T>(value: T | undefined, where: string, what: string): T {
    if (value === undefined) throw unresolvable(where, `${what} is not known on this machine`);
    return value;
  }

  private describe(id: string): string {
    const type = this.stack.template.Resources?.[id]?.Type;
    return type ? `${id} (${type})` : `${id}, which is not in the template,`;
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const [name, ...others] = Object.keys(value);
  return others.length > 0 || (name !== 'Ref' && !name?.startsWith('Fn::'));
}

function unresolvable(where: string, why: string): Error {
  return new Error(`${where} cannot be resolved: ${why}`);
}
