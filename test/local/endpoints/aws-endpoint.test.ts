import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListHealthChecksCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { cbor } from '@smithy/core/cbor';
import { AwsClient } from 'aws4fetch';
import { AwsEndpoint } from '../../../local/endpoints/aws-endpoint';
import { LocalService } from '../../../local/machine/local-service';

const refusal = (service: string) => `The local Regions do not run ${service}: \`--endpoint ${service}=<url>\` says where handlers find it`;
const bells: LocalService = { name: 'Bells & <Whistles>', signingNames: ['bells'], answer: async ({ signer }) => ({ statusCode: 200, headers: {}, body: `${signer.accessKeyId} in ${signer.region}` }) };
const awsEndpoint = new AwsEndpoint();
let url: string;

beforeAll(async () => {
  url = await awsEndpoint.start(0);
  awsEndpoint.serve([bells]);
});
afterAll(() => awsEndpoint.stop());

const client = () => ({ region: 'eu-west-1', endpoint: url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

async function ask(service: string, init: RequestInit = {}, path: string = '/') {
  const answer = await new AwsClient({ accessKeyId: 'local', secretAccessKey: 'local', service, region: 'eu-west-1', retries: 0 }).fetch(url + path, init);
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
}

describe('the client of a service that does not run here reads which one it is', () => {
  test.each<[string, string, () => Promise<unknown>]>([
    ['in query XML', 'sts', () => new STSClient(client()).send(new GetCallerIdentityCommand())],
    ['in query XML', 'cloudformation', () => new CloudFormationClient(client()).send(new DescribeStacksCommand())],
    ['in REST XML', 'route53', () => new Route53Client(client()).send(new ListHealthChecksCommand())],
    ['in JSON 1.1', 'acm', () => new ACMClient(client()).send(new ListCertificatesCommand())],
    ['in JSON 1.0', 'dynamodb', () => new DynamoDBClient(client()).send(new ListTablesCommand())],
  ])('%s: %s', async (_, service, send) => {
    await expect(send()).rejects.toMatchObject({
      name: 'NotImplemented',
      message: refusal(service),
      $metadata: { httpStatusCode: 501, attempts: 1 },
    });
  });

  test('in JSON of the version that the request has', async () => {
    const { headers, body } = await ask('sqs', { method: 'POST', headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' }, body: '{}' });
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('x-amzn-errortype')).toBe('NotImplemented');
    expect(JSON.parse(body.toString())).toEqual({ __type: 'com.amazon.coral.service#NotImplemented', message: refusal('sqs') });
  });

  test('in CBOR', async () => {
    const { headers, body } = await ask('monitoring', { method: 'POST', headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' }, body: 'x' });
    expect(headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
    expect(cbor.deserialize(body)).toEqual({ __type: 'NotImplemented', message: refusal('monitoring') });
  });

  test('in REST JSON', async () => {
    const { headers, body } = await ask('eks', {}, '/clusters');
    expect(headers.get('x-amzn-errortype')).toBe('NotImplemented');
    expect(JSON.parse(body.toString())).toMatchObject({ message: refusal('eks') });
  });

  test('in S3\'s XML', async () => {
    const { status, body } = await ask('s3');
    expect(status).toBe(501);
    expect(body.toString()).toContain('<Error><Code>NotImplemented</Code><Message>The local Regions do not run s3: `--endpoint s3=&lt;url&gt;`');
  });

  test('in EC2\'s XML', async () => {
    const { body } = await ask('ec2', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body: 'Action=DescribeVpcs' });
    expect(body.toString()).toContain('<Response><Errors><Error><Code>NotImplemented</Code><Message>The local Regions do not run ec2: ');
  });
});

describe('who may not do what a request does reads so, with the code that the service\'s protocol has for it', () => {
  const ofAws = new AwsEndpoint();
  const may = jest.fn();
  beforeAll(async () => {
    const services = ['dynamodb', 'route53', 'sts', 'lambda'].map(name => ({ ...bells, signingNames: [name] }));
    const at = await ofAws.start(0);
    ofAws.serve(services, (request, service) => may(request.signer.accessKeyId, service) ? undefined : 'User: Quasimodo is not authorized');
    endpoint = at;
  });
  afterAll(() => ofAws.stop());
  let endpoint: string;
  const config = () => ({ ...client(), endpoint });

  test.each<[string, string, number, () => Promise<unknown>]>([
    ['dynamodb', 'AccessDeniedException', 400, () => new DynamoDBClient(config()).send(new ListTablesCommand())],
    ['route53', 'AccessDenied', 403, () => new Route53Client(config()).send(new ListHealthChecksCommand())],
    ['sts', 'AccessDenied', 403, () => new STSClient(config()).send(new GetCallerIdentityCommand())],
  ])('%s: %s', async (_, name, httpStatusCode, send) => {
    may.mockReturnValue(false);
    await expect(send()).rejects.toMatchObject({ name, message: 'User: Quasimodo is not authorized', $metadata: { httpStatusCode, attempts: 1 } });
  });

  test('in REST JSON', async () => {
    may.mockReturnValue(false);
    const { status, headers } = await new AwsClient({ accessKeyId: 'local', secretAccessKey: 'x', service: 'lambda', region: 'eu-west-1', retries: 0 }).fetch(endpoint);
    expect([status, headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
  });

  test('who may is answered by the service that was asked about', async () => {
    may.mockReturnValue(true);
    const answer = await new AwsClient({ accessKeyId: 'AKIABELL', secretAccessKey: 'x', service: 'sts', region: 'eu-west-1', retries: 0 }).fetch(endpoint);
    expect(await answer.text()).toBe('AKIABELL in eu-west-1');
    expect(may).toHaveBeenCalledWith('AKIABELL', expect.objectContaining({ signingNames: ['sts'] }));
  });
});

test('a URL that was signed in advance says its service, too', async () => {
  const signer = new AwsClient({ accessKeyId: 'AKIABELL', secretAccessKey: 'local', service: 'bells', region: 'eu-west-1' });
  const signed = await signer.sign(url, { aws: { signQuery: true } });
  expect(await (await fetch(signed.url)).text()).toBe('AKIABELL in eu-west-1');
});

test('who does not sign is told to, in XML for who asks by path', async () => {
  const answer = await fetch(url);
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('<Code>MissingAuthenticationTokenException</Code><Message>Sign the request as for AWS');
});
