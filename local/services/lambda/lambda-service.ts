import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { AsynchronousInvocations, AsynchronousOptions } from './asynchronous-invocations';
import { Capacity } from './capacity';
import { ChosenEnvironment, chosenFor, validateChosen } from './chosen-environment';
import { Deployment, Deployments } from './deployments';
import { EventSourceMapping } from './event-source-mapping';
import { EventSourceMappings } from './event-source-mappings';
import { codeDirectories, FunctionDefinition } from './function-definition';
import { Inspection } from './inspection';
import { InvocationMetrics } from './invocation-metrics';
import { InvokableFunctions, LambdaApi } from './lambda-api';
import { isJava, isPython, javaProgram, programVersion, pythonInterpreter } from './runtime-programs';
import { InvocationOptions, InvocationResult, LambdaFunction, LambdaFunctionOptions } from './worker-pool';
import { Answer } from '../../machine/http-server';
import { Journal } from '../../machine/journal';
import { LocalCredentials } from '../../machine/local-credentials';
import { LocalService, NeededPermission, SignedRequest } from '../../machine/local-service';
import { Measure, unmeasured } from '../../machine/metric';
import { traceIdOf } from '../../machine/trace';

type SetByTheService = 'log' | 'chosenEnvironment' | 'inspection' | 'credentials' | 'capacity' | 'maxEnvironments';
type FunctionOptions = Omit<LambdaFunctionOptions, SetByTheService>;

/** Has an invocation run or not, or something else come of it. Where it rejects, nobody is told what comes of it. */
export type Around = (invoked: FunctionDefinition, run: () => Promise<InvocationResult>) => Promise<InvocationResult>;

export interface LambdaServiceOptions extends FunctionOptions, ChosenEnvironment, AsynchronousOptions {
  /** The port for debuggers. @default - none but the process's own, if it is inspected */
  readonly inspect?: number;
  /** How many environments all functions may have at once: further invocations queue. @default - by the machine's memory */
  readonly maxWorkers?: number;
  readonly functions: readonly FunctionDefinition[];
  /** @default - none */
  readonly eventSourceMappings?: readonly EventSourceMapping[];
  /** Those of the templates that do not run here, each with the reason. @default - none */
  readonly absentFunctions?: readonly { readonly region: string; readonly functionName: string; readonly what: string }[];
  readonly accountId: string;
  readonly journal: Journal;
  /** What a function signs with. @default - all with those of nobody in particular */
  readonly credentialsOf?: (definition: FunctionDefinition) => LocalCredentials;
  /** Keeps what a function prints. @default - the journal alone does */
  readonly keepLine?: (definition: FunctionDefinition, line: string) => void;
  /** @default - nothing is measured */
  readonly measure?: Measure;
  /** @default - every invocation runs */
  readonly around?: Around;
  /** @default - callers get what is new at once */
  readonly deployments?: Deployments;
}

/** A function whose code cannot be loaded: all of its invocations fail, as on AWS. */
export interface BrokenFunction {
  readonly definition: FunctionDefinition;
  /** E.g. `Runtime.HandlerNotFound: index.handler is undefined or not exported`. */
  readonly error: string;
}

/** A function in Python or Java that runs on another version here than on AWS. */
export interface OtherVersion {
  readonly definition: FunctionDefinition;
  readonly language: 'Python' | 'Java';
  /** The machine's, e.g. `3.11.7`; nothing if it has none. */
  readonly version: string | undefined;
}

/** AWS Lambda in all Regions: every function of every Region, each with its own workers. */
export class LambdaService implements LocalService, InvokableFunctions {
  static readonly INSPECT_SETTING = '`inspect` (`--inspect`)';

  readonly name = 'Lambda';
  readonly signingNames = ['lambda'];
  readonly operations = { answered: LambdaApi.OPERATIONS, refused: [] };
  /** Those that were found when they were loaded, at start or when they changed. */
  broken: readonly BrokenFunction[] = [];
  /** Those that were found then. */
  otherVersions: readonly OtherVersion[] = [];
  readonly accountId: string;
  readonly eventSourceMappings: EventSourceMappings;
  private absentFunctions: NonNullable<LambdaServiceOptions['absentFunctions']>;
  private functions = new Map<string, LambdaFunction>();
  /** Those that have been changed or removed, for what they still have to answer. */
  private retired: LambdaFunction[] = [];
  /** The versions before, of functions that are being deployed. */
  private readonly before = new Map<LambdaFunction, { readonly version: LambdaFunction; readonly deployment: Deployment }>();
  private underWay = 0;
  private readonly inspection?: Inspection;
  private readonly capacity: Capacity;
  private readonly metrics: InvocationMetrics;
  private readonly api = new LambdaApi(this);
  private readonly asynchronous: AsynchronousInvocations;

  constructor(private readonly options: LambdaServiceOptions) {
    this.metrics = new InvocationMetrics(options.measure ?? unmeasured);
    this.asynchronous = new AsynchronousInvocations(options, (definition, event, invocation) =>
      this.run(this.existing(definition.region, definition.functionName), 'Event', event, { ...invocation, mayWait: true }));
    validateChosen(options.functions, options);
    this.accountId = options.accountId;
    this.eventSourceMappings = new EventSourceMappings(options.eventSourceMappings ?? [], options.clock, options.accountId);
    this.absentFunctions = options.absentFunctions ?? [];
    this.inspection = Inspection.of(options.inspect);
    this.capacity = new Capacity(options.maxWorkers);
    options.functions.forEach(definition => this.add(this.create(definition)));
  }

  /** The function of that name in that Region, if there is one. */
  function(region: string, functionName: string): LambdaFunction | undefined {
    return this.functions.get(key(region, functionName));
  }

  of(region: string): FunctionDefinition[] {
    return [...this.functions.values()].map(({ definition }) => definition).filter(definition => definition.region === region);
  }

  whyAbsent(region: string, functionName: string): string | undefined {
    return this.absentFunctions.find(absent => absent.region === region && absent.functionName === functionName)?.what;
  }

  answer(request: SignedRequest): Promise<Answer> {
    return this.api.answer(request);
  }

  neededPermissions(request: SignedRequest): NeededPermission[] {
    return this.api.neededPermissions(request);
  }

  /** Runs a function once, and tells what came of it. */
  async invoke(region: string, functionName: string, event: unknown, options?: InvocationOptions): Promise<InvocationResult> {
    return this.run(this.existing(region, functionName), 'RequestResponse', event, options);
  }

  /** Accepts an event and runs the function after that, by itself, again if it fails; what comes of it is in the journal, and goes to its destinations. */
  invokeAsynchronously(region: string, functionName: string, event: unknown, options?: InvocationOptions) {
    this.asynchronous.accept(this.existing(region, functionName).definition, event, options);
  }

  /** Has functions begin anew, with the variables that are chosen now; what is under way is answered first. */
  renew() {
    this.functions.forEach(renewed => renewed.renew(chosenFor(renewed.definition, this.options)));
  }

  /** Ends what runs in a Region, as if its machines were gone; what is invoked later runs. */
  interrupt(region: string) {
    this.all.filter(({ definition }) => definition.region === region).forEach(invoked => invoked.interrupt());
  }

  /** Where the code is that runs, or may run still. */
  get codeDirectories(): string[] {
    return this.all.flatMap(({ definition }) => codeDirectories(definition));
  }

  /** Whether a function is at work. */
  get isBusy(): boolean {
    return this.underWay > 0;
  }

  /** Whether debuggers may hold invocations: they take as long as they take. */
  get isInspected(): boolean {
    return this.inspection !== undefined;
  }

  async start(): Promise<void> {
    this.inspection?.open();
    this.broken = await this.load([...this.functions.values()]);
    await this.findOtherVersions(this.options.functions);
  }

  /** Functions that are as they were keep their workers. */
  async update(definitions: Pick<LambdaServiceOptions, 'functions'> & Partial<LambdaServiceOptions>): Promise<[]> {
    const { functions, absentFunctions = [], eventInvokeConfigs = [], eventSourceMappings = [] } = definitions;
    this.eventSourceMappings.update(eventSourceMappings);
    this.absentFunctions = absentFunctions;
    this.asynchronous.update(eventInvokeConfigs);
    const before = this.functions;
    this.functions = new Map();
    const changed: LambdaFunction[] = [];
    for (const definition of functions) {
      const id = key(definition.region, definition.functionName);
      const kept = before.get(id);
      if (kept && isDeepStrictEqual(kept.definition, definition)) {
        before.delete(id);
        this.add(kept);
      } else {
        const next = this.add(this.create(definition));
        changed.push(next);
        if (kept && this.deploy(kept, next)) before.delete(id);
      }
    }
    before.forEach(old => this.retire(old));
    const kept = this.broken.filter(({ definition }) => functions.some(fn => isDeepStrictEqual(fn, definition)));
    this.broken = [...kept, ...await this.load(changed)];
    await this.findOtherVersions(functions);
    return [];
  }

  /** Loads every distinct handler once, so that a broken one is found now. */
  private async load(functions: readonly LambdaFunction[]): Promise<BrokenFunction[]> {
    const distinct = new Map<string, LambdaFunction[]>();
    for (const lambdaFunction of functions) {
      const { codeDirectory, handler, isForDeployments } = lambdaFunction.definition;
      const code = key(codeDirectory, handler);
      if (!isForDeployments) distinct.set(code, [...distinct.get(code) ?? [], lambdaFunction]);
    }
    const next = [...distinct.values()].entries();
    const broken: BrokenFunction[][] = [];
    // No more at once than the machine has processors: each has the time that Lambda gives it, however many there are.
    await Promise.all(Array.from({ length: availableParallelism() }, async () => {
      for (const [at, [first, ...others]] of next) {
        const error = await first.load();
        if (error === undefined) continue;
        const errorIn = (region: string) => error.replaceAll(first.definition.region, region);
        broken[at] = [first, ...others].map(({ definition }) => ({ definition, error: errorIn(definition.region) }));
      }
    }));
    return broken.flat();
  }

  private async findOtherVersions(functions: readonly FunctionDefinition[]) {
    const others = async (language: OtherVersion['language'], isOf: (runtime: string) => boolean, program: string) => {
      const found = functions.filter(({ runtime, isForDeployments }) => isOf(runtime) && !isForDeployments);
      const version = found.length > 0 ? await programVersion(program) : undefined;
      const here = `${language.toLowerCase()}${version}.`;
      return found.filter(({ runtime }) => !here.startsWith(`${runtime}.`)).map((definition): OtherVersion => ({ definition, language, version }));
    };
    this.otherVersions = [
      ...await others('Python', isPython, pythonInterpreter(this.options.appDirectory)),
      ...await others('Java', isJava, javaProgram()),
    ];
  }

  /** The one place that all invocations pass. */
  private async run(invoked: LambdaFunction, invocationType: 'RequestResponse' | 'Event', event: unknown, options?: InvocationOptions) {
    const { region, functionName } = invoked.definition;
    const { around = (_, run) => run() } = this.options;
    const version = this.versionFor(invoked, options?.qualifier);
    this.underWay++;
    const result = await around(version.definition, () => version.invoke(event, options)).finally(() => this.underWay--);
    const { requestId, durationMs, error, payload, log } = result;
    this.metrics.count(version.definition, options?.qualifier, durationMs, error !== undefined);
    this.options.journal.write('invocation', {
      region, functionName, requestId, invocationType, durationMs, error: error && `${error.errorType}: ${error.errorMessage}`, traceId: traceIdOf(result.traceId),
    }, { exchange: { event, payload, log } });
    return result;
  }

  private versionFor(invoked: LambdaFunction, qualifier: string | undefined): LambdaFunction {
    const before = this.before.get(invoked);
    return !before || before.deployment.givesNew(qualifier) ? invoked : before.version;
  }

  /** Whether the old version goes on for some of the callers. One that was being deployed itself ends: its callers had mostly the one before it. */
  private deploy(old: LambdaFunction, next: LambdaFunction): boolean {
    const { region, functionName, qualifiers } = next.definition;
    const underWay = this.before.get(old);
    const version = underWay?.version ?? old;
    const deployment = this.options.deployments?.deploy({
      region,
      functionName,
      versionsOf: alias => [version.definition.qualifiers[alias], qualifiers[alias]],
      onSucceeded: () => {
        this.before.delete(next);
        this.retire(version);
      },
    });
    if (!deployment) return false;
    this.before.set(next, { version, deployment });
    if (underWay) {
      underWay.deployment.stop();
      this.before.delete(old);
      this.retire(old);
    }
    return true;
  }

  /** Ends a function, and the version before it. */
  private retire(old: LambdaFunction) {
    const before = this.before.get(old);
    this.before.delete(old);
    before?.deployment.stop();
    const ended = before ? [old, before.version] : [old];
    ended.forEach(version => version.retire());
    this.retired = [...this.retired.filter(({ alive }) => alive), ...ended];
  }

  private get all(): LambdaFunction[] {
    return [...this.functions.values(), ...[...this.before.values()].map(({ version }) => version), ...this.retired];
  }

  private create(definition: FunctionDefinition): LambdaFunction {
    const { region, functionName, logicalPath: path } = definition;
    const log = (line: string) => {
      this.options.journal.write('output', { region, functionName, path, line });
      this.options.keepLine?.(definition, line);
    };
    const chosenEnvironment = chosenFor(definition, this.options);
    const credentials = this.options.credentialsOf?.(definition);
    const { inspection, capacity } = this;
    const maxEnvironments = inspection && 1; // so that requests stop at a breakpoint one after the other
    return new LambdaFunction(definition, { ...this.options, chosenEnvironment, credentials, log, inspection, capacity, maxEnvironments });
  }

  private add(lambdaFunction: LambdaFunction): LambdaFunction {
    const { region, functionName } = lambdaFunction.definition;
    this.functions.set(key(region, functionName), lambdaFunction);
    return lambdaFunction;
  }

  private existing(region: string, functionName: string): LambdaFunction {
    const found = this.function(region, functionName);
    if (!found) {
      throw new Error(`There is no function ${functionName} in ${region}`);
    }
    return found;
  }

  /** Ends all workers of all functions. */
  async stop(): Promise<void> {
    this.asynchronous.stop();
    await Promise.all(this.all.map(lambdaFunction => lambdaFunction.stop()));
    this.inspection?.close();
  }
}

function key(...parts: string[]): string {
  return JSON.stringify(parts);
}
