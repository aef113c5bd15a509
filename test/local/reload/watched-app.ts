import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LocalRegions } from '../../../local';
import { JournalEntry } from '../../../local/machine/journal';

/** The command of the app takes no longer than a copy: it gives what this process has synthesized. A script may come before. */
const COMMAND = 'node before.js && node -e "const fs = require(\'fs\'); fs.cpSync(fs.readFileSync(\'assembly\', \'utf8\'), process.env.CDK_OUTDIR, { recursive: true })"';

/** An app with one API, of functions with inline code, that is edited while it runs. */
export class WatchedApp {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'watched-app-')));

  /** @param routes the code of the handler for each path */
  constructor(routes: Record<string, string>) {
    this.write('cdk.json', JSON.stringify({ app: COMMAND }));
    this.write('before.js', '');
    this.edit(routes);
  }

  write(file: string, content: string) {
    writeFileSync(join(this.directory, file), content);
  }

  /** Has the app be another one; `more` is what it has besides. */
  edit(routes: Record<string, string>, more: (stack: Stack) => void = () => {}) {
    const assembly = synthesizeRoutes(routes, more);
    this.write('assembly', assembly);
  }
}

export function synthesizeRoutes(routes: Record<string, string>, more: (stack: Stack) => void = () => {}): string {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'assembly-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Shop', { env: { region: 'us-east-1' } });
  const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
  for (const [path, code] of Object.entries(routes)) {
    const handler = new Function(stack, path.toUpperCase(), { runtime: Runtime.NODEJS_20_X, handler: 'index.handler', code: Code.fromInline(code) });
    api.root.addResource(path).addMethod('GET', new LambdaIntegration(handler));
  }
  more(stack);
  return app.synth().directory;
}

/** What is reloaded, one after the other. */
export class Reloads {
  private readonly unread: JournalEntry<'reload'>[] = [];
  private wake?: () => void;

  constructor({ journal }: Pick<LocalRegions, 'journal'>) {
    journal.on('reload', reload => {
      this.unread.push(reload);
      this.wake?.();
    });
  }

  async next(): Promise<JournalEntry<'reload'>> {
    while (this.unread.length === 0) await new Promise<void>(resolve => { this.wake = resolve; });
    return this.unread.shift()!;
  }
}
