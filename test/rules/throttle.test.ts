import { Annotations as Warnings, App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { ApiGateway } from '../../src';
import { anApi } from '../an-api';

const ID = 'cdk-multi-region-serverless-api:low-default-throttle';
const LOW = [
  'af-south-1', 'eu-south-1', 'ap-southeast-3', 'me-central-1', 'ap-south-2', 'ap-southeast-4', 'eu-south-2', 'eu-central-2', 'il-central-1', 'ca-west-1',
  'ap-southeast-5', 'ap-southeast-7', 'mx-central-1',
];

function warningsOf(regions: string[], gateway?: ApiGateway, finish: (app: App) => void = () => {}): string[] {
  const app = new App();
  const api = anApi({ regions, gateway }, app);
  finish(app);
  return api.regionalApis.flatMap(({ stack }) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(ID))).map(({ entry }) => String(entry.data));
}

test.each(LOW)('%s has less than the others, which is warned of', region => {
  expect(warningsOf(['us-east-1', region])).toEqual([expect.stringContaining(`In ${region} an account lets 2,500 requests a second`)]);
});

test('one warning names all of the Regions, what to do, and how to be rid of it', () => {
  expect(warningsOf(['us-east-1', 'eu-south-1', 'eu-west-1', 'af-south-1'])).toEqual([
    'In eu-south-1, af-south-1 an account lets 2,500 requests a second and bursts of 1,250 through by default, elsewhere 10,000 and 5,000: '
    + 'a failover onto such a Region may answer 429. Raise the quota "Throttle rate" of API Gateway (L-8A5B8E43) there, '
    + 'or give the gateway a `throttle` that fits. '
    + `Once the quota is raised, tell it by the \`throttleQuotas\` of \`addOperations()\`, or acknowledge this [ack: ${ID}]`,
  ]);
});

test('Regions that are all alike are not warned of', () => {
  expect(warningsOf(['us-east-1', 'eu-west-1'])).toEqual([]);
});

test.each<[ThrottleSettings, number]>([
  [{ rateLimit: 2500, burstLimit: 1250 }, 0],
  [{ rateLimit: 2501, burstLimit: 1250 }, 1],
  [{ rateLimit: 2500, burstLimit: 1251 }, 1],
  [{ rateLimit: 2500 }, 1],
])('the throttle %j fits, or %s warning says not', (throttle, count) => {
  expect(warningsOf(['us-east-1', 'eu-south-1'], ApiGateway.rest({ throttle }))).toHaveLength(count);
  expect(warningsOf(['us-east-1', 'eu-south-1'], ApiGateway.http({ throttle }))).toHaveLength(count);
});

test.each([
  ['a raised quota', 5000, 0],
  ['the quota that an account starts with', 2500, 1],
])('with %s told to the operations (%d), there are %d warnings', (_, quota, count) => {
  const app = new App();
  const api = anApi({ regions: ['us-east-1', 'eu-south-1'] }, app);
  api.addOperations({ throttleQuotas: { 'eu-south-1': quota } });
  app.synth();
  expect(api.regionalApis.flatMap(({ stack }) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(ID)))).toHaveLength(count);
});

test('it can be acknowledged', () => {
  expect(warningsOf(['us-east-1', 'eu-south-1'], undefined, app => Warnings.of(app).acknowledgeWarning(ID))).toEqual([]);
});
