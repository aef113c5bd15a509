import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { AwsIntegration, PassthroughBehavior, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnIntegration, CfnRoute, HttpApi, HttpIntegrationSubtype } from 'aws-cdk-lib/aws-apigatewayv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { LocalRegions, start } from '../../../local';
import { httpCall } from '../../../local/services/api-gateway/integrations/http-call';

const directory = mkdtempSync(join(tmpdir(), 'queue-integration-'));
const lines: string[] = [];
let regions: LocalRegions;

/** A queue in front of a worker, and two ways to it without a function: by a template of a REST API, and by an HTTP API itself. */
beforeAll(async () => {
  const app = new App({ outdir: join(directory, 'cdk.out'), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Jobs', { env: { region: 'eu-west-1', account: '111122223333' } });
  const queue = new Queue(stack, 'Queue', { queueName: 'jobs' });
  const worker = new Function(stack, 'Worker', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async ({ Records }) => Records.forEach(({ body }) => console.log(body));'),
  });
  worker.addEventSource(new SqsEventSource(queue, { batchSize: 1 }));
  const role = (id: string) => new Role(stack, id, { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
  const sender = role('Sender');
  queue.grantSendMessages(sender);
  const restQueue = (credentialsRole: Role) => new AwsIntegration({
    service: 'sqs',
    path: `${stack.account}/${queue.queueName}`,
    options: {
      credentialsRole,
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
      requestTemplates: { 'application/json': 'Action=SendMessage&MessageBody=$util.urlEncode($input.path(\'$.job\'))' },
      integrationResponses: [{ statusCode: '202', selectionPattern: '2\\d\\d' }, { statusCode: '500' }],
    },
  });
  const rest = new RestApi(stack, 'Rest', { deployOptions: { stageName: 'v1' } });
  const methodResponses = [{ statusCode: '202' }, { statusCode: '500' }];
  rest.root.addResource('jobs').addMethod('POST', restQueue(sender), { methodResponses });
  rest.root.addResource('forgotten').addMethod('POST', restQueue(role('Forgotten')), { methodResponses });
  const http = new HttpApi(stack, 'Http');
  const integration = new CfnIntegration(stack, 'ToQueue', {
    apiId: http.apiId,
    integrationType: 'AWS_PROXY',
    integrationSubtype: HttpIntegrationSubtype.SQS_SEND_MESSAGE,
    credentialsArn: sender.roleArn,
    payloadFormatVersion: '1.0',
    requestParameters: { QueueUrl: queue.queueUrl, MessageBody: '$request.body.job' },
  });
  new CfnRoute(stack, 'Route', { apiId: http.apiId, routeKey: 'POST /jobs', target: `integrations/${integration.ref}` });
  regions = await start({ app: app.synth().directory, onOutput: ({ line }) => lines.push(line) });
});
afterAll(async () => {
  await regions.stop();
  rmSync(directory, { recursive: true });
});

async function post(kind: 'restApis' | 'httpApis', path: string, job: string): Promise<number> {
  const [{ id }] = regions.deployed[kind];
  const headers = { 'content-type': 'application/json', 'host': `${id}.execute-api.eu-west-1.amazonaws.com` };
  return (await httpCall(`${regions.url}${path}`, { method: 'POST', headers, body: JSON.stringify({ job }) }, 30_000)).statusCode;
}

test('what a REST API sends by a template, and an HTTP API by itself, reaches the worker behind the queue', async () => {
  const worked = new Promise<void>(resolve => regions.journal.on('invocation', () => lines.length === 2 && resolve()));
  expect(await post('restApis', '/v1/jobs', 'by REST & templates')).toBe(202);
  expect(await post('httpApis', '/jobs', 'by HTTP')).toBe(200);
  await worked;
  expect(lines.sort()).toEqual(['by HTTP', 'by REST & templates']);
});

test('a role without the grant may not send, and the log names what would allow it', async () => {
  expect(await post('restApis', '/v1/forgotten', 'never')).toBe(500);
  expect(regions.journal.entries('denial').map(({ action, grant }) => [action, grant])).toEqual([['sqs:SendMessage', 'queue.grant(forgotten, \'sqs:SendMessage\')']]);
});
