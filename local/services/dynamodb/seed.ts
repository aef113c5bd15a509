import * as fs from 'fs';
import * as path from 'path';
import { Item } from './attribute-value';
import { itemOf } from './plain-values';
import { TableDefinition } from './table-definition';

const SETTING = '`seed` (`--seed`)';
const EXTENSION = '.jsonl';

/** A line of a file: an item, and the tables that it is for. */
export interface SeedItem {
  readonly tables: readonly TableDefinition[];
  readonly item: Item;
  /** The file and the line, for messages. */
  readonly at: string;
}

/**
 * Reads the items that empty tables begin with: of a file that is called like its table, e.g. `Orders.jsonl`, or of all such in a folder.
 *
 * A line is an item of plain JSON or, as DynamoDB exports it, `{ "Item": … }` in its own JSON. A table is called by its name, its
 * construct id or, by way of folders, the end of its construct path; several may be.
 */
export function readSeed(seed: string, tables: readonly TableDefinition[]): SeedItem[] {
  return filesOf(seed).flatMap(({ file, name }) => {
    const called = tables.filter(table => isCalled(table, name));
    if (called.length === 0) {
      const names = [...new Set(tables.map(({ tableName }) => tableName))].join(', ');
      throw new Error(`${SETTING} must have files that are called like tables of the app (${names}), got: ${file}`);
    }
    return fs.readFileSync(file, 'utf8').split('\n').flatMap((line, index) => {
      const at = `${file}:${index + 1}`;
      return line.trim() ? [{ tables: called, item: parse(line, at), at }] : [];
    });
  });
}

/** What is wrong with a line, told with its place. */
export function seedRefusal(at: string, error: unknown): Error {
  return new Error(`${at}: ${(error as Error).message}`);
}

/** A construct of that id may hold the table as its `Table`, as a global table of this library does. */
function isCalled({ tableName, logicalPath }: TableDefinition, name: string): boolean {
  return tableName === name || [name, `${name}/Table`].some(end => `/${logicalPath}`.endsWith(`/${end}`));
}

function filesOf(seed: string): { file: string; name: string }[] {
  const isFolder = fs.statSync(seed, { throwIfNoEntry: false })?.isDirectory();
  const paths = isFolder ? fs.readdirSync(seed, { recursive: true, encoding: 'utf8' }).sort() : [path.basename(seed)];
  const directory = isFolder ? seed : path.dirname(seed);
  const files = paths.filter(name => name.endsWith(EXTENSION) && fs.existsSync(path.join(directory, name)));
  if (files.length === 0) {
    throw new Error(`${SETTING} must be a file <table>${EXTENSION}, or a folder with such files, got: ${seed}`);
  }
  return files.map(name => ({ file: path.join(directory, name), name: name.slice(0, -EXTENSION.length).replaceAll(path.sep, '/') }));
}

function parse(line: string, at: string): Item {
  try {
    const value = parseObject(line);
    return Object.keys(value).join() === 'Item' && typeof value.Item === 'object' ? value.Item : itemOf(value);
  } catch (error) {
    throw seedRefusal(at, error);
  }
}

function parseObject(line: string): Record<string, any> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // told below
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`a line must be an item in JSON, e.g. {"id":"a"}, got: ${line}`);
  }
  return value;
}
