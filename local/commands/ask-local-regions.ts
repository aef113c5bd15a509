const LOCAL_HOST = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** The answer of the local Regions at an endpoint for AWS clients, in JSON. Rejects where that is not on this machine, or nobody answers. */
export async function askLocalRegions(endpoint: string, path: string, init: RequestInit) {
  if (!LOCAL_HOST.test(new URL(endpoint).hostname)) {
    throw new Error(`\`--endpoint\` must be the local Regions on this machine, e.g. http://localhost:3100, got: ${endpoint}`);
  }
  const response = await ask(endpoint, path, init);
  const answer = await response.json().catch(() => ({})) as Record<string, unknown>;
  return { answer, status: `${response.status} ${response.statusText}` };
}

async function ask(endpoint: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, endpoint), { method: 'POST', redirect: 'error', ...init });
  } catch (error) {
    const { message, code } = (error as { cause?: NodeJS.ErrnoException }).cause ?? error as NodeJS.ErrnoException;
    throw new Error(`Nobody answers at ${endpoint} (${message || code}): start the local Regions, or say by \`--endpoint\` where they take AWS clients`);
  }
}

/** A request for what AWS does not know, in the name of a service. */
export function inTheNameOf(service: string, target: string): RequestInit {
  return {
    headers: {
      'x-amz-target': target,
      'authorization': `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=local`,
    },
  };
}
