import * as fs from 'fs';
import * as path from 'path';

/** What secrets and parameters hold on this machine, by their names. */
export interface LocalValues {
  /** Where they are, as messages call it. */
  readonly file: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The file that is read where no other one is said. */
export const DEFAULT_VALUES_FILE = 'secrets.local.json';

const KINDS = ['secrets', 'parameters'] as const;
const FORM = '{ "secrets": { "<name>": "<text>", "<name>": { "<key>": "<text>" } }, "parameters": { "<name>": "<text>" } }';

/** Reads what a file gives to secrets and parameters: nothing where there is no such file, unless somebody said so. */
export function readLocalValues(directory: string, said?: string): LocalValues {
  const file = path.resolve(directory, said ?? DEFAULT_VALUES_FILE);
  const shown = path.relative(directory, file) || file;
  if (said === undefined && !fs.existsSync(file)) return { file: shown, secrets: {}, parameters: {} };
  const [secrets, parameters] = KINDS.map(kind => textsOf(readObject(file, shown), kind, shown));
  return { file: shown, secrets, parameters };
}

function readObject(file: string, shown: string): Record<string, unknown> {
  let read: unknown;
  try {
    read = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`\`secrets\` (\`--secrets\`) must be a file like ${FORM}, got: ${shown}, ${(error as Error).message}`);
  }
  const unknown = isObject(read) ? Object.keys(read).filter(key => !KINDS.some(kind => kind === key)) : [JSON.stringify(read)];
  if (unknown.length > 0) throw new Error(`${shown} must be like ${FORM}, got: ${unknown.join(', ')}`);
  return read as Record<string, unknown>;
}

/** An object is a secret of JSON. */
function textsOf(read: Record<string, unknown>, kind: typeof KINDS[number], shown: string): Record<string, string> {
  const values = read[kind] ?? {};
  if (!isObject(values)) throw new Error(`\`${kind}\` in ${shown} must be an object of names and values, got: ${JSON.stringify(values)}`);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => {
    if (typeof value === 'string') return [name, value];
    if (kind === 'secrets' && isObject(value)) return [name, JSON.stringify(value)];
    throw new Error(`${name} in \`${kind}\` of ${shown} must be a text${kind === 'secrets' ? ' or an object' : ''}, got: ${JSON.stringify(value)}`);
  }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
