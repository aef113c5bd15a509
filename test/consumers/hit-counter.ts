import { execSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { FLOORS } from '../../scripts/package-languages';

/** The hit counter as each language's package makes it, with the oldest `aws-cdk-lib` that the packages allow. */
export const ROOT = path.join(__dirname, '..', '..');
export const PACKAGES = path.join(ROOT, 'dist');

export interface Templates {
  readonly [file: string]: unknown;
}

/** Packages of other code would be tested for nothing. */
export function expectPackagesOfThisCode() {
  const inside = path.join(ROOT, FLOORS, 'node_modules', 'cdk-multi-region-serverless-api');
  for (const file of ['.jsii', 'lib/multi-region-serverless-api.js', 'lib/local/cli.js']) {
    const packed = path.join(inside, file);
    if (!fs.existsSync(packed) || !fs.readFileSync(packed).equals(fs.readFileSync(path.join(ROOT, file)))) {
      throw new Error('dist/ must hold the packages of what is in lib/: run `npx projen package-all` first');
    }
  }
}

/** An example's directory. */
export function example(name: string): string {
  return path.join(ROOT, 'examples', name);
}

/** What the CDK's command line would run. */
export function commandOf(directory: string): string {
  return JSON.parse(fs.readFileSync(path.join(directory, 'cdk.json'), 'utf8')).app;
}

/** Runs an app's command; returns the templates that it makes, and where. */
export function synthesize(directory: string, command: string, environment: NodeJS.ProcessEnv = {}): { templates: Templates; assembly: string } {
  const assembly = fs.mkdtempSync(path.join(os.tmpdir(), 'hit-counter-'));
  execSync(command, { cwd: directory, env: { ...process.env, CDK_OUTDIR: assembly, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  return { templates: templatesIn(assembly), assembly };
}

/** esbuild writes a file's path into the bundle, so the handler's hash depends on the directory that it is built from. */
function templatesIn(assembly: string): Templates {
  const files = fs.readdirSync(assembly).filter(file => file.endsWith('.template.json')).sort();
  return Object.fromEntries(files.map(file => {
    const text = fs.readFileSync(path.join(assembly, file), 'utf8').replace(/\b[0-9a-f]{64}\b/g, 'hash-of-asset');
    return [file, JSON.parse(text)];
  }));
}

/** The hit counter in TypeScript, but for cdk-nag's findings, which the other languages do not acknowledge. */
export function typescriptTemplates(): Templates {
  return typescriptTemplatesOf(example('hit-counter'), {
    'hello.ts': fs.readFileSync(path.join(example('hit-counter'), 'hello.ts'), 'utf8'),
    'acknowledged-findings.ts': 'export function acknowledgeFindings(_: unknown) {}\n',
  });
}

/** The `app.ts` of a directory, with the packed library, and files beside it. */
export function typescriptTemplatesOf(directory: string, files: Record<string, string> = {}): Templates {
  expectPackagesOfThisCode();
  const app = fs.mkdtempSync(path.join(ROOT, FLOORS, 'app-'));
  fs.copyFileSync(path.join(directory, 'app.ts'), path.join(app, 'app.ts'));
  Object.entries(files).forEach(([name, text]) => fs.writeFileSync(path.join(app, name), text));
  try {
    return synthesize(app, 'tsx app.ts').templates;
  } finally {
    fs.rmSync(app, { recursive: true });
  }
}
