import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';

/** What the schema of a resource type says of updates. */
export interface UpdateSchema {
  /** The properties, as paths like "HealthCheckConfig.RequestInterval", of which another value makes another resource. */
  readonly replacing: readonly string[];
  /** The properties by which AWS tells two resources of the type apart; some are AWS's own making. */
  readonly identifier: readonly string[];
}

/** By type of resource. */
export type UpdateSchemas = ReadonlyMap<string, UpdateSchema>;

/** What `cdk diff` reads, made of CloudFormation's registry of schemas with their create-only properties. */
const DATABASE = path.join(__dirname, '..', '..', 'node_modules', 'aws-cdk', 'db.json.gz');

interface Database {
  readonly schema: {
    readonly resource: { readonly entities: SpecResource[] };
    readonly typeDefinition: { readonly entities: SpecType[] };
  };
}

interface SpecType {
  readonly $id: string;
  readonly properties: Record<string, SpecProperty>;
}

interface SpecResource extends SpecType {
  readonly cloudFormationType: string;
  readonly primaryIdentifier?: string[];
}

interface SpecProperty {
  readonly causesReplacement?: 'yes' | 'no' | 'maybe';
  readonly type: { readonly type: string; readonly reference?: { readonly $ref: string } };
}

/** The schemas of some types; those that are not AWS's, say of custom resources, have none. */
export function updateSchemas(types: ReadonlySet<string>): UpdateSchemas {
  const { schema } = JSON.parse(gunzipSync(fs.readFileSync(DATABASE)).toString()) as Database;
  const definitions = new Map(schema.typeDefinition.entities.map(definition => [definition.$id, definition]));
  return new Map(schema.resource.entities
    .filter(({ cloudFormationType }) => types.has(cloudFormationType))
    .map(({ cloudFormationType, properties, primaryIdentifier = [] }) =>
      [cloudFormationType, { replacing: replacingIn(properties, definitions), identifier: primaryIdentifier }]));
}

/** Lists are looked at as a whole. */
function replacingIn(properties: Record<string, SpecProperty>, definitions: Map<string, SpecType>, within: string = ''): string[] {
  return Object.entries(properties).flatMap(([name, { causesReplacement, type }]) => {
    const at = `${within}${name}`;
    if (causesReplacement === 'yes') return [at];
    const definition = type.type === 'ref' ? definitions.get(type.reference!.$ref) : undefined;
    return definition && !within ? replacingIn(definition.properties, definitions, `${at}.`) : [];
  });
}
