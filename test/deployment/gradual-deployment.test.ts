import { App, Duration, Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Alias, Function } from 'aws-cdk-lib/aws-lambda';
import { AccessLogs, ApiGateway, GradualDeployment, HealthAlarm, MultiRegionServerlessApi, RegionalApi, RouteOptions } from '../../src';
import { aFunction, anApi, onlyResource, templateOf } from '../an-api';
import { messageOf } from '../message-of';
import { circleIn } from '../template-circle';

/** An API whose one function, of a GET and a POST route, is deployed gradually in both Regions. */
function deployed(deployment: (region: RegionalApi) => GradualDeployment, gateway?: ApiGateway): MultiRegionServerlessApi {
  const api = anApi({ gateway });
  for (const region of api.regionalApis) {
    const hello = aFunction(region, 'Hello');
    const options = { deployment: deployment(region) };
    region.addRoute('GET', '/hello', hello, options);
    region.addRoute('POST', '/hello', hello, options);
  }
  return api;
}

function alarmOn(region: RegionalApi, id: string, dimensionsMap?: { [name: string]: string }): Alarm {
  const metric = new Metric({ namespace: 'Shop', metricName: id, dimensionsMap });
  return new Alarm(region, id, { metric, threshold: 3, evaluationPeriods: 2 });
}

const GATEWAYS: [string, ApiGateway][] = [['a REST API', ApiGateway.rest()], ['an HTTP API', ApiGateway.http()]];
const canary = () => GradualDeployment.canary();
const idOf = (template: Template, type: string) => Object.keys(template.findResources(type))[0];

describe('what CodeDeploy is told', () => {
  test.each([
    ['canary()', GradualDeployment.canary(), 'CodeDeployDefault.LambdaCanary10Percent5Minutes'],
    ['a canary of 10 minutes', GradualDeployment.canary({ duration: Duration.minutes(10) }), 'CodeDeployDefault.LambdaCanary10Percent10Minutes'],
    ['a canary of 15 minutes', GradualDeployment.canary({ duration: Duration.minutes(15) }), 'CodeDeployDefault.LambdaCanary10Percent15Minutes'],
    ['a canary of 30 minutes', GradualDeployment.canary({ duration: Duration.seconds(1800) }), 'CodeDeployDefault.LambdaCanary10Percent30Minutes'],
    ['linear()', GradualDeployment.linear(), 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute'],
    ['steps of 2 minutes', GradualDeployment.linear({ interval: Duration.minutes(2) }), 'CodeDeployDefault.LambdaLinear10PercentEvery2Minutes'],
    ['steps of 3 minutes', GradualDeployment.linear({ interval: Duration.minutes(3) }), 'CodeDeployDefault.LambdaLinear10PercentEvery3Minutes'],
    ['steps of 10 minutes', GradualDeployment.linear({ interval: Duration.minutes(10) }), 'CodeDeployDefault.LambdaLinear10PercentEvery10Minutes'],
    ['allAtOnce()', GradualDeployment.allAtOnce(), 'CodeDeployDefault.LambdaAllAtOnce'],
  ])('%s is a configuration of CodeDeploy\'s own', (_name, deployment, DeploymentConfigName) => {
    const region = deployed(() => deployment).inRegion('eu-west-1');
    expect(onlyResource(region, 'AWS::CodeDeploy::DeploymentGroup')).toMatchObject({ DeploymentConfigName });
    Template.fromStack(region.stack).resourceCountIs('AWS::CodeDeploy::DeploymentConfig', 0);
  });

  test.each([
    ['a canary', GradualDeployment.canary({ percent: 20, duration: Duration.minutes(7) }),
      { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 20, CanaryInterval: 7 } }],
    ['steps', GradualDeployment.linear({ percent: 25, interval: Duration.hours(2) }),
      { Type: 'TimeBasedLinear', TimeBasedLinear: { LinearPercentage: 25, LinearInterval: 120 } }],
  ])('%s that CodeDeploy has no configuration of get one', (_name, deployment, TrafficRoutingConfig) => {
    const template = templateOf(deployed(() => deployment), 'eu-west-1');
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', { ComputePlatform: 'Lambda', TrafficRoutingConfig });
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
      DeploymentConfigName: { Ref: idOf(template, 'AWS::CodeDeploy::DeploymentConfig') },
    });
  });

  test('deployments that are alike share a configuration, and all share an application and a role', () => {
    const region = anApi().inRegion('eu-west-1');
    [5, 5, 6].forEach((percent, i) => region.addRoute('GET', `/${i}`, aFunction(region, `Hello${i}`), { deployment: GradualDeployment.canary({ percent }), regional: true }));
    const template = Template.fromStack(region.stack);
    template.resourceCountIs('AWS::CodeDeploy::DeploymentConfig', 2);
    template.resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 3);
    template.resourceCountIs('AWS::CodeDeploy::Application', 1);
    template.hasResourceProperties('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'codedeploy.amazonaws.com' } }] } });
  });

  test('it rolls back what fails, what is stopped and what an alarm is raised for', () => {
    expect(onlyResource(deployed(canary).inRegion('eu-west-1'), 'AWS::CodeDeploy::DeploymentGroup')).toMatchObject({
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'] },
      AlarmConfiguration: { Enabled: true },
    });
  });

  test('all at once heeds no alarm', () => {
    expect(onlyResource(deployed(() => GradualDeployment.allAtOnce()).inRegion('eu-west-1'), 'AWS::CodeDeploy::DeploymentGroup')).toMatchObject({
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'] },
      AlarmConfiguration: { Enabled: false },
    });
  });

  test('without a deployment there is nothing of it', () => {
    const api = anApi();
    api.regionalApis.forEach(region => region.addRoute('GET', '/hello', aFunction(region)));
    const types = Object.values(templateOf(api, 'eu-west-1').toJSON().Resources).map((resource: any) => resource.Type);
    expect(types.filter(type => /CodeDeploy|Alias|Version$|Alarm/.test(type))).toEqual([]);
  });
});

describe('the alias', () => {
  test.each(GATEWAYS)('is one for all routes of a function, and leads to its current version, behind %s', (_name, gateway) => {
    const region = deployed(canary, gateway).inRegion('eu-west-1');
    const template = Template.fromStack(region.stack);
    expect(onlyResource(region, 'AWS::Lambda::Alias')).toEqual({
      Name: 'live',
      FunctionName: { Ref: expect.stringMatching(/^ShopHello/) },
      FunctionVersion: { 'Fn::GetAtt': [idOf(template, 'AWS::Lambda::Version'), 'Version'] },
    });
    expect(Object.values(template.findResources('AWS::Lambda::Alias'))[0].UpdatePolicy).toEqual({
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: idOf(template, 'AWS::CodeDeploy::Application') },
        DeploymentGroupName: { Ref: idOf(template, 'AWS::CodeDeploy::DeploymentGroup') },
      },
    });
  });

  test('is what a REST API invokes and may invoke, for the route alone', () => {
    const template = templateOf(deployed(canary), 'eu-west-1');
    const alias = { Ref: idOf(template, 'AWS::Lambda::Alias') };
    const methods = Object.values(template.findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'POST' } }));
    expect(methods.map(({ Properties }) => Properties.Integration.Uri['Fn::Join'][1])).toEqual([expect.arrayContaining([alias])]);
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission', { Properties: { FunctionName: alias } }));
    expect(permissions.map(({ Properties }) => JSON.stringify(Properties.SourceArn).match(/[A-Z]+\/hello/)![0]).sort()).toEqual(['GET/hello', 'POST/hello']);
  });

  test('is what an HTTP API invokes and may invoke, for the route alone', () => {
    const template = templateOf(deployed(canary, ApiGateway.http()), 'eu-west-1');
    const alias = { Ref: idOf(template, 'AWS::Lambda::Alias') };
    const uris = Object.values(template.findResources('AWS::ApiGatewayV2::Integration')).map(({ Properties }) => Properties.IntegrationUri);
    expect(uris.filter(uri => uri.Ref)).toEqual([alias, alias]);
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission', { Properties: { FunctionName: alias } }));
    expect(permissions.map(({ Properties }) => JSON.stringify(Properties.SourceArn).match(/[A-Z]+\/hello/)![0]).sort()).toEqual(['GET/hello', 'POST/hello']);
  });

  test('is not of the health function', () => {
    const template = templateOf(deployed(canary), 'eu-west-1');
    template.resourceCountIs('AWS::Lambda::Function', 2);
    template.resourceCountIs('AWS::Lambda::Version', 1);
  });

  test.each(GATEWAYS)('leaves functions of other routes alone, behind %s', (_name, gateway) => {
    const region = deployed(canary, gateway).inRegion('eu-west-1');
    region.addRoute('GET', '/plain', aFunction(region, 'Plain'), { regional: true });
    Template.fromStack(region.stack).resourceCountIs('AWS::Lambda::Alias', 1);
  });
});

describe('the alarms', () => {
  test('are, first, one on each error of the new version', () => {
    const region = deployed(canary).inRegion('eu-west-1');
    const template = Template.fromStack(region.stack);
    const hello = { Ref: expect.stringMatching(/^ShopHello/) };
    expect(onlyResource(region, 'AWS::CloudWatch::Alarm')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [
        { Name: 'ExecutedVersion', Value: { 'Fn::GetAtt': [idOf(template, 'AWS::Lambda::Version'), 'Version'] } },
        { Name: 'FunctionName', Value: hello },
        { Name: 'Resource', Value: { 'Fn::Join': ['', [hello, ':live']] } },
      ],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    });
  });

  test('let `maxErrors` pass', () => {
    const region = deployed(() => GradualDeployment.linear({ maxErrors: 12 })).inRegion('eu-west-1');
    expect(onlyResource(region, 'AWS::CloudWatch::Alarm')).toMatchObject({ Threshold: 12 });
  });

  test('are those of the deployment and of the Region as well, in whatever order they come, and each once', () => {
    const api = anApi();
    const region = api.inRegion('eu-west-1');
    const [before, own, after] = ['Before', 'Own', 'After'].map(id => alarmOn(region, id));
    region._routes.deployments.rollBackOn(before);
    region.addRoute('GET', '/hello', aFunction(region, 'Hello'), { deployment: GradualDeployment.canary({ alarms: [own, before] }), regional: true });
    region._routes.deployments.rollBackOn(after);
    const { AlarmConfiguration: { Alarms } } = onlyResource(region, 'AWS::CodeDeploy::DeploymentGroup');
    expect(Alarms.map(({ Name }: any) => Name.Ref.replace(/[0-9A-F]{8}$/, ''))).toEqual(['ShopHelloLiveErrors', 'ShopOwn', 'ShopBefore', 'ShopAfter']);
  });

  test('are watched by the deployments of all functions', () => {
    const region = anApi().inRegion('eu-west-1');
    ['One', 'Two'].forEach(id => region.addRoute('GET', `/${id}`, aFunction(region, id), { deployment: GradualDeployment.linear(), regional: true }));
    region._routes.deployments.rollBackOn(alarmOn(region, 'After'));
    const groups = Object.values(Template.fromStack(region.stack).findResources('AWS::CodeDeploy::DeploymentGroup'));
    expect(groups.map(({ Properties }) => Properties.AlarmConfiguration.Alarms.length)).toEqual([2, 2]);
  });

  test.each([[49, 0], [50, 1]])('are at most 50 by CodeDeploy\'s quota, which can be raised: %d besides the function\'s own give %d warnings', (n, warnings) => {
    const app = new App();
    const api = anApi({}, app);
    for (const region of api.regionalApis) {
      const alarms = Array.from({ length: n }, (_, i) => alarmOn(region, `Alarm${i}`));
      region.addRoute('GET', '/hello', aFunction(region), { deployment: GradualDeployment.canary({ alarms }) });
    }
    const messages = app.synth().stacks.flatMap(stack => stack.messages);
    expect(messages.map(({ entry }) => entry.data).filter(data => /watches 51 alarms in us-east-1, eu-west-1: CodeDeploy refuses more/.test(String(data)))).toHaveLength(warnings);
  });
});

describe('no resource waits for itself', () => {
  const literal = (region: RegionalApi) => alarmOn(region, 'Literal', { ApiName: 'Shop', Stage: 'prod' });

  test.each(GATEWAYS)('behind %s', (_name, gateway) => {
    const api = deployed(region => GradualDeployment.canary({ alarms: [literal(region)] }), gateway);
    api.regionalApis.forEach(region => region._routes.deployments.rollBackOn(alarmOn(region, 'Region', { ApiName: 'Shop', Stage: 'live' })));
    expect(circleIn(templateOf(api, 'eu-west-1').toJSON())).toBeUndefined();
  });

  test('an alarm on the stage of a REST API, which waits for its methods and so for the alias, is refused at synthesis', () => {
    const api = deployed(region => GradualDeployment.canary({
      alarms: [region.restApi.deploymentStage.metricServerError().createAlarm(region, 'Stage', { threshold: 1, evaluationPeriods: 1 })],
    }));
    const message = messageOf(() => (api.node.root as App).synth());
    expect(message.split('\n').slice(1)).toEqual([
      '  [Shop] The alarm Shop/us-east-1/Shop/Stage rolls deployments back and refers to Shop/us-east-1/Shop/RestApi/DeploymentStage.prod, '
      + 'which waits for their functions, in us-east-1, eu-west-1: CloudFormation refuses a stack whose resources wait for each other. '
      + 'Have the alarm\'s metric name API and stage by literals [cdk-multi-region-serverless-api:alarm-waits-for-deployment]',
    ]);
    expect(circleIn(rendered(api.inRegion('eu-west-1')))).toEqual(expect.arrayContaining(['AWS::CloudWatch::Alarm', 'AWS::Lambda::Alias']));
  });

  test('an alarm that the Region rolls back on is refused as well', () => {
    const api = deployed(canary);
    const region = api.inRegion('us-east-1');
    region._routes.deployments.rollBackOn(region.restApi.deploymentStage.metricLatency().createAlarm(region, 'Slow', { threshold: 2, evaluationPeriods: 4 }));
    expect(() => (api.node.root as App).synth()).toThrow(/The alarm Shop\/us-east-1\/Shop\/Slow rolls deployments back/);
  });

  test.each<[string, ApiGateway]>([
    ['a REST API', ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch() })],
    ['an HTTP API', ApiGateway.http({ accessLogs: AccessLogs.cloudWatch() })],
  ])('the ready-made alarms on %s are let pass', (_name, gateway) => {
    const api = deployed(region => GradualDeployment.canary({
      alarms: [HealthAlarm.serverErrors(region), HealthAlarm.latency(region, { threshold: Duration.seconds(2) })],
    }), gateway);
    expect(circleIn(templateOf(api, 'eu-west-1').toJSON())).toBeUndefined();
  });

  test('alarms on an HTTP API, on its stage and on functions are let pass', () => {
    const api = deployed(region => GradualDeployment.canary({
      alarms: [
        region.httpApi.metricServerError().createAlarm(region, 'Api', { threshold: 1, evaluationPeriods: 1 }),
        region.httpApi.defaultStage!.metricServerError().createAlarm(region, 'Stage', { threshold: 2, evaluationPeriods: 2 }),
        aFunction(region, 'Other').metricErrors().createAlarm(region, 'Errors', { threshold: 1, evaluationPeriods: 1 }),
      ],
    }), ApiGateway.http());
    expect(circleIn(templateOf(api, 'eu-west-1').toJSON())).toBeUndefined();
  });
});

describe('`deployment` is refused', () => {
  const shop = () => anApi().inRegion('eu-west-1');
  const add = (region: RegionalApi, handler: Parameters<RegionalApi['addRoute']>[2], options: RouteOptions = { deployment: canary() }, path = '/hello') =>
    region.addRoute('GET', path, handler, options);

  test.each<[string, (region: RegionalApi) => Parameters<RegionalApi['addRoute']>[2]]>([
    ['an imported function', region => Function.fromFunctionName(region, 'Hello', 'hello')],
    ['a version', region => aFunction(region, 'Hello').currentVersion],
    ['an alias', region => new Alias(region, 'Hello', { aliasName: 'mine', version: aFunction(region).currentVersion })],
  ])('of %s', (_name, handler) => {
    const region = shop();
    const made = handler(region);
    expect(() => add(region, made)).toThrow('`deployment` of GET /hello needs a `Function` that is made in the app, and this one is imported, or a version or an alias, '
      + `got: "${made.node.path}". Leave \`deployment\` out, and shift the requests where the function is made`);
  });

  test('of a function that has an alias of the name', () => {
    const region = shop();
    const hello = aFunction(region, 'Hello');
    hello.addAlias('live');
    expect(() => add(region, hello)).toThrow('`deployment` of GET /hello makes an alias `live`, which its function must not have yet, got: "Shop/eu-west-1/Shop/Hello"');
  });

  test('with an alarm of another Region', () => {
    const api = anApi();
    const alarms = [alarmOn(api.inRegion('us-east-1'), 'There')];
    const region = api.inRegion('eu-west-1');
    expect(() => add(region, aFunction(region), { deployment: GradualDeployment.canary({ alarms }) })).toThrow('`alarms` of the deployment of GET /hello must be in '
      + 'the stack of eu-west-1, because no token may cross a Region or a stack, got: ["Shop/us-east-1/Shop/There"]. Make them in the scope of the `RegionalApi`');
  });

  test.each([
    ['another one', GradualDeployment.canary({ percent: 11 }), GradualDeployment.canary({ percent: 12 }), 'canary of 12 % in 5 min, maxErrors 0', 'canary of 11 % in 5 min, maxErrors 0'],
    ['none', GradualDeployment.linear({ maxErrors: 1 }), undefined, 'none', 'linear of 10 % in 1 min, maxErrors 1'],
    ['one, and the others have none', undefined, GradualDeployment.allAtOnce(), 'allAtOnce', 'none'],
  ])('where the routes of one function differ: %s', (_name, first, second, got, others) => {
    const region = shop();
    const hello = aFunction(region, 'Hello');
    add(region, hello, { deployment: first });
    expect(() => add(region, hello, { deployment: second }, '/bye')).toThrow('`deployment` of GET /bye must be as in the other routes of its function, which has one '
      + `alias for all of them, got: "${got}". The others have: ${others}`);
  });

  test('where they differ in alarms', () => {
    const region = shop();
    const hello = aFunction(region, 'Hello');
    add(region, hello);
    expect(() => add(region, hello, { deployment: GradualDeployment.canary({ alarms: [alarmOn(region, 'Mine')] }) }, '/bye'))
      .toThrow('got: "canary of 10 % in 5 min, maxErrors 0, Shop/eu-west-1/Shop/Mine"');
  });

  test('but not where they are made twice and say the same', () => {
    const region = shop();
    const hello = aFunction(region, 'Hello');
    const mine = alarmOn(region, 'Mine');
    const twice = () => ({ deployment: GradualDeployment.canary({ percent: 33, alarms: [mine] }) });
    add(region, hello, twice());
    expect(() => add(region, hello, twice(), '/bye')).not.toThrow();
  });
});

describe('settings', () => {
  const token = Lazy.number({ produce: () => 10 });
  test.each<[string, () => unknown, string]>([
    ['0 %', () => GradualDeployment.canary({ percent: 0 }), '`percent` must be a whole number from 1 to 99, got: 0'],
    ['100 %', () => GradualDeployment.linear({ percent: 100 }), '`percent` must be a whole number from 1 to 99, got: 100'],
    ['half a percent', () => GradualDeployment.linear({ percent: 0.5 }), '`percent` must be a whole number from 1 to 99, got: 0.5'],
    ['a token', () => GradualDeployment.canary({ percent: token }), '`percent` must be a whole number from 1 to 99, got:'],
    ['half a minute', () => GradualDeployment.canary({ duration: Duration.seconds(30) }), '`duration` must be whole minutes, at least one, got: "Duration.seconds(30)"'],
    ['no time', () => GradualDeployment.linear({ interval: Duration.minutes(0) }), '`interval` must be whole minutes, at least one, got: "Duration.minutes(0)"'],
    ['90 seconds', () => GradualDeployment.linear({ interval: Duration.seconds(90) }), '`interval` must be whole minutes, at least one, got: "Duration.seconds(90)"'],
    ['a Duration of a token', () => GradualDeployment.canary({ duration: Duration.minutes(token) }), '`duration` must be a literal, got:'],
    ['more than 48 hours', () => GradualDeployment.canary({ duration: Duration.minutes(2881) }), '`duration` must be at most 2880 minutes, which is 48 hours, got: 2881'],
    ['steps for more than 48 hours', () => GradualDeployment.linear({ percent: 50, interval: Duration.minutes(2881) }),
      '`interval` must be short enough to take at most 2880 minutes from the first step to the last, which is 48 hours, got: 2881. Raise `percent` otherwise'],
    ['less than no error', () => GradualDeployment.canary({ maxErrors: -1 }), '`maxErrors` must be a whole number, 0 or more, got: -1'],
    ['half an error', () => GradualDeployment.linear({ maxErrors: 1.5 }), '`maxErrors` must be a whole number, 0 or more, got: 1.5'],
  ])('that CodeDeploy does not take are refused: %s', (_name, make, message) => {
    expect(make).toThrow(message);
  });

  test.each<[string, () => unknown]>([
    ['1 %', () => GradualDeployment.canary({ percent: 1 })],
    ['99 %', () => GradualDeployment.canary({ percent: 99 })],
    ['a minute', () => GradualDeployment.canary({ duration: Duration.minutes(1) })],
    ['48 hours', () => GradualDeployment.canary({ duration: Duration.hours(48) })],
    ['two steps in 48 hours', () => GradualDeployment.linear({ percent: 50, interval: Duration.hours(48) })],
    ['a hundred steps in 48 hours', () => GradualDeployment.linear({ percent: 1, interval: Duration.minutes(29) })],
  ])('at the limits are taken: %s', (_name, make) => {
    expect(make).not.toThrow();
  });
});

describe('the deployment group', () => {
  test('is there for hooks', () => {
    const api = anApi();
    const region = api.inRegion('eu-west-1');
    const hello = aFunction(region, 'Hello');
    region.addRoute('GET', '/hello', hello, { deployment: canary(), regional: true });
    region.deploymentGroup(hello).addPreHook(aFunction(region, 'Check'));
    const template = Template.fromStack(region.stack);
    const [{ UpdatePolicy }] = Object.values(template.findResources('AWS::Lambda::Alias'));
    expect(UpdatePolicy.CodeDeployLambdaAliasUpdate.BeforeAllowTrafficHook).toEqual({ Ref: expect.stringMatching(/^ShopCheck/) });
    expect(circleIn(template.toJSON())).toBeUndefined();
  });

  test('is refused for a function without a deployment', () => {
    const region = anApi().inRegion('eu-west-1');
    const hello = aFunction(region, 'Hello');
    region.addRoute('GET', '/hello', hello);
    expect(() => region.deploymentGroup(hello)).toThrow('`handler` must be a function with a route that has a `deployment`, got: "Shop/eu-west-1/Shop/Hello"');
  });
});

/** A template that synthesis refuses. */
function rendered({ stack }: RegionalApi): any {
  return Template.fromJSON(stack.resolve((stack as any)._toCloudFormation()), { skipCyclicalDependenciesCheck: true }).toJSON();
}
