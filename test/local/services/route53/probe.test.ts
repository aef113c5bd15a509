import { HealthCheckDefinition } from '../../../../local/services/route53/health-check-definition';
import { ProbeAnswer, probeEndpoint, ProbeRequest } from '../../../../local/services/route53/probe';

const HTTPS: HealthCheckDefinition = {
  id: 'hc', type: 'HTTPS', fullyQualifiedDomainName: 'eu-west-1.hello.example.com', requestInterval: 30, failureThreshold: 3,
};
const SEARCHING: HealthCheckDefinition = { ...HTTPS, type: 'HTTPS_STR_MATCH', searchString: 'all well' };

function outcomeOf(answer: ProbeAnswer, definition = HTTPS) {
  return probeEndpoint(definition, 'us-east-1', async () => answer);
}

async function requestOf(definition: HealthCheckDefinition) {
  const requests: ProbeRequest[] = [];
  const probe = async (request: ProbeRequest) => {
    requests.push(request);
    return { statusCode: 200 };
  };
  await probeEndpoint(definition, 'us-east-1', probe);
  const { signal, ...request } = requests[0];
  return request;
}

test.each([
  [200, 'Success: HTTP Status Code 200, OK'],
  [301, 'Success: HTTP Status Code 301, Moved Permanently'],
  [399, 'Success: HTTP Status Code 399, Unknown'],
  [199, 'Failure: HTTP Status Code 199, Unknown'],
  [400, 'Failure: HTTP Status Code 400, Bad Request'],
  [503, 'Failure: HTTP Status Code 503, Service Unavailable'],
])('an answer of %d is reported as "%s"', async (statusCode, status) => {
  expect(await outcomeOf({ statusCode })).toEqual({ success: status.startsWith('Success'), status });
});

test.each<[string, Partial<HealthCheckDefinition>, object]>([
  ['HTTPS goes to port 443 and the root', {}, { protocol: 'https', port: 443, path: '/' }],
  ['HTTP goes to port 80', { type: 'HTTP' }, { protocol: 'http', port: 80, path: '/' }],
  ['HTTP_STR_MATCH is HTTP', { type: 'HTTP_STR_MATCH' }, { protocol: 'http', port: 80, path: '/' }],
  ['TCP goes to the port that is given', { type: 'TCP', port: 5432 }, { protocol: 'tcp', port: 5432, path: '/' }],
  ['a path is requested as it is', { resourcePath: '/health?deep=1' }, { protocol: 'https', port: 443, path: '/health?deep=1' }],
  ['a path gets the slash that it lacks', { resourcePath: 'health' }, { protocol: 'https', port: 443, path: '/health' }],
])('%s', async (_, more, expected) => {
  expect(await requestOf({ ...HTTPS, ...more })).toEqual({
    checkerRegion: 'us-east-1', host: 'eu-west-1.hello.example.com', ...expected,
  });
});

test('an endpoint that cannot be reached has failed, and the status says why', async () => {
  const unreachable = async () => { throw new Error('connect ECONNREFUSED'); };
  expect(await probeEndpoint(HTTPS, 'us-east-1', unreachable))
    .toEqual({ success: false, status: 'Failure: connect ECONNREFUSED' });
});

test('for TCP, a connection is enough', async () => {
  expect(await outcomeOf({ statusCode: 500 }, { ...HTTPS, type: 'TCP', port: 22 })).toMatchObject({ success: true });
});

describe('a health check that searches', () => {
  test('is healthy when the body has the string', async () => {
    expect(await outcomeOf({ statusCode: 200, body: 'yes, all well.' }, SEARCHING)).toMatchObject({ success: true });
  });

  test('fails when the body lacks the string, or has it in another case', async () => {
    expect(await outcomeOf({ statusCode: 200 }, SEARCHING)).toMatchObject({ success: false });
    expect(await outcomeOf({ statusCode: 200, body: 'All well' }, SEARCHING)).toMatchObject({ success: false });
  });

  test('fails when the status fails, whatever the body', async () => {
    expect(await outcomeOf({ statusCode: 500, body: 'all well' }, SEARCHING)).toMatchObject({ success: false });
  });

  test('reads the first 5120 bytes only', async () => {
    const before = 'é'.repeat((5120 - 'all well'.length) / 2);
    expect(await outcomeOf({ statusCode: 200, body: `${before}all well` }, SEARCHING)).toMatchObject({ success: true });
    expect(await outcomeOf({ statusCode: 200, body: `${before}.all well` }, SEARCHING)).toMatchObject({ success: false });
  });
});

describe('an endpoint that does not answer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('has failed after two real seconds, however fast the clock', async () => {
    let signal: AbortSignal | undefined;
    const outcomes: object[] = [];
    const silent = (request: ProbeRequest) => {
      signal = request.signal;
      return new Promise<never>(() => {});
    };
    void probeEndpoint(HTTPS, 'us-east-1', silent).then(outcome => outcomes.push(outcome));
    await jest.advanceTimersByTimeAsync(1999);
    expect(outcomes).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(outcomes).toEqual([{ success: false, status: expect.stringMatching(/^Failure: Connection timed out\./) }]);
    expect(signal?.aborted).toBe(true);
  });
});
