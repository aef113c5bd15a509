import { RESET_TARGET } from '../services/dynamodb/dynamodb';

const LOCAL_HOST = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Empties the tables of the local Regions at `endpoint` to their seed; says what has been done. */
export async function reset(endpoint: string): Promise<string> {
  if (!LOCAL_HOST.test(new URL(endpoint).hostname)) {
    throw new Error(`\`--endpoint\` must be the local Regions on this machine, e.g. http://localhost:3100, got: ${endpoint}`);
  }
  const response = await ask(endpoint);
  const answer = await response.json().catch(() => undefined) as { reset?: string[]; message?: string } | undefined;
  if (answer?.reset) {
    return answer.reset.length > 0 ? `Reset: ${answer.reset.join(', ')}` : 'There are no tables to reset';
  }
  throw new Error(`The local Regions at ${endpoint} are not reset: ${answer?.message ?? `${response.status} ${response.statusText}`}`);
}

async function ask(endpoint: string): Promise<Response> {
  try {
    return await fetch(endpoint, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'x-amz-target': RESET_TARGET,
        'authorization': 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
      },
    });
  } catch (error) {
    const { message, code } = (error as { cause?: NodeJS.ErrnoException }).cause ?? error as NodeJS.ErrnoException;
    throw new Error(`Nobody answers at ${endpoint} (${message || code}): start the local Regions, or say by \`--endpoint\` where they take AWS clients`);
  }
}
