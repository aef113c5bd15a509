import { readFileSync } from 'fs';
import { LineCounter, parseDocument } from 'yaml';
import schema from './drill.schema.json';
import { breaches, Path, Schema } from './schema';
import { Fault } from '../faults/fault';

export const DEFAULT_SEED = 1;

/** What an answer must be. */
export interface AnswerRule {
  readonly status?: number;
  readonly servedBy?: string;
  readonly json?: Readonly<Record<string, unknown>>;
}

/** Who calls the API. */
export interface ClientDefinition {
  readonly from: string;
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly every?: string;
  readonly timeout?: string;
  readonly retries?: number;
  readonly answer?: AnswerRule;
  readonly rises?: string;
  readonly writes?: { readonly table: string; readonly counter?: string; readonly item?: Readonly<Record<string, unknown>> };
  readonly starts?: string;
}

/** What a step of each name is told. */
export interface StepSettings {
  readonly send: { readonly client: string; readonly times?: number; readonly expect?: AnswerRule };
  readonly invert: string;
  readonly revert: string;
  readonly drain: string;
  readonly undrain: string;
  readonly lose: string;
  readonly restore: string;
  readonly fault: Fault & { readonly for?: string };
  readonly clear: string;
  readonly sleep: string;
  readonly until: { readonly client: string; readonly servedBy: string; readonly within?: string };
  readonly replicated: true;
  readonly items: {
    readonly table: string;
    readonly region?: string;
    readonly are?: readonly Readonly<Record<string, unknown>>[];
    readonly equal?: true;
  };
}

export type BudgetName = 'failover' | 'failback' | 'errorShare' | 'lostUpdates' | 'staleReads' | 'replicationLag' | 'lostWork' | 'repeatedWork';

/** A drill, as its file says it. */
export interface DrillDefinition {
  readonly name: string;
  /** The name that clients ask for. */
  readonly host?: string;
  readonly seed?: number;
  /** When it begins, on the clock of the Regions that the command starts. */
  readonly begins?: string;
  readonly schedules?: { readonly [name: string]: { readonly runs: string; readonly within?: string } };
  readonly clients: { readonly [name: string]: ClientDefinition };
  /** Each of one name. */
  readonly steps: readonly Partial<StepSettings>[];
  readonly budgets?: { readonly [Name in BudgetName]?: string | number };
}

export interface DrillFile {
  readonly drill: DrillDefinition;
  /** What is said of a part of the file, behind the line that it is on. */
  at(path: Path, what: string): string;
}

/** Reads a drill; throws all that is wrong with it, each with its line. */
export function readDrill(file: string): DrillFile {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const at = (path: Path, what: string): string => {
    for (let depth = path.length; depth >= 0; depth--) { // what is missing is where it would be
      const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return `${file}:${lines.linePos(node.range[0]).line}: ${what}`;
    }
    return `${file}:1: ${what}`;
  };
  if (document.errors.length > 0) throw new Error(document.errors.map(({ linePos, message }) => `${file}:${linePos?.[0].line ?? 1}: ${message.split('\n')[0]}`).join('\n'));
  const drill: DrillDefinition = document.toJS();
  const found = breaches(drill, schema as Schema, schema as { $defs: any });
  if (found.length > 0) throw new Error(found.map(({ path, rule, got }) => at(path, `${nameOf(path)} ${rule}, got: ${typeof got === 'string' ? got : JSON.stringify(got)}`)).join('\n'));
  drill.steps.forEach(({ send, until }, i) => {
    const client = (send ?? until)?.client;
    if (client !== undefined && !(client in drill.clients)) {
      throw new Error(at(['steps', i, send ? 'send' : 'until', 'client'], `\`client\` must be one of \`clients\` (${Object.keys(drill.clients).join(', ')}), got: ${client}`));
    }
  });
  return { drill, at };
}

/** E.g. `steps[3].until`. */
function nameOf(path: Path): string {
  if (path.length === 0) return 'A drill';
  return `\`${path.map((part, i) => typeof part === 'number' ? `[${part + 1}]` : i > 0 ? `.${part}` : part).join('')}\``;
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The milliseconds of a time such as `90s`. */
export function millisecondsOf(time: string): number {
  const [, number, unit] = /^([\d.]+)(\D+)$/.exec(time)!;
  return Number(number) * UNITS[unit];
}
