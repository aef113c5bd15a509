import {
  alarmLine, conflictLine, denialLine, healthLine, otherRuntimesText, outputLine, reloadText, replicationLine, requestLine, unsupportedLines,
} from '../../../local/regions/report';
import { COLORED } from '../../../local/regions/style';
import { FunctionDefinition } from '../../../local/services/lambda/function-definition';

const at = new Date(2026, 0, 1, 12, 3, 4).getTime();
const request = { kind: 'request', at, method: 'GET', url: '/orders?full=yes', statusCode: 502, servedBy: 'eu-west-1', from: 'eu-north-1', durationMs: 12.4 } as const;

test('a request is a line with its time, the caller\'s place, who answered and how long it took', () => {
  expect(requestLine(request)).toBe('12:03:04  eu-north-1 → eu-west-1  502  GET /orders?full=yes  12 ms');
});

test('a request that a function failed says why', () => {
  expect(requestLine({ ...request, reason: 'Sandbox.Timedout: Task timed out after 3.00 seconds' }))
    .toBe('12:03:04  eu-north-1 → eu-west-1  502  GET /orders?full=yes  12 ms  (Sandbox.Timedout: Task timed out after 3.00 seconds)');
});

test('a request for a name that leads nowhere is served by nobody', () => {
  expect(requestLine({ ...request, statusCode: 404, servedBy: undefined })).toBe('12:03:04  eu-north-1 → -  404  GET /orders?full=yes  12 ms');
});

test.each([[200, 32], [301, 32], [404, 33], [502, 31]])('a status of %d has its color', (statusCode, color) => {
  expect(requestLine({ ...request, statusCode }, COLORED)).toContain(`\u001b[${color}m${statusCode}\u001b[39m`);
});

test('what a handler prints comes with its time, its Region and its construct path in the stack', () => {
  expect(outputLine({ kind: 'output', at, region: 'eu-west-1', functionName: 'f', path: 'Shop/eu-west-1/Shop/Orders', line: 'sold' }))
    .toBe('12:03:04  eu-west-1  Shop/Orders  | sold');
});

test('a health check\'s new status comes with its cause', () => {
  expect(healthLine({ kind: 'health', at, healthCheckId: 'hc-1', name: 'Shop-eu-west-1', healthy: false, cause: 'HTTP Status Code 503 from /health' }))
    .toBe('12:03:04  Shop-eu-west-1 is unhealthy: HTTP Status Code 503 from /health');
});

test('an alarm that is raised says by what data', () => {
  expect(alarmLine({ kind: 'alarm', at, region: 'eu-west-1', name: 'errors', state: 'ALARM', before: 'OK', reason: 'Threshold: the last 1 data point [7], to be greater than 5' }))
    .toBe('12:03:04  alarm errors in eu-west-1 is ALARM: Threshold: the last 1 data point [7], to be greater than 5');
});

test('what a role does not allow comes with the function, the cause and the grant that would allow it', () => {
  const denial = {
    kind: 'denial', at, region: 'us-east-1', functionName: 'f', path: 'Shop/us-east-1/Shop/Hello', action: 'dynamodb:UpdateItem', resource: 'arn:aws:dynamodb:us-east-1:1:table/Hits', cause: 'no statement of its role allows it',
  } as const;
  expect(denialLine({ ...denial, grant: 'hits.grant(hello, \'dynamodb:UpdateItem\')' }))
    .toBe('12:03:04  us-east-1  Shop/Hello may not dynamodb:UpdateItem on table/Hits: no statement of its role allows it; `hits.grant(hello, \'dynamodb:UpdateItem\')` would');
  expect(denialLine({ ...denial, resource: 'arn:aws:dynamodb:eu-west-1:1:table/Hits' })).toMatch(/on table\/Hits in eu-west-1: no statement of its role allows it$/);
  expect(denialLine({ ...denial, resource: '*' })).toContain('on *: ');
});

test('a write that is lost says so', () => {
  const write = { kind: 'replication', at, table: 'Orders', key: '{"id":{"S":"1"}}', from: 'eu-west-1', to: 'us-east-1', lagMs: 500 } as const;
  expect(replicationLine({ ...write, applied: true })).toBe('12:03:04  Orders  {"id":{"S":"1"}}  eu-west-1 → us-east-1');
  expect(replicationLine({ ...write, applied: false })).toMatch(/eu-west-1 → us-east-1  a later write of the item was there before$/);
});

test('a lost write is a line that names the item, the winner and the loser, and how many writes it was if it was more than one', () => {
  const lost = { kind: 'conflict', at, table: 'Hits', key: { ipAddress: { S: '127.0.0.1' } }, region: 'us-east-1', by: 'eu-west-1', writes: 1 } as const;
  expect(conflictLine(lost)).toBe('12:03:04  last writer won: Hits 127.0.0.1, eu-west-1 over us-east-1');
  expect(conflictLine({ ...lost, key: { id: { S: 'a' }, n: { N: '2' } }, writes: 3 })).toMatch(/: Hits a 2, eu-west-1 over 3 writes of us-east-1$/);
});

describe('a reload', () => {
  const changes = ['Hello', 'GET /orders (new)'];
  const regions = ['us-east-1', 'eu-west-1'];
  const textOf = (parts: object) => reloadText({ kind: 'reload', at, changes, regions, waiting: [], remarks: [], durationMs: 312.4, ...parts });

  test('is a line with what is live, where, and how soon after the edit', () => {
    expect(textOf({})).toBe('12:03:04  Reloaded Hello, GET /orders (new) in us-east-1, eu-west-1 (312 ms)');
    expect(textOf({ changes: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], regions: [] })).toBe('12:03:04  Reloaded a, b, c, d, e and 2 more (312 ms)');
    expect(textOf({ changes: [], regions: [] })).toBe('12:03:04  Reloaded: all is as it was (312 ms)');
  });

  test('has a line for what waits and for each remark', () => {
    expect(textOf({ changes: [], regions: [], waiting: ['Orders: its key'], remarks: ['  Shop/Jobs (AWS::SQS::Queue): it is not run here'] }))
      .toBe('12:03:04  Restart to have it: Orders: its key\n12:03:04  Shop/Jobs (AWS::SQS::Queue): it is not run here');
  });

  test('that fails says why', () => {
    expect(textOf({ changes: [], regions: [], error: 'no such stack' })).toBe('12:03:04  Not reloaded: no such stack');
  });
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
  expect(unsupportedLines([plan('us-east-1')], REGIONS)).toEqual(['  Shop/us-east-1/Shop/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied']);
  expect(unsupportedLines([plan('eu-west-1', 'Own/Plan')], REGIONS)).toEqual(['  Own/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied (in eu-west-1)']);
  expect(unsupportedLines([plan('eu-west-1', 'Own/Plan')], ['eu-west-1'])).toEqual(['  Own/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied']);
});

test('what means the same for several resources of a type is one line, with the first and how many more', () => {
  const others = ['Gold', 'Silver'].flatMap(name => REGIONS.slice(0, 2).map(region => plan(region, `Shop/${region}/Shop/${name}`)));
  expect(unsupportedLines([plan('us-east-1'), plan('eu-west-1'), ...others], REGIONS)).toEqual([
    '  Shop/*/Shop/Plan and 2 more (AWS::ApiGateway::UsagePlan): its quota is not applied (in us-east-1, eu-west-1)',
  ]);
});

test('on a terminal, types and Regions stand back', () => {
  const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
  expect(unsupportedLines(REGIONS.map(region => plan(region)), REGIONS, COLORED))
    .toEqual([`  Shop/*/Shop/Plan${dim(' (AWS::ApiGateway::UsagePlan)')}: its quota is not applied${dim(' (in all 3 Regions)')}`]);
});

test('what means something else, or is something else, is a line of its own, in the order of the templates', () => {
  const others = [{ ...plan('eu-west-1'), meaning: 'the variable is not set' }, { ...plan('eu-west-1'), type: 'AWS::SQS::Queue' }];
  expect(unsupportedLines([plan('us-east-1'), ...others, plan('eu-west-1')], REGIONS)).toEqual([
    '  Shop/*/Shop/Plan (AWS::ApiGateway::UsagePlan): its quota is not applied (in us-east-1, eu-west-1)',
    '  Shop/eu-west-1/Shop/Plan (AWS::ApiGateway::UsagePlan): the variable is not set',
    '  Shop/eu-west-1/Shop/Plan (AWS::SQS::Queue): its quota is not applied',
  ]);
});

describe('functions of another Node.js than the one here', () => {
  const runtimes = (...names: string[]) => names.map(runtime => ({ runtime } as FunctionDefinition));

  test('are one line, by their runtimes', () => {
    expect(otherRuntimesText(runtimes('nodejs24.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'), 'v20.19.1'))
      .toEqual(['Node.js      v20.19.1 runs the functions of nodejs22.x and nodejs24.x, too']);
  });

  test('are not told of where there are none, or where only deployments invoke them', () => {
    expect(otherRuntimesText(runtimes('nodejs22.x'), 'v22.18.0')).toEqual([]);
    expect(otherRuntimesText(runtimes('nodejs18.x').map(fn => ({ ...fn, isForDeployments: true })), 'v22.18.0')).toEqual([]);
  });
});
