import { randomUUID } from 'node:crypto';
import { DEFAULT_EVENT_INVOKE_CONFIG, EventInvokeConfig } from './event-invoke-config';
import { functionArn, FunctionDefinition } from './function-definition';
import { versionOf } from './function-description';
import { InvocationOptions, InvocationResult } from './worker-pool';
import { Clock } from '../../machine/clock';
import { Deliver, Delivery } from '../../machine/delivery';
import { NoAnswer } from '../../machine/no-answer';

export interface AsynchronousOptions {
  readonly clock: Clock;
  /** Has another service take what a destination or a dead-letter queue gets. */
  readonly deliver: Deliver;
  readonly eventInvokeConfigs: readonly EventInvokeConfig[];
}

/** An event that a function was given, and nobody waits for. */
interface Accepted {
  readonly definition: FunctionDefinition;
  readonly event: unknown;
  readonly options: InvocationOptions & { readonly requestId: string };
  readonly at: number;
}

type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

/** After the first attempt that failed, and after the second. */
const WAITS_MS = [60_000, 120_000];
const MAX_ERROR_MESSAGE = 1_024;

/**
 * The events of functions that nobody waits for: tried again when they fail, and their results told.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsynchronousInvocations {
  private isStopped = false;
  private eventInvokeConfigs: readonly EventInvokeConfig[];

  constructor(
    private readonly props: AsynchronousOptions,
    private readonly run: (definition: FunctionDefinition, event: unknown, options: InvocationOptions) => Promise<InvocationResult>,
  ) {
    this.eventInvokeConfigs = props.eventInvokeConfigs;
  }

  update(eventInvokeConfigs: readonly EventInvokeConfig[]) {
    this.eventInvokeConfigs = eventInvokeConfigs;
  }

  accept(definition: FunctionDefinition, event: unknown, options: InvocationOptions = {}) {
    const accepted: Accepted = { definition, event, options: { requestId: randomUUID(), ...options }, at: this.props.clock.now() };
    setImmediate(() => void this.attempt(accepted, 1).catch(failure => process.emitWarning(failure)));
  }

  stop() {
    this.isStopped = true;
  }

  private async attempt(accepted: Accepted, attempt: number) {
    if (this.isStopped) return;
    const { definition, event, options, at } = accepted;
    const { clock } = this.props;
    const { maximumRetryAttempts, maximumEventAgeSeconds } = this.configOf(accepted);
    let result: InvocationResult;
    try {
      result = await this.run(definition, event, options);
    } catch (error) {
      if (error instanceof NoAnswer) void error.over.then(() => this.attempt(accepted, attempt));
      return; // else the Regions are stopping
    }
    if (!result.error) return this.end(accepted, result, attempt, 'Success');
    if (attempt > maximumRetryAttempts) return this.end(accepted, result, attempt, 'RetriesExhausted');
    const wait = WAITS_MS[attempt - 1];
    const left = at + maximumEventAgeSeconds * 1000 - clock.now();
    if (wait > left) return void clock.schedule(Math.max(0, left), () => this.end(accepted, result, attempt, 'EventAgeExceeded'));
    clock.schedule(wait, () => this.attempt(accepted, attempt + 1));
  }

  /** Tells what came of it whoever is to know. */
  private async end(accepted: Accepted, result: InvocationResult, attempts: number, condition: Condition) {
    const { onSuccess, onFailure } = this.configOf(accepted);
    const { definition, event, options: { requestId } } = accepted;
    const { deadLetterTargetArn } = definition;
    const from = functionArn(definition);
    const destination = condition === 'Success' ? onSuccess : onFailure;
    const deliveries: Delivery[] = [];
    if (destination !== undefined) {
      deliveries.push({ to: destination, from, payload: JSON.stringify(this.recordOf(accepted, result, attempts, condition)) });
    }
    if (condition !== 'Success' && deadLetterTargetArn !== undefined) {
      deliveries.push({
        to: deadLetterTargetArn,
        from,
        payload: JSON.stringify(event),
        attributes: {
          RequestID: { DataType: 'String', StringValue: requestId },
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: { DataType: 'String', StringValue: result.error!.errorMessage.slice(0, MAX_ERROR_MESSAGE) || ' ' },
        },
      });
    }
    for (const delivery of deliveries) await this.tell(definition, delivery);
  }

  private async tell(definition: FunctionDefinition, delivery: Delivery): Promise<void> {
    try {
      await this.props.deliver(delivery);
    } catch (failure) {
      if (failure instanceof NoAnswer) void failure.over.then(() => this.tell(definition, delivery));
      else process.emitWarning(`Lambda could not deliver what came of ${definition.logicalPath} to ${delivery.to}: ${(failure as Error).message}`);
    }
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  private recordOf(accepted: Accepted, { payload, error }: InvocationResult, attempts: number, condition: Condition) {
    const { definition, event, options: { requestId, qualifier } } = accepted;
    return {
      version: '1.0',
      timestamp: new Date(this.props.clock.now()).toISOString(),
      requestContext: { requestId, functionArn: functionArn(definition, qualifier ?? '$LATEST'), condition, approximateInvokeCount: attempts },
      requestPayload: event,
      responseContext: { statusCode: 200, executedVersion: versionOf(definition, qualifier), ...error && { functionError: 'Unhandled' } },
      responsePayload: error ?? payload ?? null,
    };
  }

  private configOf({ definition: { region, functionName }, options: { qualifier } }: Accepted): Omit<EventInvokeConfig, 'region' | 'functionName'> {
    const found = this.eventInvokeConfigs.find(config =>
      config.region === region && config.functionName === functionName && config.qualifier === qualifier);
    return found ?? DEFAULT_EVENT_INVOKE_CONFIG;
  }
}
