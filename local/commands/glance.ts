import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { synthesize } from '../cloudformation/synthesize';

/** Which app is looked at. */
export interface AppOptions {
  readonly directory: string;
  readonly app?: string;
  readonly signal?: AbortSignal;
}

/** Has an app synthesized that is only looked at: away from its `cdk.out`, without bundling, and without some of its context. An assembly is not fresh. */
export async function glanceAt<T>(
  { directory, app, signal }: AppOptions, withoutContext: string[], look: (assembly: string, isFresh: boolean) => T,
): Promise<T> {
  const output = path.join(os.tmpdir(), `multi-region-${randomUUID()}`);
  const remove = () => fs.rmSync(output, { recursive: true, force: true });
  signal?.addEventListener('abort', remove);
  try {
    const assembly = await synthesize(directory, app, signal, { glance: { output, withoutContext } });
    return look(assembly, assembly === output);
  } finally {
    signal?.removeEventListener('abort', remove);
    remove();
  }
}
