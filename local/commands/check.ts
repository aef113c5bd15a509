import * as path from 'path';
import { AppOptions, glanceAt } from './glance';
import { messagesIn } from '../cloudformation/messages';
import { RULE } from '../cloudformation/what-the-library-says';
import { CONTEXT_FILE, ContextFile } from '../record/context-file';
import { recordedStacks } from '../record/deployed-stacks';

interface CheckOptions extends AppOptions {
  /** Whether warnings count, too. */
  readonly strict?: boolean;
}

/**
 * Has the app compared with what was recorded, which its synthesis does, and says what that found.
 *
 * @returns that nothing was found but what is no error
 * @throws what was found
 */
export async function check({ strict, ...app }: CheckOptions): Promise<string> {
  const stacks = Object.keys(recordedStacks(new ContextFile(app.directory)));
  if (stacks.length === 0) {
    throw new Error(`Nothing is recorded in ${CONTEXT_FILE}: run \`npx multi-region record\` after a deployment, or with \`--from-aws\` at any time`);
  }
  const warnings = (await findings(app)).filter(isOfRules);
  if (strict && warnings.length > 0) throw new Error(warnings.join('\n'));
  return [...warnings, `The app may be deployed over what is recorded of ${stacks.join(', ')}`].join('\n');
}

async function findings(app: AppOptions): Promise<string[]> {
  try {
    return await glanceAt(app, [], (assembly, isFresh) => {
      if (!isFresh) throw new Error(`\`--app\` must be the command of the app, which is compared while it is synthesized, got: ${path.relative(app.directory, assembly) || '.'}`);
      return messagesIn(assembly);
    });
  } catch (error) {
    const errors = (error as Error).message.split('\n').filter(isOfRules).map(line => line.replace(/^\s*\[[^\]]*\] /, ''));
    throw errors.length > 0 ? new Error([...new Set(errors)].join('\n')) : error;
  }
}

function isOfRules(message: string): boolean {
  return message.includes(`[${RULE}`) || message.includes(`[ack: ${RULE}`);
}
