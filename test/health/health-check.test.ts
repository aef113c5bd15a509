import { Duration, Lazy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { HealthCheck } from '../../src';
import { addRouteEverywhere, anApi, onlyResource, templateOf } from '../an-api';

const CHECKER_REGIONS = ['us-east-1', 'us-west-1', 'us-west-2', 'eu-west-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'sa-east-1'];

function render(health?: HealthCheck) {
  const api = anApi({ health });
  addRouteEverywhere(api, 'GET', '/ready');
  return onlyResource(api.inRegion('eu-west-1'), 'AWS::Route53::HealthCheck');
}

test('by default a deep check asks /health every 30 seconds, three failures in a row count, from all checker Regions', () => {
  expect(render()).toMatchObject({
    HealthCheckConfig: { Type: 'HTTPS', Port: 443, ResourcePath: '/health', RequestInterval: 30, FailureThreshold: 3, EnableSNI: true },
    HealthCheckTags: [{ Key: 'Name', Value: 'Shop-eu-west-1' }],
  });
  expect(render().HealthCheckConfig.Regions).toBeUndefined();
  templateOf(anApi(), 'eu-west-1').resourceCountIs('AWS::Lambda::Function', 1);
});

test('it watches the Region\'s own name, never the name that it guards', () => {
  expect(render().HealthCheckConfig.FullyQualifiedDomainName).toBe('eu-west-1.hello.example.com');
});

test.each([
  ['shallow', HealthCheck.shallow],
  ['deep', HealthCheck.deep],
  ['custom', HealthCheck.custom],
])('a %s check takes all settings', (_, create) => {
  const health = create({
    path: create === HealthCheck.custom ? '/ready' : '/alive', interval: Duration.seconds(10), failureThreshold: 2, checkerRegions: ['us-west-2', 'sa-east-1', 'eu-west-1'], name: 'hello',
  });
  expect(render(health)).toMatchObject({
    HealthCheckConfig: { ResourcePath: health._endpoint!.path, RequestInterval: 10, FailureThreshold: 2, Regions: ['us-west-2', 'sa-east-1', 'eu-west-1'] },
    HealthCheckTags: [{ Key: 'Name', Value: 'hello-eu-west-1' }],
  });
});

test('a shallow check is answered by API Gateway, without a function', () => {
  const template = templateOf(anApi({ health: HealthCheck.shallow() }), 'us-east-1');
  template.resourceCountIs('AWS::Lambda::Function', 0);
  template.hasResourceProperties('AWS::ApiGateway::Method', {
    HttpMethod: 'GET',
    Integration: Match.objectLike({ Type: 'MOCK', IntegrationResponses: [Match.objectLike({ StatusCode: '200' })] }),
  });
});

describe('the function of a deep check', () => {
  const api = anApi({ regions: ['us-east-1', 'eu-west-1'] });
  api.addGlobalTable('Orders', { partitionKey: { name: 'customer', type: AttributeType.STRING }, sortKey: { name: 'day', type: AttributeType.NUMBER } });
  api.addGlobalTable('Files', { partitionKey: { name: 'hash', type: AttributeType.BINARY } });
  const template = templateOf(api, 'eu-west-1');

  test('is told every replica and a key that it may ask for', () => {
    const [{ Properties }] = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(JSON.parse(Properties.Environment.Variables.REPLICAS)).toEqual([
      { table: 'Shop-Orders', key: { customer: { S: 'health-probe' }, day: { N: '0' } } },
      { table: 'Shop-Files', key: { hash: { B: 'MA==' } } },
    ]);
  });

  test('may get items of its own Region\'s replicas, write its log, and nothing else', () => {
    const [{ Properties }] = Object.values(template.findResources('AWS::IAM::Policy'));
    const statements = Properties.PolicyDocument.Statement.map(({ Action, Resource }: any) => [Action, JSON.stringify(Resource)]);
    expect(statements).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], expect.stringContaining('HealthProbeLogs')],
      ['dynamodb:GetItem', expect.stringMatching(/dynamodb:eu-west-1:.*:table\/Shop-Orders/)],
      ['dynamodb:GetItem', expect.stringMatching(/dynamodb:eu-west-1:.*:table\/Shop-Files/)],
    ]);
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('gives up before a checker does', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 2 });
  });
});

test.each([
  ['an interval of 20 seconds', () => HealthCheck.deep({ interval: Duration.seconds(20) }), '`interval` must be 10 or 30 seconds, got: 20'],
  ['an interval of 31 seconds', () => HealthCheck.deep({ interval: Duration.seconds(31) }), '`interval` must be 10 or 30 seconds, got: 31'],
  ['half a second', () => HealthCheck.deep({ interval: Duration.millis(500) }), '`interval` must be 10 or 30 seconds, got: 0.5'],
  ['a token for the interval', () => HealthCheck.deep({ interval: Duration.seconds(Lazy.number({ produce: () => 30 })) }), /^`interval` must be a literal/],
  ['a threshold of 0', () => HealthCheck.shallow({ failureThreshold: 0 }), '`failureThreshold` must be a whole number from 1 to 10, got: 0'],
  ['a threshold of 11', () => HealthCheck.shallow({ failureThreshold: 11 }), '`failureThreshold` must be a whole number from 1 to 10, got: 11'],
  ['a threshold of 1.5', () => HealthCheck.shallow({ failureThreshold: 1.5 }), '`failureThreshold` must be a whole number from 1 to 10, got: 1.5'],
  ['two checker Regions', () => HealthCheck.deep({ checkerRegions: ['us-east-1', 'eu-west-1'] }), '`checkerRegions` must name at least three different Regions, got: ["us-east-1","eu-west-1"]'],
  ['the same checker Region twice', () => HealthCheck.deep({ checkerRegions: ['us-east-1', 'eu-west-1', 'us-east-1'] }), /^`checkerRegions` must name at least three different Regions/],
  ['a checker Region outside the eight', () => HealthCheck.deep({ checkerRegions: ['us-east-1', 'eu-west-1', 'eu-central-1'] }),
    `\`checkerRegions\` must be among ${CHECKER_REGIONS.join(', ')}, got: ["eu-central-1"]`],
  ['a token for a checker Region', () => HealthCheck.deep({ checkerRegions: ['us-east-1', 'eu-west-1', Lazy.string({ produce: () => 'sa-east-1' })] }),
    /^`checkerRegions` must be literal names, got: \["us-east-1","eu-west-1","\$\{Token/],
  ['a token for the checker Regions', () => HealthCheck.deep({ checkerRegions: Lazy.list({ produce: () => ['sa-east-1'] }) }), /^`checkerRegions` must be literal names/],
  ['a path of 256 characters', () => HealthCheck.deep({ path: `/${'a'.repeat(255)}` }), /^`path` of a health check must have at most 255 characters, got/],
  ['a path without "/"', () => HealthCheck.custom({ path: 'ready' }), '`path` must start with "/", got: "ready"'],
  ['a path with a variable part', () => HealthCheck.custom({ path: '/{id}' }), '`path` of a health check must have no variable parts, got: "/{id}"'],
])('refuses %s', (_, create, message) => {
  expect(create).toThrow(message);
});

test.each([[1, 10], [10, 30]])('takes a threshold of %d with an interval of %d seconds, and exactly three checker Regions', (failureThreshold, interval) => {
  const health = HealthCheck.deep({ failureThreshold, interval: Duration.seconds(interval), checkerRegions: CHECKER_REGIONS.slice(5) });
  expect(health._endpoint).toMatchObject({ failureThreshold, checkerRegions: ['ap-southeast-2', 'ap-northeast-1', 'sa-east-1'] });
});
