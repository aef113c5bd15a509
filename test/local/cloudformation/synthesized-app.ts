import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { AppEnvironment } from '../../../local/cloudformation/app-environment';
import { AssembledStack, readAssembly } from '../../../local/cloudformation/assembly';
import { Deployed } from '../../../local/cloudformation/deployed';
import { readDeployed } from '../../../local/cloudformation/read-deployed';
import { SERVICES } from '../../../local/regions/services';

/** What the services here read of templates. */
export const TEMPLATES = SERVICES.map(({ template }) => template);

/** CDK apps that a test file synthesizes into a temporary directory. */
export class SynthesizedApps {
  readonly directory = mkdtempSync(join(tmpdir(), 'apps-'));
  private apps = 0;

  /** Builds an app and reads its stacks. */
  assemble(build: (app: App) => unknown, environment?: AppEnvironment): AssembledStack[] {
    const app = new App({
      outdir: join(this.directory, `cdk.out-${this.apps++}`),
      analyticsReporting: false,
      context: { 'aws:cdk:enable-path-metadata': true }, // as the runner gives it to apps
    });
    build(app);
    return readAssembly(app.synth().directory, environment);
  }

  /** Builds the one stack of an app, in eu-west-1, and reads what it would deploy. */
  deploy(build: (stack: Stack) => unknown): Deployed {
    return this.deployApp(app => build(new Stack(app, 'Shop', { env: { region: 'eu-west-1' } })));
  }

  deployApp(build: (app: App) => unknown, environment?: AppEnvironment): Deployed {
    return readDeployed(this.assemble(build, environment), TEMPLATES, { inlineCodeDirectory: join(this.directory, 'inline') });
  }

  remove() {
    rmSync(this.directory, { recursive: true });
  }
}
