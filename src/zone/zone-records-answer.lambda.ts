import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import { Clock, isTransient, NotYet, Patience } from './zone-records-patience.lambda';

const PATIENCE_MS = 30_000;
const MAX_REASON = 800;

/** Puts an answer where CloudFormation waits for it; S3 may need a second try. */
export async function answer(event: CloudFormationCustomResourceEvent, outcome: Outcome, clock: Clock, random: () => number) {
  const body: CloudFormationCustomResourceResponse = {
    Status: outcome.failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: outcome.failure?.slice(0, MAX_REASON) ?? '', // CloudFormation takes 4096 bytes in all
    PhysicalResourceId: outcome.physicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  };
  await new Patience(clock, random, clock.now() + PATIENCE_MS).retry(() => put(event.ResponseURL, JSON.stringify(body)), isFetchFailure);
}

export interface Outcome {
  readonly physicalResourceId: string;
  /** Why it failed, in a sentence. */
  readonly failure?: string;
}

async function put(url: string, body: string) {
  // Bytes rather than text: a content type would not be the one that the URL is signed for.
  const response = await fetch(url, { method: 'PUT', body: Buffer.from(body), signal: AbortSignal.timeout(5_000) });
  await response.arrayBuffer();
  if (response.status >= 500) throw new NotYet(`CloudFormation's bucket answered ${response.status}`);
  if (!response.ok) throw new Error(`CloudFormation's bucket refused the answer with status ${response.status}`);
}

/** `fetch` says that it failed by a TypeError. */
function isFetchFailure(error: unknown): boolean {
  return error instanceof TypeError || isTransient(error);
}
