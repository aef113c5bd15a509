import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { isSame, Stack } from './deployed';
import { record } from '../../local/commands/record';

export type Build = (app: App) => void;

/** What a synthesis says that knows what is deployed. */
export interface Verdict {
  /** The codes of the rules that say something. */
  readonly codes: string[];
  /** What stops it. */
  readonly error?: string;
}

/** Synthesizes apps, each once, and what is recorded of them. */
export class Syntheses {
  private readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), 'updates-'));
  private readonly assemblies = new Map<Build, { directory: string; stacks: Stack[] }>();
  private readonly records = new Map<Build, Promise<Record<string, unknown>>>();

  /** In the order in which the CDK CLI deploys them. */
  stacksOf(build: Build): Stack[] {
    return this.assemblyOf(build).stacks;
  }

  /**
   * What a synthesis says of an app because others were deployed, one after the other, and recorded.
   *
   * Nothing is said of a record that the app itself would leave.
   */
  async judge(build: Build, deployed: Build[]): Promise<Verdict> {
    const [before, own] = [await this.recordOf(deployed), await this.recordOf([build])];
    if (isSame(before, own)) return { codes: [] };
    const told = this.synthesize(build, before);
    const always = told.codes.length > 0 ? this.synthesize(build, own).codes : [];
    return { ...told, codes: [...new Set(told.codes.filter(code => !always.includes(code)))] };
  }

  remove() {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  private synthesize(build: Build, context: Record<string, unknown>): Verdict {
    try {
      const app = this.newApp(path.join(this.directory, 'judged'), context);
      build(app);
      const messages = app.synth().stacksRecursively.flatMap(stack => stack.messages);
      const error = messages.find(({ level }) => level === 'error');
      return { codes: messages.flatMap(({ entry }) => codesIn(String(entry.data))), error: error && String(error.entry.data) };
    } catch (error) {
      const { message } = error as Error;
      return { codes: codesIn(message), error: message };
    }
  }

  private assemblyOf(build: Build) {
    const known = this.assemblies.get(build);
    if (known) return known;
    const directory = path.join(this.directory, String(this.assemblies.size));
    const app = this.newApp(directory);
    build(app);
    const artifacts = app.synth().stacksRecursively;
    const stacks = artifacts.map(({ stackName, environment: { region }, template, dependencies }) => ({
      name: stackName,
      region,
      resources: template.Resources ?? {},
      after: artifacts.filter(other => dependencies.includes(other)).map(other => other.stackName),
    }));
    const outputs = Object.fromEntries(artifacts.map(({ stackName, template }) => [stackName, deployedOutputs(template)]));
    fs.writeFileSync(path.join(directory, OUTPUTS), JSON.stringify(outputs));
    const assembly = { directory, stacks };
    this.assemblies.set(build, assembly);
    return assembly;
  }

  private recordOf(deployed: Build[]): Promise<Record<string, unknown>> {
    if (deployed.length > 1) return this.record(deployed);
    const [build] = deployed;
    const known = this.records.get(build) ?? this.record(deployed);
    this.records.set(build, known);
    return known;
  }

  /** What `npx multi-region record` has written after each of the deployments. */
  private async record(deployed: Build[]): Promise<Record<string, unknown>> {
    const directory = fs.mkdtempSync(path.join(this.directory, 'recorded-'));
    for (const assembly of deployed.map(build => this.assemblyOf(build).directory)) {
      await record({ directory, app: assembly, outputs: path.join(assembly, OUTPUTS) });
    }
    return JSON.parse(fs.readFileSync(path.join(directory, 'cdk.context.json'), 'utf8'));
  }

  private newApp(outdir: string, context: Record<string, unknown> = {}): App {
    return new App({ outdir, context: { ...FASTER, ...context }, analyticsReporting: false, treeMetadata: false });
  }
}

const OUTPUTS = 'outputs.json';
/** Nothing is bundled or copied, and nobody asks where a construct was made. */
const FASTER = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-creation-stack-traces': true };

/** As AWS would tell them: what is not a literal is an id. */
function deployedOutputs({ Outputs = {} }: { Outputs?: Record<string, { Value: unknown }> }): Record<string, string> {
  return Object.fromEntries(Object.entries(Outputs).map(([name, { Value }]) => {
    const id = createHash('sha256').update(JSON.stringify(Value)).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    return [name, typeof Value === 'string' ? Value : id];
  }));
}

function codesIn(text: string): string[] {
  return [...text.matchAll(/\[(?:ack: )?cdk-multi-region-serverless-api:([a-z0-9-]+)\]/g)].map(([, code]) => code);
}
