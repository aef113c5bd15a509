import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { BreakerScope, CircuitBreakerProps, HealthCheck, MultiRegionServerlessApiProps, Opens } from '../../src';
import { aFunction, addRouteEverywhere, anApi, templateOf } from '../an-api';
import { messageOf } from '../message-of';

const REGIONS = ['us-east-1', 'eu-west-1'];

/** An API whose handlers call Stripe by a circuit breaker. */
function paying(props: Partial<CircuitBreakerProps> = {}, of: Partial<MultiRegionServerlessApiProps> = {}) {
  const api = anApi(of);
  const stripe = api.addCircuitBreaker('Stripe', { opens: Opens.answers503(), ...props });
  for (const region of api.regionalApis) {
    const pay = aFunction(region, 'Pay');
    stripe.grant(pay);
    region.addRoute('POST', '/payments', pay);
  }
  return { api, stripe };
}

const variablesOf = (template: Template, description?: string) => Object.entries(template.findResources('AWS::Lambda::Function'))
  .filter(([id, { Properties }]) => description ? Properties.Description === description : id.startsWith('ShopPay'))[0][1].Properties.Environment.Variables;

describe('a circuit breaker', () => {
  const { api, stripe } = paying({ failures: 7, retryAfter: Duration.minutes(1), timeout: Duration.millis(1_500) });
  api.addOperations();
  api.addCircuitBreaker('Twilio', { opens: Opens.answers503() });
  const [virginia, ireland] = REGIONS.map(region => templateOf(api, region));

  test('has a table that all breakers of the API share, with a replica in each Region, which is no reason to be unhealthy', () => {
    expect(stripe.tableName).toBe('Shop-Breakers');
    const tables = Template.fromStack(stripe.node.root.node.findChild('Shop').node.findChild('Tables') as Stack);
    tables.resourceCountIs('AWS::DynamoDB::GlobalTable', 1);
    tables.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Delete',
      Properties: { TableName: 'Shop-Breakers', KeySchema: [{ AttributeName: 'breaker', KeyType: 'HASH' }] },
    });
    expect(variablesOf(ireland, 'Answers the health check by reading every replica in its Region')).toMatchObject({ REPLICAS: '[]' });
  });

  test('tells a function that is granted it what it needs to know, the same in all Regions, and lets it read and update the replica beside it', () => {
    const [here, there] = [virginia, ireland].map(template => JSON.parse(variablesOf(template).CIRCUIT_BREAKER_Stripe));
    expect(here).toEqual({ table: 'Shop-Breakers', namespace: 'Shop', failures: 7, retryAfter: 60_000, timeout: 1_500 });
    expect(there).toEqual(here);
    ireland.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], Resource: [{ 'Fn::Join': ['', Match.arrayWith([':dynamodb:eu-west-1:'])] }] }] },
    });
  });

  test('has an alarm in each Region that tells people when it opens', () => {
    ireland.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Shop-eu-west-1-Stripe-CircuitOpened',
      Namespace: 'Shop',
      MetricName: 'CircuitOpened',
      Dimensions: [{ Name: 'Breaker', Value: 'Stripe' }],
      Statistic: 'Sum',
      Threshold: 0,
    });
  });
});

test('opens by default after 5 failures in a row, tries again after 30 seconds, and waits 2 seconds, each Region by itself', () => {
  expect(JSON.parse(variablesOf(templateOf(paying().api, 'eu-west-1')).CIRCUIT_BREAKER_Stripe))
    .toEqual({ table: 'Shop-Breakers', namespace: 'Shop', failures: 5, retryAfter: 30_000, timeout: 2_000 });
});

test('one for all Regions knows their names', () => {
  const { api } = paying({ scope: BreakerScope.everywhere() });
  expect(JSON.parse(variablesOf(templateOf(api, 'eu-west-1')).CIRCUIT_BREAKER_Stripe)).toMatchObject({ regions: REGIONS });
});

describe('one that takes its Region out', () => {
  const { api, stripe } = paying({ opens: Opens.takesRegionOut() });
  api.regionalApis.forEach(region => stripe.probe(aFunction(region, 'Probe')));
  addRouteEverywhere(api, 'GET', '/');
  const ireland = templateOf(api, 'eu-west-1');

  test('is read by the health function in its own Region', () => {
    const variables = variablesOf(ireland, 'Answers the health check by reading every replica in its Region');
    expect(JSON.parse(variables.BREAKERS)).toEqual([{ table: 'Shop-Breakers', breaker: 'Stripe' }]);
    ireland.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'dynamodb:GetItem' })]) },
    });
  });

  test('has its function tried once a minute, and granted it', () => {
    ireland.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ShopProbe'), 'Arn'] } })],
    });
    const probe = Object.entries(ireland.findResources('AWS::Lambda::Function')).find(([id]) => id.startsWith('ShopProbe'))![1];
    expect(probe.Properties.Environment.Variables).toHaveProperty('CIRCUIT_BREAKER_Stripe');
  });

  test('is no reason to warn of, and its templates are equal but for the names of Regions', () => {
    const { stacks } = (api.node.root as App).synth();
    expect(stacks.flatMap(({ messages }) => messages).filter(({ entry }) => /Stripe|Probe/.test(String(entry.data)))).toEqual([]);
    const [here, there] = REGIONS.map(region => Object.keys(stacks.find(({ stackName }) => stackName === `Shop-${region}`)!.template.Resources));
    expect(here.filter(id => id.includes('Probe'))).toEqual(there.filter(id => id.includes('Probe')));
  });
});

test.each<[string, () => unknown, string | RegExp]>([
  ['an id that names no variable', () => anApi().addCircuitBreaker('my-stripe', { opens: Opens.answers503() }), /^A circuit breaker must have an id of letters, digits and "_".*, got: "my-stripe"$/],
  ['something else that opens', () => paying({ opens: 'answers503' as unknown as Opens }), '`opens` must be made by `Opens`, got: "answers503"'],
  ['one Region that takes out all', () => paying({ opens: Opens.takesRegionOut(), scope: BreakerScope.everywhere() }), /^`scope` must be `BreakerScope.regional\(\)` with `Opens.takesRegionOut\(\)`/],
  ['no failures', () => paying({ failures: 0 }), '`failures` must be a whole number from 1 to 1000, got: 0'],
  ['1001 failures', () => paying({ failures: 1_001 }), '`failures` must be a whole number from 1 to 1000, got: 1001'],
  ['999 ms to retry', () => paying({ retryAfter: Duration.millis(999) }), '`retryAfter` must be from 1000 to 900000 milliseconds, got: 999'],
  ['16 minutes to retry', () => paying({ retryAfter: Duration.minutes(16) }), '`retryAfter` must be from 1000 to 900000 milliseconds, got: 960000'],
  ['99 ms to answer', () => paying({ timeout: Duration.millis(99) }), '`timeout` must be from 100 to 900000 milliseconds, got: 99'],
  ['a health check without a function', () => paying({ opens: Opens.takesRegionOut() }, { health: HealthCheck.shallow() }),
    '`Opens.takesRegionOut()` needs `HealthCheck.deep()`, whose function reads the breaker, got: "HealthCheck.shallow()"'],
  ['a function of another Region', () => {
    const { stripe } = paying();
    stripe.grant(aFunction(new Stack(new App(), 'Elsewhere', { env: { region: 'sa-east-1' } })));
  }, /^`grantee` must be in a Region that Shop-Breakers has a replica in/],
  ['a probe that nobody needs', () => { const { api, stripe } = paying(); stripe.probe(aFunction(api.regionalApis[0], 'Probe')); }, /^`probe\(\)` is for `Opens.takesRegionOut\(\)`/],
  ['two probes in a Region', () => {
    const { api, stripe } = paying({ opens: Opens.takesRegionOut() });
    ['One', 'Two'].forEach(id => stripe.probe(aFunction(api.regionalApis[1], id)));
  }, /^Stripe must have one function that probes in eu-west-1/],
  ['no probe in a Region', () => {
    const { api, stripe } = paying({ opens: Opens.takesRegionOut() });
    stripe.probe(aFunction(api.regionalApis[0], 'Probe'));
    (api.node.root as App).synth();
  }, /Stripe takes a Region out, and nothing brings eu-west-1 back: call its `probe\(\)` with a function of each Region/],
  ['a function that ends before a call has failed, as its template says in the end', () => {
    const { api } = paying();
    addRouteEverywhere(api, 'GET', '/');
    (api.regionalApis[0].node.findChild('Pay').node.defaultChild as CfnFunction).addPropertyOverride('Timeout', 2);
    (api.node.root as App).synth();
  }, /Shop\/Pay ends before a call of Stripe has failed, which takes 2000 ms/],
])('is refused: %s', (_, make, message) => {
  expect(messageOf(make)).toMatch(message);
});
