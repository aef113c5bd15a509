import { execFileSync, spawnSync } from 'child_process';
import { Argument, Command } from 'commander';
import { completionScript, Shell, SHELLS } from '../../../local/commands/completion';

const program = new Command('multi-region').version('1');
program.command('local')
  .description('the app\'s Regions')
  .option('--from <region>')
  .option('-c, --context <key=value>')
  .option('--env-file <file>')
  .option('--log <topics>', 'what is printed')
  .option('--quiet');
program.command('drain <region>').option('--table <name>');
program.command('completion').addArgument(new Argument('<shell>').choices(SHELLS));

const inDirectoryOfThis = { cwd: __dirname, encoding: 'utf8' } as const;

/** What bash has in the place of the last word; a word that is completed there. */
function bash(...words: string[]): string[] {
  const script = `${completionScript(program, 'bash')}
    COMP_WORDS=(multi-region "$@"); COMP_CWORD=$#; _multi_region; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script, 'bash', ...words], inDirectoryOfThis).trim().split('\n').filter(Boolean);
}

/** The same of fish, which says more about each. */
function fish(...words: string[]): string[] {
  const line = ['multi-region', ...words].join(' ');
  const said = execFileSync('fish', ['--no-config', '-c', `${completionScript(program, 'fish')}\ncomplete -C '${line}'`], inDirectoryOfThis);
  return said.trim().split('\n').filter(Boolean).map(text => text.split('\t')[0]);
}

const COMPLETED: [string, string[], string[]][] = [
  ['a command', ['l'], ['local']],
  ['a flag of a command', ['local', '--q'], ['--quiet']],
  ['a Region, where a flag takes one', ['local', '--from', 'ap-northeast-'], ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3']],
  ['a topic', ['local', '--log', 're'], ['replication', 'requests']],
  ['a Region, where a command takes one', ['drain', 'eu-north-'], ['eu-north-1']],
  ['a flag of a command with an argument', ['drain', 'eu-north-1', '--ta'], ['--table']],
  ['a shell', ['completion', 'z'], ['zsh']],
];

test.each(COMPLETED)('bash completes %s', (_, words, completed) => {
  expect(bash(...words).sort()).toEqual(completed);
});

test('bash completes files where a flag takes one, and a command has flags of its own only', () => {
  expect(completionScript(program, 'bash')).toMatch(/^complete -o default -F _multi_region multi-region$/m);
  expect(bash('local', '--env-file', '')).toEqual([]); // and then it takes the default
  expect(bash('drain', '--qui')).toEqual([]);
});

/** Not every machine has them. */
const testIn = (shell: Shell) => spawnSync(shell, ['-c', 'exit']).status === 0 ? test : test.skip;

testIn('fish').each([...COMPLETED, ['a file', ['local', '--env-file', 'compl'], ['completion.test.ts']]])('fish completes %s', (_, words, completed) => {
  expect(fish(...words).sort()).toEqual(completed);
});

testIn('zsh')('zsh has the completion of bash for the command', () => {
  const said = execFileSync('zsh', ['-f', '-c', `autoload -U compinit; compinit -D -u\n${completionScript(program, 'zsh')}\nprint -r -- $_comps[multi-region]`], inDirectoryOfThis);
  expect(said).toBe('_bash_complete -o default -F _multi_region\n');
});
