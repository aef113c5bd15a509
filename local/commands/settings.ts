import { readFileSync } from 'fs';
import { Command, Option } from 'commander';

/** Where settings stand in cdk.json. */
const KEY = 'multi-region';

/** Takes the flags that are not given from `"multi-region"` in the cdk.json of the directory: by the flag's name, a list for one that may be repeated. */
export function takeSettings(command: Command, file: string = 'cdk.json') {
  for (const [name, value] of Object.entries(settingsIn(file))) {
    const option = command.options.find(({ long }) => long === `--${name}`);
    if (!option) {
      const names = command.options.map(({ long }) => long!.slice(2)).join(', ');
      throw new Error(`\`${KEY}\` in ${file} must have flags of \`${command.name()}\` (${names}), got: ${name}`);
    }
    const attribute = option.attributeName();
    if (!['default', undefined].includes(command.getOptionValueSource(attribute))) continue;
    command.setOptionValueWithSource(attribute, [value].flat().reduce((before, one) => parsed(option, one, before, file), undefined), 'config');
  }
}

function parsed(option: Option, value: unknown, before: unknown, file: string): unknown {
  if (option.isBoolean() || option.negate) return (value === true) !== option.negate;
  try {
    return option.parseArg ? option.parseArg(String(value), before as never) : String(value);
  } catch (error) {
    throw new Error(`\`${option.long!.slice(2)}\` of \`${KEY}\` in ${file} is invalid, got: ${value}. ${(error as Error).message}`);
  }
}

/** A file that is not there, or is not JSON, is told where the app is looked for. */
export function settingsIn(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))[KEY] ?? {};
  } catch {
    return {};
  }
}
