import { Command, Option } from 'commander';
import { TOPICS } from './terminal';
import { locatedRegions } from '../machine/aws-regions';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = typeof SHELLS[number];

/** What may be said for an argument or a flag's value of this name; for another one, files are completed. */
const VALUES: Readonly<Record<string, readonly string[]>> = { region: locatedRegions(), shell: SHELLS, topics: TOPICS };

/** A script that has a shell complete the commands of a program, their flags and arguments. */
export function completionScript(program: Command, shell: Shell): string {
  switch (shell) {
    case 'bash': return bashScript(program);
    case 'zsh': return `(( $+functions[compdef] )) || { autoload -U compinit && compinit }\nautoload -U bashcompinit && bashcompinit\n${bashScript(program)}`;
    case 'fish': return fishScript(program);
  }
}

function bashScript(program: Command): string {
  const flags = program.commands.flatMap(({ options }) => options).filter(option => !option.isBoolean());
  const afterFlag = [...new Set(flags.map(valuesOf))].map(values =>
    `    ${[...new Set(flags.filter(flag => valuesOf(flag) === values).flatMap(namesOf))].join('|')}) words='${values}' ;;`);
  return `_multi_region() {
  local words= command=
  (( COMP_CWORD > 1 )) && command=\${COMP_WORDS[1]}
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${afterFlag.join('\n')}
    *) case "$command" in
      '') words='${[...namesOfCommands(program), ...program.options.flatMap(namesOf), '--help'].join(' ')}' ;;
      help) words='${namesOfCommands(program).join(' ')}' ;;
${program.commands.map(command => `      ${command.name()}) words='${[...argumentsOf(command), ...command.options.flatMap(namesOf), '--help'].join(' ')}' ;;`).join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _multi_region ${program.name()}`;
}

function fishScript(program: Command): string {
  const complete = `complete -c ${program.name()}`;
  const noFiles = `${complete} -f`;
  return [
    ...program.commands.map(command => `${noFiles} -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`),
    ...program.options.map(option => `${complete} -n __fish_use_subcommand ${fishFlag(option)}`),
    ...program.commands.flatMap(command => {
      const inCommand = `-n '__fish_seen_subcommand_from ${command.name()}'`;
      const said = argumentsOf(command);
      return [
        ...said.length > 0 ? [`${noFiles} ${inCommand} -a '${said.join(' ')}'`] : [],
        ...command.options.map(option => `${complete} ${inCommand} ${fishFlag(option)}`),
      ];
    }),
  ].join('\n');
}

function fishFlag(option: Option): string {
  const values = valuesOf(option);
  return [
    ...option.short ? [`-s ${option.short.slice(1)}`] : [],
    `-l ${option.long!.slice(2)}`,
    ...option.isBoolean() ? [] : ['-r'],
    ...values ? [`-f -a '${values}'`] : [],
    `-d ${quoted(option.description)}`,
  ].join(' ');
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function namesOfCommands(program: Command): string[] {
  return [...program.commands.map(command => command.name()), 'help'];
}

function namesOf({ short, long }: Option): string[] {
  return [short, long].filter(name => name !== undefined);
}

function valuesOf({ flags }: Option): string {
  const [, name = ''] = /<(.*)>/.exec(flags) ?? [];
  return (VALUES[name] ?? []).join(' ');
}

function argumentsOf(command: Command): readonly string[] {
  return command.registeredArguments.flatMap(argument => VALUES[argument.name()] ?? []);
}
