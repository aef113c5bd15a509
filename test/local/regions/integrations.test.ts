import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { AwsIntegration, CfnMethod, HttpIntegration, Integration, LambdaIntegration, PassthroughBehavior, RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi, HttpIntegrationSubtype, HttpIntegrationType, HttpMethod, HttpRouteIntegration, IntegrationCredentials, MappingValue,
  ParameterMapping, PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LocalRegions, start } from '../../../local';
import { HttpServer } from '../../../local/machine/http-server';
import { httpCall } from '../../../local/services/api-gateway/integrations/http-call';
import { APP_DIRECTORY } from '../visits-app';

const ACCOUNT = '123456789012';
const JSON_TYPE = 'application/json';

/** What stands for services and endpoints that are not of the local Regions, and what it was asked. */
const asked: { method?: string; url?: string; headers: Record<string, any>; body: string }[] = [];
const elsewhere = new HttpServer(async ({ method, url, headers }, body) => {
  asked.push({ method, url, headers, body: body.toString() });
  if (url!.startsWith('/slow')) await new Promise(() => {}); // ends with the connection
  if (url!.startsWith('/echo')) return { statusCode: 203, headers: { 'content-type': 'text/plain', 'x-its': 'own', 'date': 'today' }, body: `${method} ${url} ${body}` };
  if (url!.startsWith('/teapot')) return { statusCode: 418, headers: { 'content-type': JSON_TYPE, 'x-pot': 'tea' }, body: '{"kind":{"name":"green"}}' };
  return String(headers['content-type']).includes('form')
    ? { statusCode: 200, headers: { 'content-type': 'text/xml' }, body: '<?xml version="1.0"?><SendMessageResponse><SendMessageResult><MessageId>m-1</MessageId></SendMessageResult></SendMessageResponse>' }
    : { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{"executionArn":"arn:run"}' };
});

const HANDLER = `exports.handler = async event => {
  if (event.fail) throw new Error(event.fail);
  return { got: event };
};`;

function synthesize(stub: string): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'integrations-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Shop', { env: { region: 'eu-west-1', account: ACCOUNT } });
  const role = (id: string) => new Role(stack, id, { roleName: id, assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
  const [writer, reader] = [role('Writer'), role('Reader')];
  const table = new Table(stack, 'Orders', { tableName: 'orders', partitionKey: { name: 'id', type: AttributeType.STRING } });
  table.grant(writer, 'dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:DeleteItem', 'dynamodb:Query');
  table.grant(reader, 'dynamodb:GetItem');
  const rest = new RestApi(stack, 'Rest', { restApiName: 'rest', deployOptions: { variables: { color: 'blue' } } });
  const method = (httpMethod: string, at: string, integration: Integration, names: string[] = []) =>
    rest.root.resourceForPath(at).addMethod(httpMethod, integration, { requestParameters: Object.fromEntries(names.map(name => [name, false])) });

  const dynamodb = (action: string, template: string, credentialsRole: Role, answer: string) => new AwsIntegration({
    service: 'dynamodb',
    action,
    options: {
      credentialsRole,
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: { [JSON_TYPE]: template },
      integrationResponses: [
        { statusCode: '200', responseTemplates: { [JSON_TYPE]: answer } },
        {
          statusCode: '400',
          selectionPattern: '4\\d{2}',
          responseTemplates: { [JSON_TYPE]: '{"error":$input.json("$.message")}' },
          responseParameters: { 'method.response.header.X-Type': 'integration.response.body.__type' },
        },
      ],
    },
  });
  const key = '"TableName":"orders","Key":{"id":{"S":"$util.escapeJavaScript($input.params(\'id\'))"}}';
  const put = '{"TableName":"orders","Item":{"id":{"S":"$input.params(\'id\')"},"color":{"S":$input.json(\'$.color\')},"stage":{"S":"$stageVariables.color"}}}';
  method('PUT', '/orders/{id}', dynamodb('PutItem', put, writer, '{"id":"$input.params(\'id\')"}'));
  method('GET', '/orders/{id}', dynamodb('GetItem', `{${key}}`, reader,
    '#set($item = $input.path("$.Item"))#if($item == "")#set($context.responseOverride.status = 404){"message":"none"}#else{"color":"$item.color.S","stage":"$item.stage.S"}#end'));
  method('DELETE', '/orders/{id}', dynamodb('DeleteItem', `{${key}}`, writer, '{}'));
  method('POST', '/orders/{id}', dynamodb('PutItem', put, reader, '{}'));
  method('PATCH', '/orders/{id}', dynamodb('PutItem', '{"TableName":"$util.parseJson($input.body).table"}', writer, '{}'));
  method('GET', '/orders', dynamodb('Query', '{"TableName":"orders","KeyConditionExpression":"id = :id","ExpressionAttributeValues":{":id":{"S":"$input.params(\'id\')"}}}', writer,
    '[#foreach($item in $input.path("$.Items"))"$item.color.S"#if($foreach.hasNext),#end#end]'));

  const fn = new Function(stack, 'Hello', { functionName: 'hello', runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(HANDLER) });
  method('POST', '/fn', new LambdaIntegration(fn, {
    proxy: false,
    requestTemplates: { [JSON_TYPE]: '{"name":$input.json("$.name"),"fail":$input.json("$.fail"),"user":"$context.authorizer.principalId"}' },
    integrationResponses: [
      { statusCode: '200', responseTemplates: { [JSON_TYPE]: '{"hello":$input.json("$.got.name"),"user":$input.json("$.got.user")}' } },
      { statusCode: '404', selectionPattern: 'no such.*', responseTemplates: { [JSON_TYPE]: '{"error":"$input.path(\'$.errorMessage\')"}' } },
    ],
  }));
  method('POST', '/event', new LambdaIntegration(fn, {
    proxy: false,
    requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': '\'Event\'' },
    integrationResponses: [{ statusCode: '202' }],
  }));

  method('POST', '/queue', new AwsIntegration({
    service: 'sqs',
    path: `${ACCOUNT}/jobs`,
    options: {
      credentialsRole: writer,
      requestParameters: { 'integration.request.header.Content-Type': '\'application/x-www-form-urlencoded\'' },
      requestTemplates: { [JSON_TYPE]: 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)' },
      integrationResponses: [{ statusCode: '200', responseTemplates: { [JSON_TYPE]: '{"id":"$input.path(\'$.SendMessageResponse.SendMessageResult.MessageId\')"}' } }],
    },
  }));
  method('POST', '/run', new AwsIntegration({
    service: 'states', action: 'StartExecution', options: { credentialsRole: writer, requestTemplates: { [JSON_TYPE]: '{"input":"$util.escapeJavaScript($input.json(\'$\'))"}' }, integrationResponses: [{ statusCode: '201' }] },
  }));
  method('POST', '/topic', new AwsIntegration({
    service: 'sns',
    action: 'Publish',
    actionParameters: { TopicArn: 'arn:topic' },
    options: { credentialsRole: writer, requestParameters: { 'integration.request.querystring.Message': 'method.request.querystring.text' }, integrationResponses: [{ statusCode: '200' }] },
  }), ['method.request.querystring.text']);
  method('POST', '/absent', new AwsIntegration({ service: 'kms', action: 'Encrypt', options: { credentialsRole: writer, integrationResponses: [{ statusCode: '200' }] } }));

  const proxied = { requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' } };
  method('ANY', '/proxy/{proxy+}', new HttpIntegration(`${stub}/echo/{proxy}?own=1`, { httpMethod: 'ANY', options: proxied }), ['method.request.path.proxy']);
  method('GET', '/pot', new HttpIntegration(`${stub}/teapot`, {
    proxy: false,
    options: {
      integrationResponses: [
        { statusCode: '200' },
        {
          statusCode: '406',
          selectionPattern: '4.*',
          responseTemplates: { [JSON_TYPE]: '{"kind":"$input.path(\'$.kind.name\')"}' },
          responseParameters: { 'method.response.header.X-Pot': 'integration.response.header.X-Pot', 'method.response.header.X-Kind': 'integration.response.body.kind.name' },
        },
      ],
    },
  }));
  method('GET', '/slow', new HttpIntegration(`${stub}/slow`, { options: {} }));
  (rest.root.resourceForPath('/slow').node.findChild('GET').node.defaultChild as CfnMethod).addPropertyOverride('Integration.TimeoutInMillis', 50);
  method('GET', '/gone', new HttpIntegration('http://127.0.0.1:1/'));
  method('GET', '/world', new HttpIntegration('https://api.example.com/v1'));

  const http = new HttpApi(stack, 'Http', { apiName: 'http' });
  http.addRoutes({ path: '/proxy/{proxy+}', methods: [HttpMethod.ANY], integration: new HttpUrlIntegration('Url', `${stub}/echo/{proxy}`, { parameterMapping: new ParameterMapping().appendHeader('x-added', MappingValue.custom('$request.querystring.q')) }) });
  http.addRoutes({ path: '/world', methods: [HttpMethod.GET], integration: new HttpUrlIntegration('World', 'https://api.example.com/v1') });
  const firstClass = (at: string, subtype: HttpIntegrationSubtype, parameters: Record<string, string>) => {
    class FirstClass extends HttpRouteIntegration {
      bind() {
        return {
          type: HttpIntegrationType.AWS_PROXY,
          subtype,
          payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
          credentials: IntegrationCredentials.fromRole(writer),
          parameterMapping: Object.entries(parameters).reduce((mapping, [name, value]) => mapping.custom(name, value), new ParameterMapping()),
        };
      }
    }
    http.addRoutes({ path: at, methods: [HttpMethod.POST], integration: new FirstClass(`First${at.slice(1)}`) });
  };
  firstClass('/queue', HttpIntegrationSubtype.SQS_SEND_MESSAGE, { QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/jobs`, MessageBody: '$request.body.message' });
  firstClass('/run', HttpIntegrationSubtype.STEPFUNCTIONS_START_EXECUTION, { StateMachineArn: 'arn:machine', Input: '$request.body' });
  return app.synth().directory;
}

let regions: LocalRegions;
beforeAll(async () => {
  const stub = await elsewhere.start(0, 'port');
  regions = await start({ app: synthesize(stub), directory: APP_DIRECTORY, endpoints: { sqs: stub, sfn: stub, sns: stub } });
});
afterAll(async () => {
  await regions.stop();
  await elsewhere.stop();
});

async function call(api: 'rest' | 'http', method: string, at: string, body: string = '', headers: Record<string, string> = {}, { url, deployed } = regions) {
  const { id } = [...deployed.restApis, ...deployed.httpApis].find(({ name }) => name === api)!;
  asked.length = 0;
  const host = `${id}.execute-api.eu-west-1.amazonaws.com`;
  const answer = await httpCall(`${url}${api === 'rest' ? '/prod' : ''}${at}`, { method, headers: { 'content-type': JSON_TYPE, ...headers, host }, body }, 30_000);
  return { status: answer.statusCode, body: answer.body.toString(), headers: answer.headers };
}

const answers = async (...args: Parameters<typeof call>) => {
  const { status, body } = await call(...args);
  return [status, body];
};

const reason = () => regions.journal.entries('request').at(-1)!.reason;

describe('a REST API calls DynamoDB by its templates', () => {
  test('which write, read, query and delete items', async () => {
    expect(await answers('rest', 'GET', '/orders/7')).toEqual([404, '{"message":"none"}']);
    expect(await answers('rest', 'PUT', '/orders/7', '{"color":"red"}')).toEqual([200, '{"id":"7"}']);
    expect(await regions.items('orders', 'eu-west-1')).toEqual([{ id: { S: '7' }, color: { S: 'red' }, stage: { S: 'blue' } }]);
    expect(await answers('rest', 'GET', '/orders/7')).toEqual([200, '{"color":"red","stage":"blue"}']);
    expect(await answers('rest', 'GET', '/orders?id=7')).toEqual([200, '["red"]']);
    expect(await answers('rest', 'DELETE', '/orders/7')).toEqual([200, '{}']);
    expect(await regions.items('orders', 'eu-west-1')).toEqual([]);
  });

  test('in the name of its role: a forgotten grant is refused in AWS\'s words, and named', async () => {
    const { status, body, headers } = await call('rest', 'POST', '/orders/8', '{"color":"red"}');
    const message = `User: arn:aws:sts::${ACCOUNT}:assumed-role/Reader/BackplaneAssumeRoleSession is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders because no identity-based policy allows the dynamodb:PutItem action`;
    expect([status, JSON.parse(body)]).toEqual([400, { error: message }]);
    expect(headers['x-type']).toBe('com.amazon.coral.service#AccessDeniedException');
    expect(regions.journal.entries('denial').at(-1)).toMatchObject({ path: 'Shop/Reader', action: 'dynamodb:PutItem', grant: 'orders.grant(reader, \'dynamodb:PutItem\')' });
  });

  test('and refuses a content type without a template where it passes nothing through', async () => {
    expect(await answers('rest', 'PUT', '/orders/7', 'red', { 'content-type': 'text/plain' })).toEqual([415, '{"message":"Unsupported Media Type"}']);
  });

  test('and what a template gets wrong is told in the log', async () => {
    expect(await answers('rest', 'PATCH', '/orders/7', 'no json')).toEqual([500, '{"message":"Internal server error"}']);
    expect(reason()).toMatch(/^the integration's templates or mappings fail: .*JSON/);
  });
});

describe('a function that is no proxy', () => {
  test('gets what the template makes, and its answer is mapped', async () => {
    expect(await answers('rest', 'POST', '/fn', '{"name":{"first":"Ana"}}')).toEqual([200, '{"hello":{"first":"Ana"},"user":""}']);
  });

  test('has its errors mapped by their messages', async () => {
    expect(await answers('rest', 'POST', '/fn', '{"fail":"no such order"}')).toEqual([404, '{"error":"no such order"}']);
    expect(await answers('rest', 'POST', '/fn', '{"fail":"else"}')).toEqual([200, '{"hello":"","user":""}']);
  });

  test('may get an event for which nobody waits', async () => {
    const invoked = new Promise(resolve => { regions.journal.on('invocation', resolve); });
    expect(await answers('rest', 'POST', '/event', '{"name":"Ana"}')).toEqual([202, '']);
    expect(await invoked).toMatchObject({ functionName: 'hello', invocationType: 'Event' });
  });
});

describe('services that do not run here are called at their endpoint', () => {
  test('by path, as SQS is, whose answer comes in JSON', async () => {
    expect(await answers('rest', 'POST', '/queue', '{"n":1}')).toEqual([200, '{"id":"m-1"}']);
    expect(asked).toMatchObject([{ method: 'POST', url: `/${ACCOUNT}/jobs`, body: `Action=SendMessage&MessageBody=${encodeURIComponent('{"n":1}')}` }]);
    expect(asked[0].headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=ASIALOCAL\w+\/\d+\/eu-west-1\/sqs\/aws4_request/);
  });

  test('by action, as Step Functions are', async () => {
    expect(await answers('rest', 'POST', '/run', '{"n":1}')).toEqual([201, '{"executionArn":"arn:run"}']);
    expect(asked).toMatchObject([{ headers: { 'x-amz-target': 'AWSStepFunctions.StartExecution', 'content-type': 'application/x-amz-json-1.0' }, body: '{"input":"{\\"n\\":1}"}' }]);
  });

  test('by action in the query, as SNS is', async () => {
    expect((await call('rest', 'POST', '/topic?text=a%20b', '{"n":1}')).status).toBe(200);
    expect(asked).toMatchObject([{ url: '/?Action=Publish&TopicArn=arn%3Atopic&Message=a+b', body: '' }]);
  });

  test('by an HTTP API itself', async () => {
    expect(await answers('http', 'POST', '/queue', '{"message":"hi & bye"}')).toEqual([200, expect.stringContaining('<MessageId>m-1</MessageId>')]);
    expect(asked[0].url).toBe(`/${ACCOUNT}/jobs`);
    expect(Object.fromEntries(new URLSearchParams(asked[0].body))).toEqual({
      Action: 'SendMessage', Version: '2012-11-05', QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/jobs`, MessageBody: 'hi & bye',
    });
    expect(await answers('http', 'POST', '/run', '{"n":1}')).toEqual([200, '{"executionArn":"arn:run"}']);
    expect(asked).toMatchObject([{ headers: { 'x-amz-target': 'AWSStepFunctions.StartExecution' }, body: '{"stateMachineArn":"arn:machine","input":"{\\"n\\":1}"}' }]);
  });

  test('without one, the service is named', async () => {
    const { status, body } = await call('rest', 'POST', '/absent', '{}');
    expect([status, JSON.parse(body).message]).toEqual([501, 'The local Regions do not run kms: `--endpoint kms=<url>` says where handlers find it']);
  });
});

describe('an HTTP endpoint of this machine', () => {
  test('behind a REST API gets the request, and its answer comes back as it is', async () => {
    const { status, body, headers } = await call('rest', 'PATCH', '/proxy/a/b%20c?q=1', 'hello', { 'x-mine': 'yes' });
    expect([status, body]).toEqual([203, 'PATCH /echo/a/b%20c?own=1&q=1 hello']);
    expect(headers).toMatchObject({ 'content-type': 'text/plain', 'x-its': 'own', 'x-amzn-remapped-date': 'today' });
    expect(asked[0].headers).toMatchObject({ 'x-mine': 'yes', 'x-forwarded-proto': 'https', 'host': expect.stringMatching(/^127\.0\.0\.1|^localhost/) });
  });

  test('behind an HTTP API as well, with its parameters mapped', async () => {
    expect(await answers('http', 'PATCH', '/proxy/a/b%20c?q=1', 'hello')).toEqual([203, 'PATCH /echo/a/b%20c?q=1 hello']);
    expect(asked[0].headers['x-added']).toBe('1');
  });

  test('has its answer mapped by its status', async () => {
    const { status, body, headers } = await call('rest', 'GET', '/pot');
    expect([status, body, headers['x-pot'], headers['x-kind']]).toEqual([406, '{"kind":"green"}', 'tea', 'green']);
  });

  test('that takes too long or is not there is told as AWS does', async () => {
    expect(await answers('rest', 'GET', '/slow')).toEqual([504, '{"message":"Endpoint request timed out"}']);
    expect(reason()).toBe('the integration took longer than 0.05 s');
    expect(await answers('rest', 'GET', '/gone')).toEqual([504, '{"message":"Network error communicating with endpoint"}']);
    expect(reason()).toMatch(/^the integration cannot be reached: /);
  });
});

test.each(['rest', 'http'] as const)('an endpoint beyond this machine is not called without being allowed to: %s', async api => {
  expect(await answers(api, 'GET', '/world')).toEqual([501, '{"message":"The local Regions do not support endpoints beyond this machine without --allow-network, as api.example.com is"}']);
});
