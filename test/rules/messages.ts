import { App } from 'aws-cdk-lib';
import { AppUnderRules } from './broken-apps';
import { RULES } from '../../src/rules/multi-region-rules';
import { idOf } from '../../src/rules/rule';
import { DEPLOYMENT_NOT_RECORDED } from '../../src/rules/updates/not-recorded';

/**
 * What the rules say of an app at synth: its errors, or the warnings in its assembly, in each of its stages. That its deployment is not recorded
 * is left out: it is so of nearly all apps of tests.
 */
export function messagesOf({ context, build }: AppUnderRules, messages: (app: App) => string[] = messagesAtSynth): string[] {
  const app = new App({ context, analyticsReporting: false, treeMetadata: false });
  build(app);
  return messages(app);
}

export function messagesAtSynth(app: App): string[] {
  return allMessagesAtSynth(app).filter(message => !message.endsWith(`[ack: ${idOf(DEPLOYMENT_NOT_RECORDED)}]`));
}

export function allMessagesAtSynth(app: App): string[] {
  try {
    return app.synth().stacksRecursively.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data))).filter(isOfRules);
  } catch (error) {
    const lines = (error as Error).message.split('\n');
    if (!lines[0].startsWith('Validation failed')) throw error;
    return lines.slice(1).map(line => line.replace(/^ *\[[^\]]*\] /, '')).filter(isOfRules);
  }
}

function isOfRules(message: string): boolean {
  return RULES.some(rule => message.endsWith(`[${idOf(rule)}]`) || message.endsWith(`[ack: ${idOf(rule)}]`));
}
