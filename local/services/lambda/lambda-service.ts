import { availableParallelism } from 'node:os';
import { ChosenEnvironment, chosenFor, validateChosen } from './chosen-environment';
import { FunctionDefinition } from './function-definition';
import { Inspection } from './inspection';
import { InvocationMetrics } from './invocation-metrics';
import { isPython, pythonInterpreter, pythonVersion } from './runtime-programs';
import { InvocationOptions, InvocationResult, LambdaFunction, LambdaFunctionOptions } from './worker-pool';
import { Journal } from '../../machine/journal';
import { LocalCredentials } from '../../machine/local-credentials';
import { LocalService } from '../../machine/local-service';
import { Measure, unmeasured } from '../../machine/metric';

export interface LambdaServiceOptions extends Omit<LambdaFunctionOptions, 'log' | 'chosenEnvironment' | 'inspection' | 'credentials'>, ChosenEnvironment {
  /** The port for debuggers. @default - none but the process's own, if it is inspected */
  readonly inspect?: number;
  readonly functions: readonly FunctionDefinition[];
  readonly journal: Journal;
  /** What a function signs with. @default - all with those of nobody in particular */
  readonly credentialsOf?: (definition: FunctionDefinition) => LocalCredentials;
  /** @default - nothing is measured */
  readonly measure?: Measure;
}

/** A function whose code cannot be loaded: all of its invocations fail, as on AWS. */
export interface BrokenFunction {
  readonly definition: FunctionDefinition;
  /** E.g. `Runtime.HandlerNotFound: index.handler is undefined or not exported`. */
  readonly error: string;
}

/** A function in Python that runs on another version here than on AWS. */
export interface OtherPython {
  readonly definition: FunctionDefinition;
  /** The machine's, e.g. `3.11.7`; nothing if it has none. */
  readonly version: string | undefined;
}

/** AWS Lambda in all Regions: every function of every Region, each with its own workers. */
export class LambdaService implements LocalService {
  static readonly INSPECT_SETTING = '`inspect` (`--inspect`)';

  readonly name = 'Lambda';
  readonly signingNames = [];
  /** Those that were found when all were loaded at start. */
  broken: readonly BrokenFunction[] = [];
  /** Those that were found at start. */
  otherPythons: readonly OtherPython[] = [];
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly inspection?: Inspection;
  private readonly metrics: InvocationMetrics;

  constructor(private readonly options: LambdaServiceOptions) {
    this.metrics = new InvocationMetrics(options.measure ?? unmeasured);
    validateChosen(options.functions, options);
    const inspection = this.inspection = Inspection.of(options.inspect);
    const maxWorkers = inspection ? 1 : options.maxWorkers; // so that requests stop at a breakpoint one after the other
    for (const definition of options.functions) {
      const { region, functionName, logicalPath: path } = definition;
      const log = (line: string) => options.journal.write('output', { region, functionName, path, line });
      const chosenEnvironment = chosenFor(definition, options);
      const credentials = options.credentialsOf?.(definition);
      const functionOptions = { ...options, chosenEnvironment, credentials, log, inspection, maxWorkers };
      this.functions.set(key(region, functionName), new LambdaFunction(definition, functionOptions));
    }
  }

  /** The function of that name in that Region, if there is one. */
  function(region: string, functionName: string): LambdaFunction | undefined {
    return this.functions.get(key(region, functionName));
  }

  /** Runs a function once, and tells what came of it. */
  async invoke(region: string, functionName: string, event: unknown, options?: InvocationOptions): Promise<InvocationResult> {
    return this.run(this.existing(region, functionName), 'RequestResponse', event, options);
  }

  /** Accepts an event and runs the function after that, by itself; what comes of it is in the journal. */
  invokeAsynchronously(region: string, functionName: string, event: unknown, options?: InvocationOptions) {
    const invoked = this.existing(region, functionName);
    setImmediate(() => void this.run(invoked, 'Event', event, options).catch(() => {})); // the Regions are stopping
  }

  /** Whether debuggers may hold invocations: they take as long as they take. */
  get isInspected(): boolean {
    return this.inspection !== undefined;
  }

  /** Loads every distinct handler once, so that a broken one is found now. */
  async start(): Promise<void> {
    this.inspection?.open();
    const distinct = new Map<string, LambdaFunction[]>();
    for (const lambdaFunction of this.functions.values()) {
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
    this.broken = broken.flat();
    this.otherPythons = await this.findOtherPythons();
  }

  private async findOtherPythons(): Promise<OtherPython[]> {
    const inPython = this.options.functions.filter(({ runtime, isForDeployments }) => isPython(runtime) && !isForDeployments);
    const version = inPython.length > 0 ? await pythonVersion(pythonInterpreter(this.options.appDirectory)) : undefined;
    return inPython.filter(({ runtime }) => !`python${version}.`.startsWith(`${runtime}.`)).map(definition => ({ definition, version }));
  }

  /** The one place that all invocations pass. */
  private async run(invoked: LambdaFunction, invocationType: 'RequestResponse' | 'Event', event: unknown, options?: InvocationOptions) {
    const { region, functionName } = invoked.definition;
    const result = await invoked.invoke(event, options);
    const { requestId, durationMs, error } = result;
    this.metrics.count(invoked.definition, durationMs, error !== undefined);
    this.options.journal.write('invocation', {
      region, functionName, requestId, invocationType, durationMs, error: error && `${error.errorType}: ${error.errorMessage}`,
    });
    return result;
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
    await Promise.all([...this.functions.values()].map(lambdaFunction => lambdaFunction.stop()));
    this.inspection?.close();
  }
}

function key(...parts: string[]): string {
  return JSON.stringify(parts);
}
