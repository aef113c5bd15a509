import { outputLine, requestLine, unsupportedLines } from '../../../local/regions/report';

const request = { method: 'GET', url: '/orders?full=yes', statusCode: 502, servedBy: 'eu-west-1', from: 'eu-north-1', durationMs: 12.4 };

test('a request is a line with who answered and how long it took', () => {
  expect(requestLine(request)).toBe('502  eu-west-1  GET /orders?full=yes  12 ms');
});

test('a request that a function failed says why', () => {
  expect(requestLine({ ...request, reason: 'Sandbox.Timedout: Task timed out after 3.00 seconds' }))
    .toBe('502  eu-west-1  GET /orders?full=yes  12 ms  (Sandbox.Timedout: Task timed out after 3.00 seconds)');
});

test('a request for a name that leads nowhere is served by nobody', () => {
  expect(requestLine({ ...request, statusCode: 404, servedBy: undefined })).toBe('404  -  GET /orders?full=yes  12 ms');
});

test('what a handler prints comes with its Region and its construct path in the stack', () => {
  expect(outputLine({ region: 'eu-west-1', functionName: 'f', path: 'Shop/eu-west-1/Shop/Orders', line: 'sold' })).toBe('eu-west-1  Shop/Orders  | sold');
});

const REGIONS = ['us-east-1', 'eu-west-1', 'sa-east-1'];
const PLAN = { type: 'AWS::ApiGateway::UsagePlan', meaning: 'its quota is not applied' };
const plan = (region: string, path: string = `Shop/${region}/Shop/Plan`) => ({ ...PLAN, region, path });

test('what is not here in every Region is one line, with a star for the Region', () => {
  expect(unsupportedLines(REGIONS.map(region => plan(region)), REGIONS))
    .toEqual(['  Shop/*/Shop/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied (in all 3 Regions)']);
});

test('what is not here in some Regions is one line that names them', () => {
  expect(unsupportedLines([plan('us-east-1'), plan('sa-east-1')], REGIONS))
    .toEqual(['  Shop/*/Shop/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied (in us-east-1, sa-east-1)']);
});

test('what is not here in more than three Regions, but not in all, is one line that counts them', () => {
  const four = [...REGIONS, 'eu-north-1'];
  expect(unsupportedLines(four.map(region => plan(region)), [...four, 'sa-west-1']))
    .toEqual(['  Shop/*/Shop/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied (in 4 Regions)']);
});

test('what is not here in one Region is named in full, with the Region if that does not say it', () => {
  expect(unsupportedLines([plan('us-east-1'), plan('eu-west-1', 'Own/Plan')], REGIONS)).toEqual([
    '  Shop/us-east-1/Shop/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied',
    '  Own/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied (in eu-west-1)',
  ]);
  expect(unsupportedLines([plan('eu-west-1', 'Own/Plan')], ['eu-west-1'])).toEqual(['  Own/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied']);
});

test('what means something else, or is something else, is a line of its own, in the order of the templates', () => {
  const others = [{ ...plan('eu-west-1'), meaning: 'the variable is not set' }, { ...plan('eu-west-1'), type: 'AWS::SQS::Queue' }, plan('eu-west-1', 'Beta/eu-west-1/Plan')];
  expect(unsupportedLines([plan('us-east-1'), ...others, plan('eu-west-1')], REGIONS)).toEqual([
    '  Shop/*/Shop/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied (in us-east-1, eu-west-1)',
    '  Shop/eu-west-1/Shop/Plan (AWS::ApiGateway::UsagePlan): the variable is not set',
    '  Shop/eu-west-1/Shop/Plan (AWS::SQS::Queue): its quota is not applied',
    '  Beta/eu-west-1/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied',
  ]);
});
