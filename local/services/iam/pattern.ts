/** The values of a condition key in a request; undefined where it has no such key. */
export type Lookup = (key: string) => readonly string[] | undefined;

export interface PatternOptions {
  /** Whether `${…}` stands for the value of a key. @default true */
  readonly variables?: boolean;
  /** What `*` and `?` stand for: any characters, those within one part of an ARN, or themselves. @default "any" */
  readonly wildcards?: 'any' | 'arn' | 'none';
  /** @default false */
  readonly ignoreCase?: boolean;
}

/** The parts of an ARN before the resource, in which a wildcard ends with the part. */
const ARN_PARTS = 5;

/**
 * A text of a policy that others are compared with. A `*` of a resource goes beyond colons.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export class Pattern {
  private readonly pieces: readonly string[];
  private readonly fixed?: RegExp;

  constructor(text: string, private readonly options: PatternOptions = {}) {
    this.pieces = options.variables === false ? [text] : text.split(/\$\{([^}]*)\}/);
    this.fixed = this.pieces.length === 1 ? this.expression(() => undefined) : undefined;
  }

  /** Whether a text is as this says; never where a variable has no value. */
  matches(text: string, lookup: Lookup): boolean {
    return (this.fixed ?? this.expression(lookup))?.test(text) ?? false;
  }

  private expression(lookup: Lookup): RegExp | undefined {
    let source = '';
    let colons = 0;
    for (const [i, piece] of this.pieces.entries()) {
      const isVariable = i % 2 === 1;
      const text = isVariable ? valueOf(piece, lookup) : piece;
      if (text === undefined) return undefined;
      for (const character of text) {
        source += isVariable ? escaped(character) : this.oneOf(character, colons);
        if (character === ':') colons++;
      }
    }
    return new RegExp(`^${source}$`, this.options.ignoreCase ? 'is' : 's');
  }

  private oneOf(character: string, colons: number): string {
    const { wildcards = 'any' } = this.options;
    if (wildcards === 'none' || !['*', '?'].includes(character)) return escaped(character);
    const any = wildcards === 'arn' && colons < ARN_PARTS ? '[^:]' : '.';
    return character === '*' ? `${any}*` : any;
  }
}

/** `aws:userid`, or `aws:userid, 'nobody'` with a default; of a wildcard or `$` that is meant itself, that. */
function valueOf(variable: string, lookup: Lookup): string | undefined {
  if (['*', '?', '$'].includes(variable)) return variable;
  const [, key, byDefault] = /^\s*(.*?)\s*(?:,\s*'(.*)')?\s*$/s.exec(variable)!;
  const values = lookup(key);
  return values?.length === 1 ? values[0] : byDefault;
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
