/** What an OpenAPI definition says of one method of one path. */
export interface Operation {
  /** With the base path, where it is put in front. */
  readonly path: string;
  /** E.g. `GET`, or `ANY`. */
  readonly httpMethod: string;
  readonly integration?: any;
  /** The names of the security schemes that it asks for; those of the whole definition do not count, as on AWS. */
  readonly schemes: readonly string[];
  /** Those of the path as well. */
  readonly parameters: readonly any[];
  /** All that it says. */
  readonly definition: any;
}

const METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'trace'];
const ANY = 'x-amazon-apigateway-any-method';

/**
 * The operations of an OpenAPI definition, version 2 or 3.
 *
 * @param basePath what becomes of the base path: `ignore` (default), `prepend`, or `split`, without its first part
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function operationsOf(body: any, basePath: string = 'ignore'): Operation[] {
  const prefix = prefixOf(body, basePath);
  return Object.entries<any>(body.paths ?? {}).flatMap(([path, referred]) => {
    const item = dereferenced(body, referred) ?? {};
    return [...METHODS, ANY].filter(method => item[method]).map((method): Operation => {
      const definition = dereferenced(body, item[method]);
      return {
        path: `${prefix}${path}`,
        httpMethod: method === ANY ? 'ANY' : method.toUpperCase(),
        integration: dereferenced(body, definition['x-amazon-apigateway-integration']),
        schemes: (definition.security ?? []).flatMap(Object.keys),
        parameters: [...item.parameters ?? [], ...definition.parameters ?? []].map(parameter => dereferenced(body, parameter)),
        definition,
      };
    });
  });
}

/** What an operation asks for of one of its security schemes. */
export function scopesOf({ definition }: Operation, scheme: string): string[] {
  return (definition.security ?? []).flatMap((asked: Record<string, string[]>) => asked[scheme] ?? []);
}

/** The security schemes, by name. */
export function securitySchemesOf(body: any): Record<string, any> {
  return body.securityDefinitions ?? body.components?.securitySchemes ?? {};
}

/** The keys as CloudFormation writes them. */
export function capitalized(object: any = {}): Record<string, any> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key[0].toUpperCase() + key.slice(1), value]));
}

/** What an enumeration of OpenAPI is in CloudFormation, which has upper case. */
export function upperCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toUpperCase() : value;
}

/** What a reference in the definition leads to. */
export function dereferenced(body: any, value: any): any {
  if (typeof value?.$ref !== 'string') return value;
  const keys = value.$ref.replace(/^#\//, '').split('/').map((key: string) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce((part: any, key: string) => part?.[key], body);
}

function prefixOf({ basePath, servers: [server] = [] as any[] }: any, handling: string): string {
  if (handling === 'ignore') return '';
  const written: string = basePath ?? server?.variables?.basePath?.default ?? new URL(server?.url ?? '/', 'https://local').pathname;
  const parts = written.split('/').filter(Boolean).slice(handling === 'split' ? 1 : 0);
  return parts.map(part => `/${part}`).join('');
}
