import { promises as readline } from 'readline';
import { directoryOf, DrillFlags, playAndTell } from './drill';
import { onEnd } from './signals';
import { DrillDefinition, readDrill } from '../drill/drill-file';

export interface AwsDrillFlags extends Pick<DrillFlags, 'app' | 'report' | 'json'> {
  /** Where AWS is, e.g. the local Regions' http://localhost:3100. @default - on AWS */
  readonly endpoint?: string;
  readonly resolver?: string;
  readonly via?: string;
  /** Whether nobody is asked. */
  readonly yes: boolean;
  /** Whether nothing is done but to restore what a drill has left. */
  readonly restore: boolean;
  readonly printPolicy: boolean;
}

type OnAwsModule = typeof import('./drill-on-aws');

/** Plays a drill on deployed stacks. Returns whether it passed. */
export async function drillOnAws(file: string, options: AwsDrillFlags, onAws: OnAwsModule): Promise<boolean> {
  const { yes, restore, printPolicy, report, json, ...flags } = options;
  const { drill: definition } = readDrill(file);
  const directory = directoryOf(file) ?? process.cwd();
  if (printPolicy) {
    print(await onAws.policyText({ ...flags, directory, definition }));
    return true;
  }
  const say = (text: string) => json ? process.stderr.write(`${text}\n`) : print(text);
  await restoreLeft(directory, file, yes || restore, say, onAws);
  if (restore) {
    say('There is nothing else to restore');
    return true;
  }
  const interrupt = new AbortController();
  let stop = () => {};
  onEnd(exitCode => {
    interrupt.abort();
    stop();
    void onAws.restoreOnAws(directory).then(restored => restored.forEach(what => say(`Restored: ${what}`)), (error: Error) => say(error.message))
      .finally(() => process.exit(exitCode));
  });
  const { target, changes } = await onAws.openOnAws({ ...flags, directory, definition, signal: interrupt.signal });
  stop = () => target.stop();
  say(`Target: ${flags.endpoint ?? 'AWS, by the credentials of the environment'}\n${target.plan().map(line => `  ${line}`).join('\n')}`);
  if (flags.resolver === undefined) say(`  Clients are all where this machine is, whatever their \`from\`: with \`--resolver\` DNS is asked as if near ${placesOf(definition)}`);
  await agree('What is changed is restored at the end. Go on?', yes);
  changes.begin(file, flags.endpoint);
  try {
    return await playAndTell(target, file, { report, json });
  } finally {
    target.stop();
    (await onAws.restoreOnAws(directory)).forEach(what => say(`Restored: ${what}`));
  }
}

/** What a drill has changed that was killed: nobody begins another before it is restored. */
async function restoreLeft(directory: string, file: string, isAgreed: boolean, say: (text: string) => void, onAws: OnAwsModule) {
  const changes = onAws.leftOnAws(directory);
  if (!changes.left) return;
  const { drill, pid } = changes.left;
  if (changes.isUnderWay) throw new Error(`The drill ${drill} goes on (process ${pid}). Wait for its end, or stop it`);
  say([`The drill ${drill} ended without restoring (${changes.file}):`, ...changes.left.changes.map(change => `  ${onAws.changeText(change)}`)].join('\n'));
  await agree(`Restore that now, as \`multi-region drill ${file} --target aws --restore\` does?`, isAgreed);
  (await onAws.restoreOnAws(directory)).forEach(what => say(`Restored: ${what}`));
}

async function agree(question: string, isAgreed: boolean) {
  if (isAgreed) return;
  if (!process.stdin.isTTY) throw new Error(`${question} Nobody can be asked here: say \`--yes\``);
  const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Error('Nothing was changed');
}

function placesOf({ clients }: DrillDefinition): string {
  return [...new Set(Object.values(clients).map(({ from }) => from))].join(', ');
}

function print(text: string) {
  process.stdout.write(`${text}\n`);
}
