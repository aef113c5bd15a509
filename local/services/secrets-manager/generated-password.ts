import { AwsError } from '../../machine/wire/aws-error';

/** How Secrets Manager is told to make a password; by both of its APIs, the values may be texts. */
export interface PasswordOptions {
  readonly PasswordLength?: number | string;
  readonly ExcludeCharacters?: string;
  readonly ExcludeNumbers?: boolean | string;
  readonly ExcludePunctuation?: boolean | string;
  readonly ExcludeUppercase?: boolean | string;
  readonly ExcludeLowercase?: boolean | string;
  readonly IncludeSpace?: boolean | string;
  readonly RequireEachIncludedType?: boolean | string;
}

const DEFAULT_LENGTH = 32;
const TYPES = {
  ExcludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  ExcludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

/**
 * @param random numbers from 0 to 1
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
 */
export function generatedPassword(options: PasswordOptions, random: () => number): string {
  const { PasswordLength: length = DEFAULT_LENGTH, ExcludeCharacters: excluded = '', IncludeSpace, RequireEachIncludedType: each = true } = options;
  const without = (characters: string) => [...characters].filter(character => !excluded.includes(character));
  const included = (Object.keys(TYPES) as (keyof typeof TYPES)[]).filter(type => !isTrue(options[type]));
  const types = included.map(type => without(TYPES[type])).filter(type => type.length > 0);
  const all = [...types.flat(), ...isTrue(IncludeSpace) ? [' '] : []];
  const required = isTrue(each) ? types : [];
  if (all.length === 0 || required.length > Number(length)) {
    throw new AwsError('InvalidParameterException', 'A password cannot be generated from these parameters.');
  }
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)];
  const characters = [...required.map(pick), ...Array.from({ length: Number(length) - required.length }, () => pick(all))];
  const shuffled = characters.map(character => ({ character, place: random() })).sort((one, other) => one.place - other.place);
  return shuffled.map(({ character }) => character).join('');
}

function isTrue(value: boolean | string | undefined): boolean {
  return String(value) === 'true';
}
