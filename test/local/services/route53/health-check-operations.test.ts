import {
  GetHealthCheckCommand, GetHealthCheckLastFailureReasonCommand, GetHealthCheckStatusCommand, ListHealthChecksCommand,
  ListTagsForResourceCommand, paginateListHealthChecks, UpdateHealthCheckCommand, UpdateHealthCheckCommandInput,
} from '@aws-sdk/client-route-53';
import { ENDPOINT, THREE_REGIONS } from './endpoint';
import { ask, Route53ServerOptions, startRoute53 } from './route53-server';
import { HealthCheckDefinition } from '../../../../local/services/route53/health-check-definition';

const CALCULATED: HealthCheckDefinition = {
  id: 'calc-1', type: 'CALCULATED', requestInterval: 30, failureThreshold: 3, healthThreshold: 1, childHealthChecks: ['hc-1'],
};

let route53: Awaited<ReturnType<typeof startRoute53>>;

async function start(options: Route53ServerOptions = {}) {
  route53 = await startRoute53({ healthChecks: [ENDPOINT, CALCULATED], ...options });
  return route53;
}

afterEach(() => route53.stop());

test('GetHealthCheck tells the configuration of an endpoint', async () => {
  const { client } = await start();
  const { HealthCheck } = await client.send(new GetHealthCheckCommand({ HealthCheckId: 'hc-1' }));
  expect(HealthCheck).toEqual({
    Id: 'hc-1',
    CallerReference: 'hc-1',
    HealthCheckVersion: 1,
    HealthCheckConfig: {
      Type: 'HTTPS',
      FullyQualifiedDomainName: 'eu-west-1.hello.example.com',
      ResourcePath: '/health',
      RequestInterval: 10,
      FailureThreshold: 3,
      Regions: THREE_REGIONS,
      Inverted: false,
      Disabled: false,
    },
  });
});

test('GetHealthCheck tells the children of a calculated health check', async () => {
  const { client } = await start();
  const { HealthCheck } = await client.send(new GetHealthCheckCommand({ HealthCheckId: 'calc-1' }));
  expect(HealthCheck?.HealthCheckConfig).toEqual({
    Type: 'CALCULATED', Inverted: false, Disabled: false, HealthThreshold: 1, ChildHealthChecks: ['hc-1'],
  });
});

test.each(['CLOUDWATCH_METRIC', 'RECOVERY_CONTROL'] as const)('a %s check, which nothing watches here, is answered for without observations', async type => {
  const { client } = await start({ healthChecks: [{ id: 'hc-3', type, requestInterval: 30, failureThreshold: 3 }] });
  const HealthCheckId = 'hc-3';
  const { HealthChecks } = await client.send(new ListHealthChecksCommand({}));
  const { HealthCheck } = await client.send(new GetHealthCheckCommand({ HealthCheckId }));
  expect(HealthCheck?.HealthCheckConfig).toEqual({ Type: type, Inverted: false, Disabled: false });
  expect(HealthChecks).toEqual([HealthCheck]);
  expect((await client.send(new GetHealthCheckStatusCommand({ HealthCheckId }))).HealthCheckObservations).toEqual([]);
  expect((await client.send(new GetHealthCheckLastFailureReasonCommand({ HealthCheckId }))).HealthCheckObservations).toEqual([]);
});

test('a health check that does not exist is refused as Route 53 does', async () => {
  const { client } = await start();
  await expect(client.send(new GetHealthCheckCommand({ HealthCheckId: 'hc-9' }))).rejects.toMatchObject({
    name: 'NoSuchHealthCheck', message: 'No health check exists with the specified ID hc-9', $metadata: { httpStatusCode: 404, requestId: 'request-1' },
  });
});

describe('ListHealthChecks', () => {
  test('lists all, on one page', async () => {
    const { client } = await start();
    const answer = await client.send(new ListHealthChecksCommand({}));
    expect(answer.HealthChecks?.map(({ Id }) => Id)).toEqual(['hc-1', 'calc-1']);
    expect(answer).toMatchObject({ IsTruncated: false, MaxItems: 100 });
    expect(answer.NextMarker).toBeUndefined();
  });

  test('is empty where there are none', async () => {
    const { client } = await start({ healthChecks: [] });
    expect((await client.send(new ListHealthChecksCommand({}))).HealthChecks).toEqual([]);
  });

  test('gives pages of the size asked for, until the last', async () => {
    const { client } = await start({ healthChecks: ['a', 'b', 'c', 'd', 'e'].map(id => ({ ...ENDPOINT, id })) });
    const pages = [];
    for await (const page of paginateListHealthChecks({ client, pageSize: 2 }, {})) {
      pages.push(page.HealthChecks?.map(({ Id }) => Id));
    }
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  test('refuses pages of no size', async () => {
    const { client } = await start();
    await expect(client.send(new ListHealthChecksCommand({ MaxItems: 0 }))).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

describe('UpdateHealthCheck', () => {
  function update(input: Partial<UpdateHealthCheckCommandInput>) {
    return route53.client.send(new UpdateHealthCheckCommand({ HealthCheckId: 'hc-1', ...input }));
  }

  test('inverts a health check, which drains its Region at once', async () => {
    const { checker } = await start();
    const { HealthCheck } = await update({ Inverted: true });
    expect(HealthCheck).toMatchObject({ Id: 'hc-1', HealthCheckVersion: 2, HealthCheckConfig: { Inverted: true } });
    expect(checker.isHealthy('hc-1')).toBe(false);
  });

  test('changes every setting that may change, and no other', async () => {
    const { checker } = await start({ healthChecks: [{ ...ENDPOINT, type: 'HTTPS_STR_MATCH', searchString: 'ok' }] });
    await update({
      Port: 8443,
      ResourcePath: '/a?b=1&c=<2>',
      FullyQualifiedDomainName: 'other.example.com',
      SearchString: ' "well" & good ',
      FailureThreshold: 7,
      Disabled: true,
      Regions: ['us-west-1', 'us-west-2', 'sa-east-1', 'eu-west-1'],
    });
    expect(checker.get('hc-1').definition).toEqual({
      ...ENDPOINT,
      type: 'HTTPS_STR_MATCH',
      port: 8443,
      resourcePath: '/a?b=1&c=<2>',
      fullyQualifiedDomainName: 'other.example.com',
      searchString: ' "well" & good ',
      failureThreshold: 7,
      disabled: true,
      regions: ['us-west-1', 'us-west-2', 'sa-east-1', 'eu-west-1'],
    });
  });

  test('changes the children of a calculated health check', async () => {
    const { checker } = await start({ healthChecks: [ENDPOINT, { ...ENDPOINT, id: 'hc-2' }, CALCULATED] });
    await update({ HealthCheckId: 'calc-1', ChildHealthChecks: ['hc-1', 'hc-2'], HealthThreshold: 2 });
    expect(checker.get('calc-1').definition).toMatchObject({ childHealthChecks: ['hc-1', 'hc-2'], healthThreshold: 2 });
  });

  test('resets elements to their defaults', async () => {
    const { checker } = await start();
    await update({ ResetElements: ['Regions', 'ResourcePath'] });
    expect(checker.get('hc-1').definition).toEqual({ ...ENDPOINT, regions: undefined, resourcePath: undefined });
    await update({ HealthCheckId: 'calc-1', ResetElements: ['ChildHealthChecks'] });
    expect(checker.isHealthy('calc-1')).toBe(false);
  });

  test('may expect the version that it changes', async () => {
    await start();
    expect((await update({ HealthCheckVersion: 1, Disabled: true })).HealthCheck?.HealthCheckVersion).toBe(2);
    await expect(update({ HealthCheckVersion: 1, Disabled: false })).rejects.toMatchObject({
      name: 'HealthCheckVersionMismatch', $metadata: { httpStatusCode: 409 },
    });
  });

  test.each<[string, Partial<UpdateHealthCheckCommandInput>, string, RegExp]>([
    ['a threshold above 10', { FailureThreshold: 11 }, 'InvalidInput', /maxInclusive '10' for type 'FailureThreshold'/],
    ['a threshold that is no number', { FailureThreshold: 1.5 }, 'InvalidInput', /'1\.5' is not a valid value for 'integer'/],
    ['fewer than three Regions', { Regions: ['us-east-1', 'us-west-1'] }, 'InvalidInput', /at least 3 regions/],
    ['a name to be reset', { ResetElements: ['FullyQualifiedDomainName'] }, 'InvalidInput', /FullyQualifiedDomainName cannot be reset/],
    ['another element to be reset', { ResetElements: ['Port' as never] }, 'InvalidInput', /Value 'Port' is not facet-valid/],
    ['an IP address', { IPAddress: '192.0.2.1' }, 'NotImplemented', /UpdateHealthCheck with IPAddress is not supported/],
    ['a health check that does not exist', { HealthCheckId: 'hc-9' }, 'NoSuchHealthCheck', /hc-9/],
  ])('refuses %s', async (_, input, name, message) => {
    const { checker } = await start();
    await expect(update(input)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(checker.get('hc-1').version).toBe(1);
  });

  test('refuses what is not XML, and what is not a boolean', async () => {
    const { api } = await start();
    const request = { method: 'POST', path: '/2013-04-01/healthcheck/hc-1' };
    expect(await api.answer(ask({ ...request, body: '<UpdateHealthCheckRequest>' }))).toMatchObject({
      statusCode: 400, body: expect.stringContaining('<Code>InvalidInput</Code><Message>Invalid XML ; '),
    });
    expect(await api.answer(ask({ ...request, body: '<UpdateHealthCheckRequest><Inverted>yes</Inverted></UpdateHealthCheckRequest>' })))
      .toMatchObject({ statusCode: 400, body: expect.stringContaining('is not a valid value for') });
  });
});

describe('what the checkers saw', () => {
  const answer = ({ checkerRegion }: { checkerRegion: string }) => checkerRegion === 'us-east-1' ? 503 : 200;

  test('GetHealthCheckStatus tells the last report of every checker, in AWS time', async () => {
    const { checker, client, clock } = await start({ answer });
    const startedAt = clock.now();
    checker.start();
    await clock.advance(9_999);
    const { HealthCheckObservations } = await client.send(new GetHealthCheckStatusCommand({ HealthCheckId: 'hc-1' }));
    expect(HealthCheckObservations).toHaveLength(6);
    expect(HealthCheckObservations?.slice(0, 2)).toEqual([
      {
        Region: 'us-east-1',
        IPAddress: '192.0.2.1',
        StatusReport: { Status: 'Failure: HTTP Status Code 503, Service Unavailable', CheckedTime: new Date(startedAt) },
      },
      {
        Region: 'eu-west-1',
        IPAddress: '192.0.2.2',
        StatusReport: { Status: 'Success: HTTP Status Code 200, OK', CheckedTime: new Date(Math.floor(startedAt + 10_000 / 6)) },
      },
    ]);
  });

  test('GetHealthCheckLastFailureReason tells only of checkers that have failed', async () => {
    const { checker, client, clock } = await start({ answer });
    checker.start();
    await clock.advance(9_999);
    const { HealthCheckObservations } = await client.send(new GetHealthCheckLastFailureReasonCommand({ HealthCheckId: 'hc-1' }));
    expect(HealthCheckObservations?.map(({ Region, StatusReport }) => [Region, StatusReport?.Status])).toEqual(
      Array(2).fill(['us-east-1', 'Failure: HTTP Status Code 503, Service Unavailable']));
  });

  test('before the first probe there is nothing to tell', async () => {
    const { client } = await start();
    const { HealthCheckObservations } = await client.send(new GetHealthCheckStatusCommand({ HealthCheckId: 'hc-1' }));
    expect(HealthCheckObservations).toEqual([]);
  });

  test('a calculated health check has no checkers to ask', async () => {
    const { client } = await start();
    await expect(client.send(new GetHealthCheckStatusCommand({ HealthCheckId: 'calc-1' }))).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

describe('ListTagsForResource', () => {
  test('tells the name of a health check', async () => {
    const { client } = await start();
    const { ResourceTagSet } = await client.send(new ListTagsForResourceCommand({ ResourceType: 'healthcheck', ResourceId: 'hc-1' }));
    expect(ResourceTagSet).toEqual({ ResourceType: 'healthcheck', ResourceId: 'hc-1', Tags: [{ Key: 'Name', Value: 'HitCounter-eu-west-1' }] });
  });

  test('is empty for a health check without a name', async () => {
    const { client } = await start();
    const { ResourceTagSet } = await client.send(new ListTagsForResourceCommand({ ResourceType: 'healthcheck', ResourceId: 'calc-1' }));
    expect(ResourceTagSet?.Tags).toEqual([]);
  });

  test('is not supported for a hosted zone, and says so', async () => {
    const { client } = await start();
    await expect(client.send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: 'Z1' })))
      .rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('ListTagsForResource for a hostedzone') });
  });
});
