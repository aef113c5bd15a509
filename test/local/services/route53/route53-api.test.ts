import { CreateHostedZoneCommand, DeleteHealthCheckCommand, GetCheckerIpRangesCommand } from '@aws-sdk/client-route-53';
import { ask, startRoute53 } from './route53-server';
import { neededPermissions } from '../../../../local/services/route53/route53-api';

let route53: Awaited<ReturnType<typeof startRoute53>>;

beforeEach(async () => {
  route53 = await startRoute53({});
});
afterEach(() => route53.stop());

test.each<[string, string, string, string]>([
  ['GET', 'healthcheck', 'ListHealthChecks', '*'],
  ['POST', 'healthcheck/hc-1', 'UpdateHealthCheck', 'arn:aws:route53:::healthcheck/hc-1'],
  ['GET', 'healthcheck/hc-1/status', 'GetHealthCheckStatus', 'arn:aws:route53:::healthcheck/hc-1'],
  ['POST', 'hostedzone/Z1/rrset', 'ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/Z1'],
  ['GET', 'tags/hostedzone/Z1', 'ListTagsForResource', 'arn:aws:route53:::hostedzone/Z1'],
  ['GET', 'hostedzonesbyname', 'ListHostedZonesByName', '*'],
])('%s of %s needs %s on %s', (method, path, operation, resource) => {
  expect(neededPermissions({ method, path: `/2013-04-01/${path}` }, 'aws')).toEqual([{ action: `route53:${operation}`, resource }]);
});

test('what is no operation needs nothing', () => {
  expect(neededPermissions({ method: 'PUT', path: '/2013-04-01/new' }, 'aws')).toEqual([]);
});

test('operations that are not supported are refused by name', async () => {
  const { client } = route53;
  const refusal = (operation: string) => ({
    name: 'NotImplemented', message: `${operation} is not supported by the local Route 53.`, $metadata: { httpStatusCode: 501 },
  });
  await expect(client.send(new DeleteHealthCheckCommand({ HealthCheckId: 'hc-1' }))).rejects.toMatchObject(refusal('DeleteHealthCheck'));
  await expect(client.send(new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: '1' }))).rejects.toMatchObject(refusal('CreateHostedZone'));
  await expect(client.send(new GetCheckerIpRangesCommand({}))).rejects.toMatchObject(refusal('GetCheckerIpRanges'));
});

test('an operation that is not known is refused by its path, in the shape of Route 53\'s errors', async () => {
  expect(await route53.api.answer(ask({ method: 'PUT', path: '/2013-04-01/<new>' }))).toEqual({
    statusCode: 501,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'request-1' },
    body: '<?xml version="1.0"?>\n<ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">'
      + '<Error><Type>Sender</Type><Code>NotImplemented</Code>'
      + '<Message>PUT /2013-04-01/&lt;new&gt; is not supported by the local Route 53.</Message></Error>'
      + '<RequestId>request-1</RequestId></ErrorResponse>',
  });
});

test('another version of the API is not this one', async () => {
  expect(await route53.api.answer(ask({ path: '/2012-12-12/healthcheck' }))).toMatchObject({ statusCode: 501 });
});
