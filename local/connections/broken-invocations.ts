import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'timers/promises';
import { InvocationFault } from '../faults/fault';
import { DEFAULT_DELAY_MS } from '../faults/fault-kinds';
import { Faults } from '../faults/faults';
import { LostRegions } from '../faults/lost-regions';
import { isCalled } from '../faults/parameter';
import { FunctionDefinition } from '../services/lambda/function-definition';
import { Around } from '../services/lambda/lambda-service';
import { InvocationResult } from '../services/lambda/worker-pool';

/** What comes of invocations where something goes wrong on purpose. */
export function invokeDespite(faults: Faults, regions: LostRegions): Around {
  return (invoked, run) => regions.during(invoked.region, () => brokenRun(faults, invoked, run));
}

async function brokenRun(faults: Faults, invoked: FunctionDefinition, run: () => Promise<InvocationResult>): Promise<InvocationResult> {
  const isAbout = (fault: InvocationFault) => isMeant(fault, invoked);
  const delay = faults.striking('aws:lambda:invocation-add-delay', isAbout);
  if (delay) {
    const limitMs = invoked.timeoutSeconds * 1000;
    const delayMs = delay.fault.startupDelayMilliseconds ?? DEFAULT_DELAY_MS;
    await sleep(Math.min(delayMs, limitMs));
    if (delayMs >= limitMs) return timedOut(invoked.timeoutSeconds);
  }
  const error = faults.striking('aws:lambda:invocation-error', isAbout);
  if (error) {
    const result = error.fault.preventExecution ? withoutRun() : await run();
    return { ...result, payload: undefined, error: { errorType: 'FaultInjected', errorMessage: error.fault.action } };
  }
  const answer = faults.striking('aws:lambda:invocation-http-integration-response', isAbout);
  if (answer) {
    const { statusCode, contentTypeHeader, preventExecution } = answer.fault;
    const result = preventExecution ? withoutRun() : await run();
    return { ...result, error: undefined, payload: { statusCode, headers: { 'Content-Type': contentTypeHeader }, body: '' } };
  }
  return run();
}

function isMeant({ function: called, region }: InvocationFault, { functionName, logicalPath, region: own }: FunctionDefinition): boolean {
  return (region ?? own) === own && (called === undefined || [functionName, logicalPath].some(name => isCalled(name, called)));
}

function timedOut(seconds: number): InvocationResult {
  const result = withoutRun();
  const errorMessage = `RequestId: ${result.requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return { ...result, durationMs: seconds * 1000, error: { errorType: 'Sandbox.Timedout', errorMessage } };
}

function withoutRun(): InvocationResult {
  return { log: [], coldStart: false, durationMs: 0, requestId: randomUUID() };
}
