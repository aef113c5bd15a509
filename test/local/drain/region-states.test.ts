import { Answer } from '../../../local/drain/health-question';
import { isAvailable, observe, statesText, whyNobodyServes } from '../../../local/drain/region-states';

const GOOD = { statusCode: 200 };
const NOT_DRAINED = { statusCode: 404 };

/** The states of three Regions of which each is asked about by the next, with what answers where. */
function observed(answers: Record<string, Answer>, replicas: Record<string, string[] | Error> = {}) {
  const names = ['us-east-1', 'eu-west-1', 'sa-east-1'];
  const regions = names.map((region, i) => {
    const peer = names[(i + 1) % 3];
    return { region, healthUrl: region, peers: [{ region: peer, url: `${peer}/${region}` }], failoverTime: 150 };
  });
  return observe({ tableName: 'Switch', regions }, {
    ask: async url => answers[url] ?? (url.includes('/') ? NOT_DRAINED : GOOD),
    drainedIn: async replica => {
      const held = replicas[replica] ?? [];
      if (held instanceof Error) throw held;
      return held;
    },
  });
}

/** An error as the AWS SDK throws it. */
const awsError = (name: string, message: string, $fault?: string) => Object.assign(new Error(message), { name, $fault });
const ACCESS_DENIED = awsError('AccessDeniedException', 'User: jo is not authorized', 'client');

test('a Region that is unhealthy is told with its answer, and one that did not answer is of unknown health', async () => {
  const observation = await observed({ 'us-east-1': { statusCode: 503 }, 'sa-east-1': { unanswered: 'getaddrinfo ENOTFOUND sa-east-1' } });
  expect(statesText(observation)).toBe([
    'us-east-1  unhealthy (answers 503)',
    'eu-west-1  healthy',
    'sa-east-1  health unknown (getaddrinfo ENOTFOUND sa-east-1)',
  ].join('\n'));
  expect(observation.states.map(isAvailable)).toEqual([false, true, false]);
  expect(observation).toMatchObject({ unasked: undefined, unread: undefined });
});

test.each([[199, false], [200, true], [302, true], [399, true], [400, false]])('an answer of %d is healthy: %s', async (statusCode, healthy) => {
  expect((await observed({ 'eu-west-1': { statusCode } })).states.map(isAvailable)).toEqual([true, healthy, true]);
});

test('nobody was asked when nobody answered, for whatever reasons', async () => {
  const urls = ['us-east-1', 'eu-west-1', 'sa-east-1', 'eu-west-1/us-east-1', 'sa-east-1/eu-west-1', 'us-east-1/sa-east-1'];
  const answers = Object.fromEntries(urls.map((url, i) => [url, { unanswered: i === 0 ? 'refused' : 'late' }]));
  const observation = await observed(answers, { 'us-east-1': ['eu-west-1'] });
  expect(observation.unasked).toBe('refused; late');
  expect(statesText(observation)).toContain('eu-west-1  health unknown, drained in the replica of us-east-1, whatever its peers say');
  expect(observation.states.some(isAvailable)).toBe(false);
});

test('what a peer does not answer is not what it says', async () => {
  const states = async (answer: Answer) => statesText(await observed({ 'eu-west-1/us-east-1': answer }, { 'us-east-1': ['us-east-1'] }));
  expect(await states(NOT_DRAINED)).toContain('us-east-1  healthy, drained in the replica of us-east-1, which no peer says');
  expect(await states({ unanswered: 'late' })).toContain('us-east-1  healthy, drained in the replica of us-east-1, whatever its peers say');
});

test.each<[string, Record<string, Answer>, string | undefined]>([
  ['serves', { 'us-east-1': { unanswered: 'late' } }, undefined],
  ['is healthy', { 'us-east-1': { statusCode: 503 }, 'eu-west-1': { statusCode: 503 }, 'sa-east-1': { statusCode: 503 } }, 'no other Region would serve its callers'],
  ['is known to be', { 'us-east-1': { unanswered: 'late' }, 'eu-west-1': { statusCode: 503 }, 'sa-east-1': { statusCode: 503 } }, 'no other Region is known to serve its callers'],
])('whether a Region %s decides what is said of callers', async (_name, answers, said) => {
  expect(whyNobodyServes(await observed(answers))).toBe(said);
});

test('one answer is enough to tell that the others are ill', async () => {
  const urls = ['us-east-1', 'sa-east-1', 'eu-west-1/us-east-1', 'sa-east-1/eu-west-1', 'us-east-1/sa-east-1'];
  const answers = { ...Object.fromEntries(urls.map(url => [url, { unanswered: 'late' }])), 'eu-west-1': { statusCode: 503 } };
  expect((await observed(answers)).unasked).toBeUndefined();
});

test('one ill Region\'s replica does not keep the switch from being read', async () => {
  const observation = await observed({}, { 'eu-west-1': awsError('TimeoutError', 'late'), 'sa-east-1': awsError('InternalServerError', 'ill', 'server') });
  expect(observation.unread).toBeUndefined();
  expect(statesText(observation)).toContain('eu-west-1  healthy, its replica of the switch cannot be read (TimeoutError)');
});

test.each<[string, Record<string, Error>, string]>([
  ['access to one replica is denied', { 'eu-west-1': ACCESS_DENIED }, 'AccessDeniedException: User: jo is not authorized'],
  ['there are no credentials', { 'us-east-1': awsError('CredentialsProviderError', 'Could not load credentials from any providers') },
    'CredentialsProviderError: Could not load credentials from any providers'],
  ['no replica can be reached', Object.fromEntries(['us-east-1', 'eu-west-1', 'sa-east-1'].map(region => [region, new Error('connect ECONNREFUSED')])),
    'connect ECONNREFUSED'],
])('the switch was not read when %s', async (_name, replicas, unread) => {
  expect((await observed({}, replicas)).unread).toBe(unread);
});
