import dns from 'dns';
import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';
import * as fc from 'fast-check';

const BUNDLE = path.join(__dirname, '..', '..', 'assets', 'health-probe', 'index.js');
const CHECKERS_PATIENCE_MS = 2000;

const environment = process.env;
const asked: { target?: string; scope?: string; input: any }[] = [];
const sockets = new Set<unknown>();
let warn: jest.SpyInstance;
let server: http.Server;
let answer: (table: string, key: any, response: http.ServerResponse) => void;

const refuse = (type: string, status = 400) => (response: http.ServerResponse) =>
  response.writeHead(status).end(JSON.stringify({ __type: type, message: 'User: arn:aws:sts::123456789012:assumed-role/x may not read Shop' }));

/** DynamoDB, as far as the probe sees it: each table behaves as its name says. */
const TABLES: Record<string, { answer: (response: http.ServerResponse) => void; outcome: string; error?: string }> = {
  'Shop-Orders': { answer: response => response.end('{}'), outcome: 'ok' },
  'Shop-Carts': { answer: response => response.end('{"Item":{"id":{"S":"health-probe"}}}'), outcome: 'ok' },
  'Shop-Missing': {
    answer: refuse('com.amazonaws.dynamodb.v20120810#ResourceNotFoundException'), outcome: 'missing', error: 'ResourceNotFoundException',
  },
  'Shop-Denied': { answer: refuse('com.amazon.coral.service#AccessDeniedException'), outcome: 'denied', error: 'AccessDeniedException' },
  'Shop-Expired': { answer: refuse('com.amazon.coral.service#ExpiredTokenException'), outcome: 'denied', error: 'ExpiredTokenException' },
  'Shop-Unsigned': { answer: refuse('com.amazon.coral.service#InvalidSignatureException'), outcome: 'denied', error: 'InvalidSignatureException' },
  'Shop-Unknown': { answer: refuse('com.amazon.coral.service#UnrecognizedClientException'), outcome: 'denied', error: 'UnrecognizedClientException' },
  'Shop-Throttled': { answer: refuse('com.amazon.coral.availability#ThrottlingException'), outcome: 'throttled', error: 'ThrottlingException' },
  'Shop-Exceeded': {
    answer: refuse('com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'),
    outcome: 'throttled',
    error: 'ProvisionedThroughputExceededException',
  },
  'Shop-Invalid': { answer: refuse('com.amazon.coral.validate#ValidationException'), outcome: 'failed', error: 'ValidationException' },
  'Shop-Broken': {
    answer: refuse('com.amazonaws.dynamodb.v20120810#InternalServerError', 500), outcome: 'failed', error: 'InternalServerError',
  },
  'Shop-Down': { answer: response => response.writeHead(502).end('<html>'), outcome: 'failed', error: 'HTTP 502' },
  'Shop-Garbled': { answer: response => response.end('<html>'), outcome: 'failed', error: 'SyntaxError' },
  'Shop-Cut': {
    answer: response => response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy()),
    outcome: 'unreachable',
    error: 'ECONNRESET',
  },
  'Shop-Reset': { answer: response => response.destroy(), outcome: 'unreachable', error: 'ECONNRESET' },
};

const SLOW_TABLES: typeof TABLES = {
  'Shop-Hanging': { answer: () => {}, outcome: 'timeout' },
  'Shop-Trickling': {
    answer: response => {
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    },
    outcome: 'timeout',
  },
};

const answerAsNamed: typeof answer = (table, _key, response) => ({ ...TABLES, ...SLOW_TABLES })[table].answer(response);

beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', data => { body += data; }).on('end', () => {
      const input = JSON.parse(body);
      asked.push({ target: request.headers['x-amz-target'] as string, scope: /Credential=([^,]+)/.exec(request.headers.authorization!)?.[1], input });
      sockets.add(request.socket);
      answer(input.TableName, input.Key, response);
    });
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
});

beforeEach(() => {
  asked.length = 0;
  sockets.clear();
  answer = answerAsNamed;
  warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env = environment;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Settings {
  readonly tables?: string[];
  readonly drainSwitch?: { table: string; regions: string[] };
  readonly logDrained?: boolean;
  readonly breakers?: string[];
  readonly endpoint?: string;
}

/** The function as a new execution environment loads it. */
function load({ tables = [], drainSwitch, logDrained, breakers, endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}` }: Settings) {
  process.env = {
    ...environment,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
    DYNAMODB_ENDPOINT: endpoint,
    REPLICAS: JSON.stringify(tables.map(table => ({ table, key: { id: { S: 'health-probe' } } }))),
    ...drainSwitch && { DRAIN_SWITCH: JSON.stringify(drainSwitch) },
    ...logDrained && { LOG_DRAINED: 'true' },
    ...breakers && { BREAKERS: JSON.stringify(breakers.map(breaker => ({ table: 'Shop-Breakers', breaker }))) },
  };
  let handler: (event?: object) => Promise<{ statusCode: number; headers: Record<string, string>; body: string }>;
  jest.isolateModules(() => { handler = require(BUNDLE).handler; });
  return handler!;
}

/** As a REST API sends it, where no part of the path is a variable. */
const HEALTH = { httpMethod: 'GET', path: '/health', pathParameters: null };

async function health(tables: string[], endpoint?: string) {
  const { statusCode, body } = await load({ tables, endpoint })(HEALTH);
  return { statusCode, ...JSON.parse(body) };
}

async function drained(region: string, table = 'Shop-DrainSwitch', regions = ['us-east-1', 'ap-southeast-1']) {
  const { statusCode, body } = await load({ drainSwitch: { table, regions } })({ httpMethod: 'GET', pathParameters: { region } });
  return { statusCode, body: JSON.parse(body) };
}

describe('is this Region healthy?', () => {
  test('200 while every replica answers, with or without the item, and nothing is logged', async () => {
    expect(await health(['Shop-Orders', 'Shop-Carts'])).toEqual({ statusCode: 200, region: 'eu-west-1', status: 'healthy', replicas: { ok: 2 } });
    expect(warn).not.toHaveBeenCalled();
  });

  test('the answer is JSON that no cache may keep', async () => {
    expect((await load({ tables: ['Shop-Down'] })(HEALTH)).headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  });

  test('one item of each replica is asked for by its key, signed for DynamoDB in its own Region', async () => {
    await health(['Shop-Orders']);
    expect(asked).toEqual([{
      target: 'DynamoDB_20120810.GetItem',
      scope: expect.stringMatching(/^AKID\/\d{8}\/eu-west-1\/dynamodb\/aws4_request$/),
      input: { TableName: 'Shop-Orders', Key: { id: { S: 'health-probe' } } },
    }]);
  });

  test('200 without any table: Lambda and the gateway are well', async () => {
    expect(await health([])).toMatchObject({ statusCode: 200, replicas: {} });
  });

  test('an HTTP API\'s event, without path parameters, asks the same', async () => {
    const { statusCode } = await load({ tables: ['Shop-Missing'] })({ version: '2.0', rawPath: '/health' });
    expect(statusCode).toBe(503);
  });

  test.each(Object.entries({ ...TABLES, ...SLOW_TABLES }).filter(([, { outcome }]) => outcome !== 'ok'))('503 when one is %s, and the log says which and why', async (table, { outcome, error }) => {
    const begin = performance.now();
    expect(await health(['Shop-Orders', table])).toEqual({ statusCode: 503, region: 'eu-west-1', status: 'unhealthy', replicas: { ok: 1, [outcome]: 1 } });
    expect(performance.now() - begin).toBeLessThan(CHECKERS_PATIENCE_MS);
    expect(warn.mock.calls).toEqual([[{
      region: 'eu-west-1', status: 'unhealthy', replicas: { ok: 1, [outcome]: 1 }, seen: [{ table, outcome, error, ms: expect.any(Number) }],
    }]]);
  });

  describe('with circuit breakers that take it out', () => {
    const SECOND = 1_000;
    const retryingAt = (time?: number) => (table: string, key: any, response: http.ServerResponse) => table === 'Shop-Breakers'
      ? response.end(JSON.stringify(time !== undefined && key.breaker.S === 'Stripe#eu-west-1' ? { Item: { ...key, retryAt: { N: String(time) } } } : {}))
      : answerAsNamed(table, key, response);
    const ask = async () => {
      const { statusCode, body } = await load({ tables: ['Shop-Orders'], breakers: ['Stripe', 'Twilio'] })(HEALTH);
      return [statusCode, JSON.parse(body)];
    };

    test('200 while they are closed, and each is asked for by this Region\'s key', async () => {
      answer = retryingAt();
      expect(await ask()).toEqual([200, { region: 'eu-west-1', status: 'healthy', replicas: { ok: 1 } }]);
      expect(asked.slice(1).map(({ input }) => input.Key)).toEqual([{ breaker: { S: 'Stripe#eu-west-1' } }, { breaker: { S: 'Twilio#eu-west-1' } }]);
    });

    test.each([['it waits', 20 * SECOND], ['it is to be tried, until that comes to an end', -290 * SECOND]])('503 while one is open: %s', async (_, in_) => {
      answer = retryingAt(Date.now() + in_);
      expect(await ask()).toEqual([503, { region: 'eu-west-1', status: 'unhealthy', replicas: { ok: 1 }, open: ['Stripe'] }]);
    });

    test('200 when nobody has tried an open one for five minutes: what tries is broken', async () => {
      answer = retryingAt(Date.now() - 301 * SECOND);
      expect(await ask()).toMatchObject([200, { status: 'healthy' }]);
    });

    test('200 while they cannot be read, and the log says so', async () => {
      answer = (table, key, response) => table === 'Shop-Breakers' ? TABLES['Shop-Throttled'].answer(response) : answerAsNamed(table, key, response);
      expect(await ask()).toEqual([200, { region: 'eu-west-1', status: 'healthy', replicas: { ok: 1 } }]);
      expect(warn.mock.calls[0][0].seen.map(({ table, outcome }: any) => [table, outcome])).toEqual(Array(2).fill(['Shop-Breakers', 'throttled']));
    });
  });

  test('503 with a tally when several go wrong, in one log line', async () => {
    expect(await health(['Shop-Orders', 'Shop-Missing', 'Shop-Denied', 'Shop-Down', 'Shop-Expired'])).toMatchObject({
      statusCode: 503, replicas: { ok: 1, missing: 1, denied: 2, failed: 1 },
    });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0].seen.map((each: any) => each.table)).toEqual(['Shop-Missing', 'Shop-Denied', 'Shop-Down', 'Shop-Expired']);
  });

  test('503 when DynamoDB cannot be reached', async () => {
    const closed = http.createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise(resolve => closed.close(resolve));
    expect(await health(['Shop-Orders'], `http://127.0.0.1:${port}`)).toMatchObject({ statusCode: 503, replicas: { unreachable: 1 } });
    expect(warn.mock.calls[0][0].seen).toEqual([{ table: 'Shop-Orders', outcome: 'unreachable', error: 'ECONNREFUSED', ms: expect.any(Number) }]);
  });

  test('503 within the budget when names are not resolved', async () => {
    const lookup = jest.spyOn(dns, 'lookup').mockImplementation((() => {}) as any);
    const begin = performance.now();
    expect(await health(['Shop-Orders', 'Shop-Carts'], 'http://dynamodb.eu-west-1.example')).toMatchObject({ statusCode: 503, replicas: { timeout: 2 } });
    expect(performance.now() - begin).toBeLessThan(CHECKERS_PATIENCE_MS);
    expect(lookup).toHaveBeenCalled();
  });

  test('the budget is for all replicas together, however many and whatever they do', async () => {
    const tables = ['Shop-Orders', ...Object.keys(SLOW_TABLES), 'Shop-Denied'].flatMap(table => Array<string>(25).fill(table));
    const begin = performance.now();
    expect(await health(tables)).toMatchObject({ statusCode: 503, replicas: { ok: 25, timeout: 50, denied: 25 } });
    expect(performance.now() - begin).toBeLessThan(CHECKERS_PATIENCE_MS);
  });

  test('a slow answer within the budget is an answer', async () => {
    answer = (_table, _key, response) => setTimeout(() => response.end('{}'), 700);
    expect(await health(['Shop-Orders'])).toMatchObject({ statusCode: 200 });
  });

  test('a connection that died between two invocations is not held against the replica', async () => {
    const handler = load({ tables: ['Shop-Orders'] });
    await handler(HEALTH);
    const attempts: number[] = [];
    answer = (table, key, response) => attempts.push(1) === 1 ? response.destroy() : answerAsNamed(table, key, response);
    expect((await handler(HEALTH)).statusCode).toBe(200);
    expect(attempts).toHaveLength(2);
  });

  test('connections are used again', async () => {
    const handler = load({ tables: ['Shop-Orders'] });
    for (let i = 0; i < 3; i++) await handler(HEALTH);
    expect(asked).toHaveLength(3);
    expect(sockets.size).toBe(1);
  });

  test('what one invocation waited for in vain does not reach the next', async () => {
    const handler = load({ tables: ['Shop-Orders'] });
    answer = () => {};
    expect((await handler(HEALTH)).statusCode).toBe(503);
    answer = answerAsNamed;
    expect((await handler(HEALTH)).statusCode).toBe(200);
  });
});

describe('is a peer Region drained?', () => {
  const items: Record<string, object> = {
    'us-east-1': { region: { S: 'us-east-1' }, drained: { BOOL: true }, reason: { S: 'game day' } },
    'us-west-2': { region: { S: 'us-west-2' }, drained: { BOOL: false } },
    'sa-east-1': { region: { S: 'sa-east-1' }, drained: { S: 'true' } },
    'eu-north-1': { region: { S: 'eu-north-1' } },
  };
  const regions = [...Object.keys(items), 'ap-southeast-1'];

  beforeEach(() => {
    answer = (table, key, response) => table === 'Shop-DrainSwitch'
      ? response.end(JSON.stringify(items[key.region.S] ? { Item: items[key.region.S] } : {}))
      : answerAsNamed(table, key, response);
  });

  test('200 when its item says so', async () => {
    expect(await drained('us-east-1')).toEqual({ statusCode: 200, body: { region: 'us-east-1', drained: true } });
    expect(asked.map(({ target, input }) => [target, input])).toEqual([
      ['DynamoDB_20120810.GetItem', { TableName: 'Shop-DrainSwitch', Key: { region: { S: 'us-east-1' } } }],
    ]);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([
    ['there is no item', 'ap-southeast-1'],
    ['the item says no', 'us-west-2'],
    ['the item says so in a string', 'sa-east-1'],
    ['the item says nothing', 'eu-north-1'],
  ])('404 when %s', async (_, region) => {
    expect(await drained(region, 'Shop-DrainSwitch', regions)).toEqual({ statusCode: 404, body: { region, drained: false } });
    expect(warn).not.toHaveBeenCalled();
  });

  test.each(Object.entries({ ...TABLES, ...SLOW_TABLES }).filter(([, { outcome }]) => outcome !== 'ok'))('503, which drains nobody, when the switch is %s', async (table, { outcome, error }) => {
    const begin = performance.now();
    expect(await drained('us-east-1', table)).toEqual({ statusCode: 503, body: { region: 'us-east-1', drained: null, outcome } });
    expect(performance.now() - begin).toBeLessThan(CHECKERS_PATIENCE_MS);
    expect(warn.mock.calls).toEqual([[{ region: 'us-east-1', drained: null, outcome, seen: [{ table, outcome, error, ms: expect.any(Number) }] }]]);
  });

  test('a yes is logged, one line each, where operations want to know; nothing else is', async () => {
    const handler = load({ drainSwitch: { table: 'Shop-DrainSwitch', regions }, logDrained: true });
    for (const region of ['us-east-1', 'us-west-2', 'ap-southeast-1', 'mars-north-1', 'us-east-1']) {
      await handler({ pathParameters: { region } });
    }
    expect(warn.mock.calls).toEqual([[{ region: 'us-east-1', drained: true }], [{ region: 'us-east-1', drained: true }]]);
  });

  test('an item that says so too late does not count', async () => {
    answer = (_table, _key, response) => setTimeout(() => response.end(JSON.stringify({ Item: items['us-east-1'] })), 1250);
    expect(await drained('us-east-1')).toMatchObject({ statusCode: 503, body: { drained: null } });
  });

  test.each(['eu-west-1', 'mars-north-1', '', '__proto__', '"},"drained":true'])('404 for %j, which it does not answer for, without a read or an echo', async region => {
    expect(await drained(region)).toEqual({ statusCode: 404, body: { drained: false } });
    expect(asked).toEqual([]);
  });

  test('404 without a drain switch', async () => {
    const { statusCode, body } = await load({ tables: ['Shop-Orders'] })({ pathParameters: { region: 'us-east-1' } });
    expect({ statusCode, body }).toEqual({ statusCode: 404, body: '{"drained":false}' });
    expect(asked).toEqual([]);
  });

  test('its replicas\' health does not enter the answer, nor the switch the Region\'s health', async () => {
    const handler = load({ tables: ['Shop-Orders'], drainSwitch: { table: 'Shop-Missing', regions: ['us-east-1'] } });
    expect((await handler(HEALTH)).statusCode).toBe(200);
    expect(asked.map(({ input }) => input.TableName)).toEqual(['Shop-Orders']);
    asked.length = 0;
    await handler({ pathParameters: { region: 'us-east-1' } });
    expect(asked.map(({ input }) => input.TableName)).toEqual(['Shop-Missing']);
  });
});

test('whatever the replicas do, the public answer is one line of a closed vocabulary', async () => {
  const anyTable = fc.constantFrom(...Object.keys(TABLES));
  await fc.assert(fc.asyncProperty(fc.array(anyTable, { maxLength: 8 }), anyTable, async (tables, table) => {
    const handler = load({ tables, drainSwitch: { table, regions: ['us-east-1'] } });
    const answers = await Promise.all([HEALTH, { pathParameters: { region: 'us-east-1' } }].map(handler));
    const outcome = '"(?:ok|missing|denied|throttled|failed|unreachable|timeout)"';
    expect(answers[0].body).toMatch(new RegExp(`^{"region":"eu-west-1","status":"(un)?healthy","replicas":{(${outcome}:\\d,?)*}}$`));
    expect(answers[1].body).toMatch(new RegExp(`^{"region":"us-east-1","drained":(false|null,"outcome":${outcome})}$`));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([
      tables.every(each => TABLES[each].outcome === 'ok') ? 200 : 503,
      TABLES[table].outcome === 'ok' ? 404 : 503,
    ]);
    for (const { body } of answers) {
      expect(body).not.toMatch(/Shop|Exception|Error|HTTP|ECONN|arn:|123456789012|127\.0\.0\.1/);
    }
  }), { numRuns: 60 });
});

test('its bundle is smaller than 10 kB', () => {
  expect(fs.statSync(BUNDLE).size).toBeLessThan(10_000);
});
