import { parameterArn, ParameterDefinition, ParameterType } from './parameter-definition';
import { Clock } from '../../machine/clock';
import { AwsError } from '../../machine/wire/aws-error';
import { Operation } from '../../machine/wire/operation-call';

const TYPES: readonly ParameterType[] = ['String', 'StringList', 'SecureString'];

/** A parameter in one Region, with what it has held before: the last version is the one that counts. */
export interface Parameter {
  readonly definition: Omit<ParameterDefinition, 'value'>;
  readonly versions: readonly { readonly value: string; readonly at: number }[];
}

/** What the operations are about. */
export interface ParameterStore {
  readonly clock: Clock;
  readonly accountId: string;
  of(region: string): Map<string, Parameter>;
  /** How a parameter gets a value on this machine. */
  howToGive(name: string): string;
}

/** Parameter Store's API, as far as it runs here. */
export function parameterOperations({ clock, accountId, of, howToGive }: ParameterStore): Record<string, Operation> {
  /** By a name or ARN, and a version behind it. */
  const read = (region: string, asked: string, decrypted: boolean) => {
    const [, name, selector] = /^(.*?)(:\d+)?$/.exec(nameOf(asked))!;
    const parameter = of(region).get(name);
    const version = selector === undefined ? parameter?.versions.length : Number(selector.slice(1));
    const held = parameter?.versions[version! - 1];
    if (!parameter) return undefined;
    if (!held) throw new AwsError('ParameterVersionNotFound', `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`);
    const { type } = parameter.definition;
    return {
      Name: name,
      Type: type,
      Version: version,
      LastModifiedDate: new Date(held.at),
      ARN: parameterArn(region, accountId, name),
      DataType: 'text',
      Value: type === 'SecureString' && !decrypted ? Buffer.from(`encrypted ${held.value}`).toString('base64') : held.value,
      ...selector !== undefined && { Selector: selector },
    };
  };
  const existing = (region: string, asked: string) => {
    const found = of(region).get(nameOf(asked));
    if (!found) throw notFound(asked);
    return found;
  };
  const notFound = (name: string) => new AwsError('ParameterNotFound', `Parameter ${name} not found. ${howToGive(name)}`);
  const remove = (region: string, name: string) => of(region).delete(nameOf(name));

  return {
    GetParameter: ({ Name, WithDecryption = false }, region) => {
      const parameter = read(region, String(Name), WithDecryption);
      if (!parameter) throw notFound(Name);
      return { Parameter: parameter };
    },
    GetParameters: ({ Names = [], WithDecryption = false }, region) => {
      const found = Names.map((name: string) => ({ name, parameter: read(region, name, WithDecryption) }));
      return {
        Parameters: found.flatMap(({ parameter }: any) => parameter ?? []),
        InvalidParameters: found.filter(({ parameter }: any) => !parameter).map(({ name }: any) => name),
      };
    },
    GetParametersByPath: ({ Path, Recursive = false, WithDecryption = false, MaxResults = 10, NextToken }, region) => {
      const path = String(Path).replace(/\/?$/, '/');
      const below = [...of(region).keys()].filter(name => name.startsWith(path) && (Recursive || !name.slice(path.length).includes('/'))).sort();
      const { page, next } = pageOf(below, MaxResults, NextToken);
      return { Parameters: page.map(name => read(region, name, WithDecryption)), ...next };
    },
    GetParameterHistory: ({ Name, WithDecryption = false, MaxResults = 50, NextToken }, region) => {
      const versions = existing(region, Name).versions.map((_, i) => i + 1);
      const { page, next } = pageOf(versions, MaxResults, NextToken);
      return { Parameters: page.map(version => read(region, `${nameOf(Name)}:${version}`, WithDecryption)).map(({ ARN, Selector, ...version }: any) => version), ...next };
    },
    DescribeParameters: ({ MaxResults = 50, NextToken, ParameterFilters, Filters }, region) => {
      if ([...ParameterFilters ?? [], ...Filters ?? []].length > 0) throw AwsError.notImplemented('A filter of DescribeParameters');
      const { page, next } = pageOf([...of(region)].sort(([one], [other]) => one < other ? -1 : 1), MaxResults, NextToken);
      const Parameters = page.map(([name, { definition: { type, description }, versions }]) => ({
        Name: name,
        ARN: parameterArn(region, accountId, name),
        Type: type,
        Description: description,
        Version: versions.length,
        Tier: 'Standard',
        DataType: 'text',
        LastModifiedDate: new Date(versions[versions.length - 1].at),
      }));
      return { Parameters, ...next };
    },
    PutParameter: ({ Name, Value, Type, Overwrite = false, Description }, region) => {
      const known = of(region).get(Name);
      if (known && !Overwrite) {
        throw new AwsError('ParameterAlreadyExists', 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.');
      }
      const type = Type ?? known?.definition.type;
      if (!TYPES.includes(type)) throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
      const definition = { ...known?.definition, name: Name, region, type, description: Description ?? known?.definition.description };
      const versions = [...known?.versions ?? [], { value: String(Value), at: clock.now() }];
      of(region).set(Name, { definition, versions });
      return { Version: versions.length, Tier: 'Standard' };
    },
    DeleteParameter: ({ Name }, region) => {
      existing(region, Name);
      remove(region, Name);
      return {};
    },
    DeleteParameters: ({ Names = [] }, region) => {
      const deleted = Names.filter((name: string) => remove(region, name));
      return { DeletedParameters: deleted, InvalidParameters: Names.filter((name: string) => !deleted.includes(name)) };
    },
  };
}

/** The name of a parameter that is called by its name or ARN. */
export function nameOf(asked: string): string {
  const [, path] = /^arn:[^:]+:ssm:[^:]*:\d*:parameter\/(.+)$/.exec(asked) ?? [];
  return path === undefined ? asked : path.includes('/') ? `/${path}` : path;
}

function pageOf<T>(all: readonly T[], size: number, token: string = '0'): { page: T[]; next: { NextToken?: string } } {
  const end = Number(token) + Number(size);
  return { page: all.slice(Number(token), end), next: end < all.length ? { NextToken: String(end) } : {} };
}
