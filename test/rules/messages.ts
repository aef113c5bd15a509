import { App } from 'aws-cdk-lib';
import { AppUnderRules } from './broken-apps';
import { RULES } from '../../src/rules/multi-region-rules';
import { idOf } from '../../src/rules/rule';

/** What the rules say of an app at synth: its errors, or the warnings in its assembly, in each of its stages. */
export function messagesOf({ context, build }: AppUnderRules): string[] {
  const app = new App({ context, analyticsReporting: false });
  build(app);
  return messagesAtSynth(app);
}

export function messagesAtSynth(app: App): string[] {
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
