import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnOutput, Fn, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ApiDefinition, AwsIntegration, CognitoUserPoolsAuthorizer, Cors, Deployment, LambdaIntegration, ResponseTransferMode, RestApi, SpecRestApi, Stage, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnStage, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Code, DockerImageCode, DockerImageFunction, Function, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

/** An app of the shape of a public sample: written anew, none of its code is here. */
export interface ForeignApp {
  /** The sample, its repository, folder and commit; none has a function that crashes. */
  readonly like?: string;
  readonly build?: (app: App) => unknown;
  /** A template in place of an app. */
  readonly template?: object;
  /** Requests in their order, each with what comes back. */
  readonly requests: readonly Exchange[];
  /** What is named at start, by type, with how often; all else is here. */
  readonly named?: Readonly<Record<string, number>>;
  /** Whether no SDK is installed beside the app. @default false */
  readonly isWithoutSdk?: boolean;
}

interface Exchange {
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly answer?: unknown;
}

/** The runtime of this machine's Python, e.g. `python3.13`, if it has one. */
const [PYTHON] = /^python\d+\.\d+/.exec(spawnSync('python3', ['--version']).stdout?.toString().toLowerCase().replace(' ', '') ?? '') ?? [];

/** Keeps the body of a POST as an item, and tells the ids of all. */
const ITEMS = `
  const { DynamoDBClient, PutItemCommand, ScanCommand } = require('@aws-sdk/client-dynamodb');
  const dynamodb = new DynamoDBClient();
  const TableName = process.env.TABLE_NAME;
  exports.handler = async event => {
    if ((event.httpMethod ?? event.requestContext.http.method) === 'POST') {
      await dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: event.body } } }));
      return { statusCode: 201, body: '' };
    }
    const { Items } = await dynamodb.send(new ScanCommand({ TableName }));
    return { statusCode: 200, body: JSON.stringify(Items.map(({ id }) => id.S)) };
  };`;

const HELLO = 'exports.handler = async event => ({ statusCode: 200, body: JSON.stringify({ hello: event.pathParameters?.name ?? "world" }) });';

const STREAM = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  const body = awslambda.HttpResponseStream.from(stream, { statusCode: 202 });
  body.write('one ');
  body.end('two');
});`;

const TOKEN = `exports.handler = async ({ authorizationToken, methodArn }) => ({
  principalId: 'me', policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: authorizationToken === 'open' ? 'Allow' : 'Deny', Resource: methodArn }] },
});`;

const SWAGGER = `
swagger: '2.0'
info: { title: Hello, version: '1' }
x-amazon-apigateway-request-validators:
  parameters: { validateRequestParameters: true }
x-amazon-apigateway-request-validator: parameters
x-amazon-apigateway-gateway-responses:
  MISSING_AUTHENTICATION_TOKEN: { statusCode: 404, responseTemplates: { application/json: '{"message":"no such route"}' } }
paths:
  /hello/{name}:
    get:
      parameters:
        - { name: name, in: path, required: true, type: string }
        - { name: greeting, in: query, required: true, type: string }
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: { 'Fn::Sub': 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Hello.Arn}/invocations' }
  /ping:
    get:
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: { application/json: '{"statusCode": 200}' }
        responses: { default: { statusCode: '200', responseTemplates: { application/json: pong } } }
  /site:
    get: { x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: 'https://example.com' } }
`;

/** What SAM makes of a function with an event of an API, and of one under a condition. */
const SAM = {
  Conditions: { IsLive: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'nowhere'] } },
  Resources: {
    Hello: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: 'arn:aws:iam::111111111111:role/hello', Code: { ZipFile: HELLO } } },
    HelloPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        FunctionName: { Ref: 'Hello' },
        SourceArn: { 'Fn::Sub': ['arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/GET/hello/*', { __Stage__: '*', __ApiId__: { Ref: 'Rest' } }] },
      },
    },
    Rest: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        BinaryMediaTypes: ['image~1png'],
        Body: {
          swagger: '2.0',
          info: { title: { Ref: 'AWS::StackName' }, version: '1.0' },
          paths: {
            '/hello/{name}': {
              get: { 'x-amazon-apigateway-integration': samIntegration() },
              options: {
                'x-amazon-apigateway-integration': {
                  type: 'mock',
                  requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
                  responses: {
                    default: {
                      statusCode: '200',
                      responseTemplates: { 'application/json': '{}\n' },
                      responseParameters: { 'method.response.header.Access-Control-Allow-Origin': '\'*\'' },
                    },
                  },
                },
              },
            },
            '/live': { 'Fn::If': ['IsLive', { get: { 'x-amazon-apigateway-integration': samIntegration() } }, { Ref: 'AWS::NoValue' }] },
          },
        },
      },
    },
    RestDeployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Rest' }, StageName: 'Stage' } },
    RestStage: { Type: 'AWS::ApiGateway::Stage', Properties: { DeploymentId: { Ref: 'RestDeployment' }, RestApiId: { Ref: 'Rest' }, StageName: 'Prod' } },
  },
};

function samIntegration() {
  return { type: 'aws_proxy', httpMethod: 'POST', uri: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Hello.Arn}/invocations' } };
}

function fn(scope: Construct, id: string, code: string, environment: Record<string, string> = {}, runtime = Runtime.NODEJS_22_X) {
  return new Function(scope, id, { runtime, handler: 'index.handler', code: Code.fromInline(code), environment });
}

function items(scope: Construct, stored: ITable) {
  const handler = fn(scope, 'Items', ITEMS, { TABLE_NAME: stored.tableName });
  stored.grantReadWriteData(handler);
  return handler;
}

function table(scope: Construct, replicationRegions?: string[]) {
  return new Table(scope, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING }, removalPolicy: RemovalPolicy.DESTROY, replicationRegions });
}

function aDirectory(file: string, content: string): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'foreign-'));
  fs.writeFileSync(path.join(directory, file), content);
  return directory;
}

const WRITE_AND_READ = (url: string): Exchange[] => [
  { method: 'POST', path: url, body: 'one', status: 201 },
  { path: url, status: 200, answer: ['one'] },
];

export const FOREIGN_APPS: Record<string, ForeignApp> = {
  'a table behind a REST API with CORS, in a stack without a Region': {
    like: 'aws-samples/aws-cdk-examples typescript/api-cors-lambda-crud-dynamodb @0aea0f44340330392e8c71b155b7501a3ecb1666',
    build: app => {
      const stack = new Stack(app, 'Crud');
      const api = new RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins: Cors.ALL_ORIGINS } });
      const resource = api.root.addResource('items');
      const handler = new LambdaIntegration(items(stack, table(stack)));
      resource.addMethod('GET', handler);
      resource.addMethod('POST', handler);
    },
    requests: [...WRITE_AND_READ('/prod/items'), { method: 'OPTIONS', path: '/prod/items', status: 204 }],
  },

  'an API, its functions, its table and its users, each in a stack of its own': {
    like: 'aws-samples/serverless-patterns apigw-lambda-node-cdk @9b63bedecee9870c1c9c69be8d1e239d799825f2',
    build: app => {
      const users = new UserPool(new Stack(app, 'Users'), 'Pool');
      const orders = table(new Stack(app, 'Data'));
      const handler = items(new Stack(app, 'Functions'), orders);
      const stack = new Stack(app, 'Api');
      const api = new RestApi(stack, 'Api');
      const resource = api.root.addResource('orders');
      resource.addMethod('GET', new LambdaIntegration(handler));
      resource.addMethod('POST', new LambdaIntegration(handler));
      resource.addMethod('DELETE', new LambdaIntegration(handler), { authorizer: new CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [users] }) });
    },
    requests: [...WRITE_AND_READ('/prod/orders'), { method: 'DELETE', path: '/prod/orders', status: 401 }],
  },

  'a REST API that a function guards': {
    like: 'aws-samples/aws-cdk-examples typescript/api-gateway-lambda-token-authorizer @0e29d9af81769605d8f8ec500e794464006c270c',
    build: app => {
      const stack = new Stack(app, 'Guarded');
      const authorizer = new TokenAuthorizer(stack, 'Authorizer', { handler: fn(stack, 'Guard', TOKEN) });
      new RestApi(stack, 'Api').root.addResource('health').addMethod('GET', new LambdaIntegration(fn(stack, 'Hello', HELLO)), { authorizer });
    },
    requests: [
      { path: '/prod/health', status: 401 },
      { path: '/prod/health', headers: { authorization: 'shut' }, status: 403 },
      { path: '/prod/health', headers: { authorization: 'open' }, status: 200, answer: { hello: 'world' } },
    ],
  },

  'an HTTP API with one function for all': {
    like: 'cdk-patterns/serverless the-simple-webservice/typescript @2a0b57f4d6279bf9507d183e38101e4119d40abb',
    build: app => {
      const stack = new Stack(app, 'Webservice');
      const api = new HttpApi(stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Items', items(stack, table(stack))) });
      new CfnOutput(stack, 'Url', { value: api.url ?? 'none' });
    },
    requests: WRITE_AND_READ('/anything'),
  },

  'a topic behind a REST API': {
    like: 'cdk-patterns/serverless the-big-fan/typescript @d2c00544da1887a6a058bae894c5739ec42b2081',
    build: app => {
      const stack = new Stack(app, 'Fan');
      const topic = new Topic(stack, 'Topic');
      const queue = new Queue(stack, 'Created');
      topic.addSubscription(new SqsSubscription(queue));
      fn(stack, 'Subscriber', HELLO, { QUEUE_URL: queue.queueUrl }).addEventSource(new SqsEventSource(queue));
      const api = new RestApi(stack, 'Api');
      api.root.addResource('status').addMethod('GET', new LambdaIntegration(fn(stack, 'Status', HELLO)));
      api.root.addResource('events').addMethod('POST', new AwsIntegration({
        service: 'sns',
        integrationHttpMethod: 'POST',
        path: '/',
        options: { requestParameters: { 'integration.request.querystring.TopicArn': `'${topic.topicArn}'` } },
      }));
    },
    requests: [{ path: '/prod/status', status: 200, answer: { hello: 'world' } }, { method: 'POST', path: '/prod/events', status: 501 }],
    named: { 'AWS::ApiGateway::Method': 1 },
  },

  'a queue behind a REST API, beside a function': {
    like: 'LajosPolya/aws-cdk-templates deploy-api-gateway-rest-api-aws-integration @1c1287172f53c9951e9a69b39086805a3952fe92',
    build: app => {
      const stack = new Stack(app, 'Queued');
      const queue = new Queue(stack, 'Queue');
      const resource = new RestApi(stack, 'Api').root.addResource('q');
      resource.addMethod('GET', new LambdaIntegration(fn(stack, 'Hello', HELLO)));
      resource.addMethod('POST', new AwsIntegration({ service: 'sqs', path: `${stack.account}/${queue.queueName}` }));
    },
    requests: [{ path: '/prod/q', status: 200 }, { method: 'POST', path: '/prod/q', status: 501 }],
    named: { 'AWS::ApiGateway::Method': 1 },
  },

  'a site in a bucket that empties itself, beside an API, without any SDK': {
    like: 'cdk-patterns/serverless s3-react-website/typescript @d1f450d8bb03dfe35db1f665d35bc2feae57ec50',
    isWithoutSdk: true,
    build: app => {
      const stack = new Stack(app, 'Site');
      const destinationBucket = new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
      new BucketDeployment(stack, 'Deployment', { destinationBucket, sources: [Source.asset(aDirectory('index.html', '<p>Hello</p>'))] });
      new RestApi(stack, 'Api').root.addResource('hello').addResource('{name}').addMethod('GET', new LambdaIntegration(fn(stack, 'Hello', HELLO)));
    },
    requests: [{ path: '/prod/hello/you', status: 200, answer: { hello: 'you' } }],
    named: {
      'AWS::S3::Bucket': 1,
      'AWS::S3::BucketPolicy': 1,
      'Custom::S3AutoDeleteObjects': 1,
      'Custom::CDKBucketDeployment': 1,
      'AWS::Lambda::Function': 1,
    },
  },

  'a function in Python and one in Ruby, which has no route': {
    like: 'aws-samples/aws-cdk-examples python/apigw-http-api-lambda-dynamodb-python-cdk @5abb62d50bd6c6fd3e6e1076fd2396282511c02a',
    build: app => {
      const stack = new Stack(app, 'Mixed');
      new Function(stack, 'Nightly', { runtime: Runtime.RUBY_3_3, handler: 'nightly.handler', code: Code.fromAsset(aDirectory('nightly.rb', '')) });
      const runtime = new Runtime(PYTHON ?? 'python3.13', RuntimeFamily.PYTHON, { supportsInlineCode: true });
      const python = fn(stack, 'Python', 'def handler(event, context): return {"statusCode": 200, "body": "hello"}', {}, runtime);
      const api = new HttpApi(stack, 'Api');
      api.addRoutes({ path: '/python', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('Python', python) });
      api.addRoutes({ path: '/items', methods: [HttpMethod.ANY], integration: new HttpLambdaIntegration('Items', items(stack, table(stack))) });
    },
    requests: [...WRITE_AND_READ('/items'), { path: '/python', status: PYTHON ? 200 : 500 }],
    named: { 'AWS::Lambda::Function': PYTHON ? 1 : 2 },
  },

  'a container image and a handler that throws, beside one that answers and one that streams': {
    build: app => {
      const stack = new Stack(app, 'Crashes');
      const api = new RestApi(stack, 'Api');
      const image = new DockerImageFunction(stack, 'Image', { code: DockerImageCode.fromImageAsset(aDirectory('Dockerfile', 'FROM scratch')) });
      api.root.addResource('image').addMethod('GET', new LambdaIntegration(image));
      api.root.addResource('crash').addMethod('GET', new LambdaIntegration(fn(stack, 'Crash', 'throw new Error("no configuration");')));
      api.root.addResource('hello').addMethod('GET', new LambdaIntegration(fn(stack, 'Hello', HELLO)));
      api.root.addResource('stream').addMethod('GET', new LambdaIntegration(fn(stack, 'Stream', STREAM), { responseTransferMode: ResponseTransferMode.STREAM }));
    },
    requests: [
      { path: '/prod/image', status: 501 }, { path: '/prod/crash', status: 502 }, { path: '/prod/hello', status: 200 }, { path: '/prod/stream', status: 202, answer: 'one two' },
    ],
    named: { 'AWS::Lambda::Function': 2 },
  },

  'routes of one REST API in nested stacks': {
    like: 'aws/aws-cdk packages/@aws-cdk/aws-apigateway/test/integ.restapi-import.lit.ts @49d1a3311c3da3aa9b9b29a154cf78b97b2c76ab',
    build: app => {
      const stack = new Stack(app, 'Root');
      const api = new RestApi(stack, 'Api', { deploy: false });
      api.root.addMethod('ANY');
      const nested = ['pets', 'books'].map(name => {
        const routes = new NestedStack(stack, name);
        const imported = RestApi.fromRestApiAttributes(routes, 'Api', { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId });
        const handler = new LambdaIntegration(items(routes, table(routes)));
        const resource = imported.root.addResource(name);
        return [resource.addMethod('GET', handler), resource.addMethod('POST', handler)];
      });
      const deployment = new Deployment(stack, 'Deployment', { api });
      nested.flat().forEach(method => deployment.node.addDependency(method));
      new Stage(stack, 'Stage', { deployment });
    },
    requests: [...WRITE_AND_READ('/prod/pets'), { path: '/prod/books', status: 200, answer: [] }],
  },

  'a table with `replicationRegions`, filled by a custom resource': {
    like: 'aws/aws-cdk packages/@aws-cdk/aws-dynamodb/test/integ.global.ts @fbea6c795a7541aa44ac688e2c003b5bb68fd660',
    build: app => {
      const stack = new Stack(app, 'Replicated', { env: { region: 'us-east-1' } });
      const replicated = table(stack, ['eu-west-1']);
      new AwsCustomResource(stack, 'Seed', {
        onCreate: { service: 'DynamoDB', action: 'putItem', parameters: { TableName: replicated.tableName, Item: { id: { S: 'seed' } } }, physicalResourceId: PhysicalResourceId.of('seed') },
        policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: [replicated.tableArn] }),
      });
      const api = new HttpApi(stack, 'Api');
      api.addRoutes({ path: '/items', methods: [HttpMethod.ANY], integration: new HttpLambdaIntegration('Items', items(stack, replicated)) });
    },
    requests: WRITE_AND_READ('/items'),
    named: { 'AWS::StepFunctions::StateMachine': 1, 'AWS::Lambda::Function': 1, 'Custom::AWS': 1 },
  },

  'an API and its table in two Regions': {
    like: 'aws/aws-cdk packages/@aws-cdk-testing/framework-integ/test/core/test/integ.cross-region-references.ts @b24117ea51f52b08a994f17eb9fcc7ad2be28119',
    build: app => {
      const orders = table(new Stack(app, 'Data', { env: { region: 'us-east-1', account: '111111111111' }, crossRegionReferences: true }));
      const stack = new Stack(app, 'Api', { env: { region: 'eu-west-1', account: '111111111111' }, crossRegionReferences: true });
      const client = ITEMS.replace('new DynamoDBClient()', 'new DynamoDBClient({ region: "us-east-1" })');
      const handler = fn(stack, 'Items', client, { TABLE_NAME: orders.tableName });
      orders.grantReadWriteData(handler);
      new HttpApi(stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Items', handler) });
    },
    requests: WRITE_AND_READ('/'),
  },

  'a REST API of an OpenAPI definition that `AWS::Include` brings': {
    like: 'aws-samples/aws-cdk-examples-proserve typescript/api-swagger-lambda @1f43c260529230bcd01ea885bb1abac5a910af03',
    build: app => {
      const stack = new Stack(app, 'Swagger');
      const hello = fn(stack, 'Hello', HELLO);
      hello.addPermission('Api', { principal: new ServicePrincipal('apigateway.amazonaws.com') });
      (hello.node.defaultChild as CfnFunction).overrideLogicalId('Hello');
      const { s3ObjectUrl: Location } = new Asset(stack, 'Definition', { path: path.join(aDirectory('swagger.yaml', SWAGGER), 'swagger.yaml') });
      new SpecRestApi(stack, 'Api', { apiDefinition: ApiDefinition.fromInline(Fn.transform('AWS::Include', { Location })) });
    },
    requests: [
      { path: '/prod/hello/you?greeting=hi', status: 200, answer: { hello: 'you' } },
      { path: '/prod/hello/you', status: 400, answer: { message: 'Missing required request parameters: [greeting]' } },
      { path: '/prod/ping', status: 200, answer: 'pong' },
      { path: '/prod/site', status: 501 },
      { path: '/prod/other', status: 404, answer: { message: 'no such route' } },
    ],
    named: { 'AWS::ApiGateway::Method': 1 },
  },

  'an HTTP API of an OpenAPI definition': {
    like: 'aws/aws-cdk packages/@aws-cdk/aws-apigatewayv2/test/http/integ.oas.ts @87ffd45768676f240bee57c931f8e37c56f9a423',
    build: app => {
      const stack = new Stack(app, 'OpenApi');
      const handler = items(stack, table(stack));
      handler.addPermission('Api', { principal: new ServicePrincipal('apigateway.amazonaws.com') });
      const operationOf = (uri: string) => ({ 'x-amazon-apigateway-integration': { type: 'AWS_PROXY', httpMethod: 'POST', uri, payloadFormatVersion: '2.0' } });
      const operation = operationOf(handler.functionArn);
      const api = new CfnApi(stack, 'Api', {
        body: {
          'openapi': '3.0.3',
          'info': { title: 'Items', version: '1' },
          'x-amazon-apigateway-cors': { allowOrigins: ['*'], allowMethods: ['GET', 'POST'] },
          'paths': { '/items': { get: operation, post: operation }, '/forgotten': { get: operationOf(fn(stack, 'Forgotten', HELLO).functionArn) } },
        },
      });
      new CfnStage(stack, 'Stage', { apiId: api.ref, stageName: '$default', autoDeploy: true });
    },
    requests: [
      ...WRITE_AND_READ('/items'),
      { path: '/other', status: 404 },
      { path: '/forgotten', status: 500, answer: { message: 'Internal Server Error' } }, // API Gateway has no permission
      { method: 'OPTIONS', path: '/items', headers: { 'origin': 'https://example.com', 'access-control-request-method': 'POST' }, status: 204 },
    ],
  },

  'a REST API as SAM\'s transform leaves it': {
    like: 'aws/serverless-application-model tests/translator/output/api_with_cors.json @60eddde0624e022acc6e4eee6b64c0253986f041',
    template: SAM,
    requests: [
      { path: '/Prod/hello/you', status: 200, answer: { hello: 'you' } },
      { method: 'OPTIONS', path: '/Prod/hello/you', status: 200, answer: {} },
      { path: '/Prod/live', status: 403 },
    ],
    named: { 'AWS::IAM::Role': 1 },
  },
};
