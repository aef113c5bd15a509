/** A policy as AWS writes it. */
export interface PolicyDocument {
  /** Policy variables are replaced where it is 2012-10-17. */
  readonly Version?: string;
  readonly Statement?: OneOrMore<StatementDocument>;
}

export type OneOrMore<T> = T | readonly T[];

export interface StatementDocument {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  readonly Principal?: PrincipalDocument;
  readonly NotPrincipal?: PrincipalDocument;
  /** By operator and key. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore<string | boolean | number>>>>>;
}

export type PrincipalDocument = '*' | Readonly<Record<string, OneOrMore<string>>>;

export function listOf<T>(value: OneOrMore<T> | undefined): readonly T[] {
  return value === undefined ? [] : [value].flat(Infinity) as T[];
}
