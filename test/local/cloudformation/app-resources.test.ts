import { App, CfnCondition, CfnOutput, CfnParameter, CfnResource, CfnStack, Fn, NestedStack, NestedStackProps, SecretValue, Stack } from 'aws-cdk-lib';
import { AwsIntegration, CfnMethod, Deployment, HttpIntegration, LambdaIntegration, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnFunction, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { SynthesizedApps } from './synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

const env = { region: 'eu-west-1', account: '123456789012' };

function table(scope: Construct, id = 'Orders') {
  return new Table(scope, id, { partitionKey: { name: 'id', type: AttributeType.STRING } });
}

function fn(scope: Construct, environment: Record<string, string> = {}, id = 'Hello') {
  return new Function(scope, id, { code: Code.fromInline('exports.handler = async () => 1;'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X, environment });
}

/** The one function's environment, and what is named. */
function environmentOf(build: (app: App) => unknown) {
  const { functions, unsupported, tables } = apps.deployApp(build);
  return { environment: functions.find(({ isForDeployments }) => !isForDeployments)!.environment, unsupported, tables };
}

describe('a function gets what another stack has', () => {
  test('by an export', () => {
    const { environment, tables, unsupported } = environmentOf(app => {
      const orders = table(new Stack(app, 'Data', { env }));
      fn(new Stack(app, 'Api', { env }), { NAME: orders.tableName, ARN: orders.tableArn });
    });
    expect(environment).toEqual({ NAME: tables[0].tableName, ARN: `arn:aws:dynamodb:eu-west-1:123456789012:table/${tables[0].tableName}` });
    expect(unsupported).toEqual([]);
  });

  test('by an export whose name is made up of what the stack is called, of its own Region', () => {
    const { environment } = environmentOf(app => {
      for (const region of ['us-east-1', 'eu-west-1']) {
        const data = new Stack(app, `Data-${region}`, { env: { ...env, region } });
        new CfnOutput(data, 'Name', { value: `orders of ${region}`, exportName: Fn.sub('${AWS::AccountId}-orders') });
        table(data);
      }
      fn(new Stack(app, 'Api', { env }), { NAME: Fn.importValue('123456789012-orders') });
    });
    expect(environment).toEqual({ NAME: 'orders of eu-west-1' });
  });

  test('by an output that is not exported', () => {
    const { environment } = environmentOf(app => {
      const data = new Stack(app, 'Data', { env: { ...env, region: 'us-east-1' } });
      new CfnOutput(data, 'Name', { value: table(data).tableName });
      fn(new Stack(app, 'Api', { env }), { NAME: Fn.getStackOutput('Data', 'Name', 'us-east-1') });
    });
    expect(environment.NAME).toMatch(/^Data-Orders/);
  });

  test('by references across Regions', () => {
    const { environment, tables, unsupported } = environmentOf(app => {
      const orders = table(new Stack(app, 'Data', { env: { ...env, region: 'us-east-1' }, crossRegionReferences: true }));
      fn(new Stack(app, 'Api', { env, crossRegionReferences: true }), { NAME: orders.tableName });
    });
    expect(environment).toEqual({ NAME: tables[0].tableName });
    expect(unsupported).toEqual([]);
  });

  test('by a parameter in Parameter Store that the app has', () => {
    const { environment } = environmentOf(app => {
      const data = new Stack(app, 'Data', { env });
      table(data);
      new StringParameter(data, 'Color', { parameterName: '/shop/color', stringValue: 'blue' });
      const api = new Stack(app, 'Api', { env });
      fn(api, { PARAMETER: StringParameter.valueForStringParameter(api, '/shop/color'), REFERENCE: SecretValue.ssmSecure('/shop/none').unsafeUnwrap(), DYNAMIC: '{{resolve:ssm:/shop/color}}' });
    });
    expect(environment).toEqual({ PARAMETER: 'blue', DYNAMIC: 'blue' });
  });
});

describe('a nested stack', () => {
  class Data extends NestedStack {
    readonly orders: Table;

    constructor(scope: Construct, props?: NestedStackProps) {
      super(scope, 'Data', props);
      this.orders = table(this);
    }
  }

  test('is run, and shares its values with its parent and its siblings', () => {
    const { environment, tables, unsupported } = environmentOf(app => {
      const shop = new Stack(app, 'Shop', { env });
      const { orders } = new Data(shop);
      const inner = new NestedStack(new NestedStack(shop, 'Outer'), 'Inner', { parameters: { Color: 'blue' } });
      fn(inner, { NAME: orders.tableName, COLOR: new CfnParameter(inner, 'Color').valueAsString, STACK: shop.stackName });
    });
    expect(tables.map(({ tableName }) => tableName)).toEqual([expect.stringMatching(/^Shop-Data\w+-[0-9A-Z]{12}-Orders/)]);
    expect(environment).toEqual({ NAME: tables[0].tableName, COLOR: 'blue', STACK: 'Shop' });
    expect(unsupported).toEqual([]);
  });

  test('may have the routes of its parent\'s API', () => {
    const { restApis: [api], unsupported } = apps.deploy(shop => {
      const rest = new RestApi(shop, 'Api', { deploy: false });
      rest.root.addMethod('GET');
      const routes = new NestedStack(shop, 'Routes');
      const imported = RestApi.fromRestApiAttributes(routes, 'Api', { restApiId: rest.restApiId, rootResourceId: rest.restApiRootResourceId });
      imported.root.addResource('orders').addResource('{id}').addMethod('GET', new LambdaIntegration(fn(routes)));
      new Stage(shop, 'Stage', { deployment: new Deployment(shop, 'Deployment', { api: rest }) });
    });
    expect(api.methods.map(({ httpMethod, resourcePath, integration }) => [httpMethod, resourcePath, integration.type])).toEqual([
      ['GET', '/', 'MOCK'], ['GET', '/orders/{id}', 'AWS_PROXY'],
    ]);
    expect(api.stages.map(({ name }) => name)).toEqual(['prod']);
    expect(unsupported).toEqual([]);
  });

  test('whose template is elsewhere is named', () => {
    const { unsupported } = apps.deploy(shop => {
      table(shop);
      new CfnStack(shop, 'Elsewhere', { templateUrl: 'https://bucket.s3.amazonaws.com/template.json' });
    });
    expect(unsupported).toEqual([{ type: 'AWS::CloudFormation::Stack', path: 'Shop/Elsewhere', region: 'eu-west-1', meaning: 'its template is not in the cloud assembly: its resources are not run here' }]);
  });
});

test('an HTTP API has the routes that another stack gives it', () => {
  const { httpApis: [{ routes }] } = apps.deployApp(app => {
    const httpApi = new HttpApi(new Stack(app, 'Shop', { env }), 'Api');
    const other = new Stack(app, 'Orders', { env });
    new HttpRoute(other, 'Route', { httpApi, routeKey: HttpRouteKey.with('/orders', HttpMethod.GET), integration: new HttpLambdaIntegration('Hello', fn(other)) });
  });
  expect(routes).toEqual([expect.objectContaining({ routeKey: 'GET /orders', integration: expect.objectContaining({ type: 'AWS_PROXY' }) })]);
});

test('`replicationRegions` of a table are its replicas, but for its own Region', () => {
  const { tables, unsupported } = apps.deployApp(app => {
    new Table(new Stack(app, 'Shop'), 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING }, replicationRegions: ['us-east-1', 'eu-west-1'] });
  }, { region: 'us-east-1', regionFrom: 'AWS_REGION' });
  expect(tables.map(({ regions }) => regions)).toEqual([['us-east-1', 'eu-west-1']]);
  expect(unsupported.map(({ type }) => type)).toEqual(['AWS::StepFunctions::StateMachine']); // the provider's, which waits for a replica
});

describe('what cannot be resolved is named with its resource and property, and the rest runs', () => {
  const problems = (build: (shop: Stack, unknown: string) => unknown) => {
    const { unsupported, ...deployed } = apps.deploy(shop => {
      table(shop, 'Hits');
      build(shop, new Stream(shop, 'Stream').streamArn);
    });
    expect(deployed.tables.map(({ tableName }) => tableName)).toContainEqual(expect.stringMatching(/Hits/));
    return { ...deployed, problems: unsupported.filter(({ type }) => type !== 'AWS::Kinesis::Stream').map(({ type, path, meaning }) => `${type} ${path}: ${meaning}`) };
  };
  const UNKNOWN = 'cannot be resolved: Arn of Stream790BDEE4 (AWS::Kinesis::Stream) is not known on this machine';

  test('a table', () => {
    const found = problems((shop, unknown) => new Table(shop, 'Orders', { tableName: unknown, partitionKey: { name: 'id', type: AttributeType.STRING } }));
    expect(found.problems).toEqual([`AWS::DynamoDB::Table Shop/Orders: TableName ${UNKNOWN}: it is not run here`]);
  });

  test('a function, whose routes answer 501', () => {
    const { problems: named, functions, restApis: [{ methods }] } = problems((shop, unknown) => {
      const hello = fn(shop);
      (hello.node.defaultChild as CfnFunction).timeout = unknown as unknown as number;
      new RestApi(shop, 'Api').root.addMethod('GET', new LambdaIntegration(hello));
    });
    expect(functions).toEqual([]);
    expect(named).toEqual([`AWS::Lambda::Function Shop/Hello: Timeout ${UNKNOWN}: it is not run here, and its routes answer 501`]);
    expect(methods[0].integration).toEqual({ type: 'UNSUPPORTED', what: `Shop/Hello: Timeout ${UNKNOWN}` });
  });

  test('an integration with a service, whose route answers 501', () => {
    const { problems: named, restApis: [{ methods }] } = problems((shop, unknown) => {
      const api = new RestApi(shop, 'Api');
      api.root.addMethod('GET');
      api.root.addMethod('POST', new AwsIntegration({ service: 'sqs', path: `123456789012/${unknown}` }));
      api.root.addMethod('PUT', new HttpIntegration(`https://${unknown}`));
    });
    expect(methods.map(({ integration }) => integration)).toEqual([
      expect.objectContaining({ type: 'MOCK' }),
      { type: 'UNSUPPORTED', what: `AWS, whose Integration ${UNKNOWN}` }, { type: 'UNSUPPORTED', what: `HTTP_PROXY, whose Integration ${UNKNOWN}` },
    ]);
    expect(named).toEqual([
      `AWS::ApiGateway::Method Shop/Api/Default/POST: AWS, whose Integration ${UNKNOWN} is not supported: the route answers 501`,
      `AWS::ApiGateway::Method Shop/Api/Default/PUT: HTTP_PROXY, whose Integration ${UNKNOWN} is not supported: the route answers 501`,
    ]);
  });

  test('an integration with a function that is not known, whose route answers 501', () => {
    const { restApis: [{ methods }] } = problems((shop, unknown) => {
      const method = new RestApi(shop, 'Api').root.addMethod('GET');
      (method.node.defaultChild as CfnMethod).integration = { type: 'AWS_PROXY', uri: unknown };
    });
    expect(methods.map(({ integration }) => integration)).toEqual([{ type: 'UNSUPPORTED', what: `AWS_PROXY, whose Integration.Uri ${UNKNOWN}` }]);
  });

  test('a record', () => {
    const { problems: named, recordSets } = problems((shop, unknown) =>
      new CfnRecordSet(shop, 'Record', { name: 'a.example.com', type: 'CNAME', ttl: '60', resourceRecords: [unknown], hostedZoneId: 'Z1' }));
    expect(recordSets).toEqual([]);
    expect(named).toEqual([`AWS::Route53::RecordSet Shop/Record: ResourceRecords ${UNKNOWN}: it is not run here`]);
  });

  test('a resource under a condition', () => {
    const { problems: named, tables } = problems(shop => {
      const flag = new CfnParameter(shop, 'Flag');
      const orders = table(shop);
      (orders.node.defaultChild as CfnResource).cfnOptions.condition = new CfnCondition(shop, 'Wanted', { expression: Fn.conditionEquals(flag, 'yes') });
    });
    expect(tables).toHaveLength(1);
    expect(named).toContainEqual('AWS::DynamoDB::Table Shop/Orders: Condition cannot be resolved: parameter Flag has no value: it is not run here');
  });
});
