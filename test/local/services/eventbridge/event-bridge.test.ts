import {
  DescribeRuleCommand, DisableRuleCommand, EnableRuleCommand, EventBridgeClient, ListEventBusesCommand, ListRulesCommand, ListTargetsByRuleCommand,
  PutEventsCommand, PutRuleCommand, TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { ManualClock } from '../../../../local/machine/clock';
import { DeliveryError } from '../../../../local/machine/delivery';
import { EventBridge } from '../../../../local/services/eventbridge/event-bridge';
import { RuleDefinition } from '../../../../local/services/eventbridge/rule-definition';
import { ACCOUNT, aMachine, serve } from '../delivered';

const REGION = 'eu-west-1';
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:Ship`;
const DEAD = `arn:aws:sqs:${REGION}:${ACCOUNT}:dead`;
const START = Date.UTC(2026, 0, 1);

function aRule(name: string, more: Partial<RuleDefinition> = {}): RuleDefinition {
  const { bus = 'default' } = more;
  const arn = `arn:aws:events:${REGION}:${ACCOUNT}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;
  return { name, arn, region: REGION, accountId: ACCOUNT, bus, isEnabled: true, targets: [{ Id: 'T', Arn: FUNCTION }], ...more };
}

const ORDERS = { name: 'orders', arn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/orders`, region: REGION };
const placed = { Source: 'shop', DetailType: 'Placed', Detail: JSON.stringify({ id: 7, items: [{ sku: 'a' }, { sku: 'b' }], note: 'say "hi"' }) };

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function running(...rules: RuleDefinition[]) {
  const clock = new ManualClock(START);
  const machine = aMachine(clock);
  const service = new EventBridge({ ...machine, rules, eventBuses: [ORDERS] });
  const served = await serve(service);
  service.start();
  stop = async () => {
    service.stop();
    await served.stop();
  };
  const client = new EventBridgeClient(served.clientIn(REGION));
  return { ...machine, clock, service, client };
}

test('an event goes to the targets of the rules on its bus that match it', async () => {
  const matching = aRule('Matching', { pattern: { 'source': ['shop'], 'detail-type': [{ prefix: 'Pl' }], 'detail': { id: [{ numeric: ['>', 6] }] } } });
  const { client, delivered } = await running(
    matching, aRule('Other', { pattern: { source: ['warehouse'] } }), aRule('OnOrders', { pattern: { source: ['shop'] }, bus: 'orders' }),
    aRule('Disabled', { pattern: { source: ['shop'] }, isEnabled: false }), { ...matching, name: 'Elsewhere', region: 'us-east-1' },
  );
  const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [{ ...placed, Resources: ['r'], Time: new Date(START - 5000) }] }));
  expect(FailedEntryCount).toBe(0);
  expect(delivered.map(({ from, to }) => [from, to])).toEqual([[matching.arn, FUNCTION]]);
  expect(JSON.parse(delivered[0].payload)).toEqual({
    'version': '0',
    'id': Entries![0].EventId,
    'detail-type': 'Placed',
    'source': 'shop',
    'account': ACCOUNT,
    'time': '2025-12-31T23:59:55Z',
    'region': REGION,
    'resources': ['r'],
    'detail': JSON.parse(placed.Detail),
  });
  await client.send(new PutEventsCommand({ Entries: [{ ...placed, EventBusName: 'orders' }, { ...placed, EventBusName: ORDERS.arn }] }));
  expect(delivered.slice(1).map(({ from }) => from.split('rule/')[1])).toEqual(['orders/OnOrders', 'orders/OnOrders']);
});

test('entries that are not valid are refused one by one, in AWS\'s words', async () => {
  const { client, delivered } = await running(aRule('All', { pattern: { source: [{ exists: true }] } }));
  const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({
    Entries: [{ ...placed, Source: undefined }, { ...placed, Detail: '[1]' }, { ...placed, Source: 'aws.ec2' }, placed],
  }));
  expect(FailedEntryCount).toBe(3);
  expect(Entries!.map(({ ErrorCode, ErrorMessage }) => ErrorCode && `${ErrorCode}: ${ErrorMessage}`)).toEqual([
    'InvalidArgument: Parameter Source is not valid. Reason: Source is a required argument.', 'MalformedDetail: Detail is malformed.',
    'NotAuthorizedForSourceException: Not authorized for the source.', undefined,
  ]);
  expect(delivered).toHaveLength(1);
  await expect(client.send(new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => placed) }))).rejects.toMatchObject({ name: 'ValidationException' });
});

test('what is put onto a bus that is not there is accepted, as on AWS, and told', async () => {
  const { client, journal } = await running();
  expect(await client.send(new PutEventsCommand({ Entries: [{ ...placed, EventBusName: 'ordres' }] }))).toMatchObject({ FailedEntryCount: 0 });
  expect(journal.entries('undelivered')).toMatchObject([{ to: 'ordres', error: 'There is no event bus ordres in eu-west-1' }]);
});

test.each([
  ['a fixed input', { Input: '{"fixed":true}' }, '{"fixed":true}'],
  ['a part of the event', { InputPath: '$.detail.items[1]' }, '{"sku":"b"}'],
  ['a template in JSON', {
    InputTransformer: { InputPathsMap: { id: '$.detail.id', items: '$.detail.items', absent: '$.detail.no' }, InputTemplate: '{"id": <id>, "all": <items>, "text": "order <id>", "none": <absent>}' },
  }, '{"id": 7, "all": [{"sku":"a"},{"sku":"b"}], "text": "order 7", "none": ""}'],
  ['texts within texts', { InputTransformer: { InputPathsMap: { note: '$.detail.note' }, InputTemplate: '"They <note> and \\"<note>\\""' } }, '"They say \\"hi\\" and \\"say \\"hi\\"\\""'],
  ['all elements of a list', { InputTransformer: { InputPathsMap: { skus: '$.detail.items[*].sku' }, InputTemplate: '{"skus": <skus>}' } }, '{"skus": ["a","b"]}'],
  ['what is known of the rule', { InputTransformer: { InputTemplate: '{"rule": <aws.events.rule-name>, "unknown": "<no>"}' } }, '{"rule": "R", "unknown": "<no>"}'],
])('a target gets %s', async (_, input, expected) => {
  const { client, delivered } = await running(aRule('R', { pattern: { source: ['shop'] }, targets: [{ Id: 'T', Arn: FUNCTION, ...input }] }));
  await client.send(new PutEventsCommand({ Entries: [placed] }));
  expect(delivered.map(({ payload }) => payload)).toEqual([expected]);
});

test('a rule with a schedule sends an event at each of its times, one with a rate after a period', async () => {
  const { clock, delivered, client } = await running(aRule('Hourly', { schedule: 'rate(1 hour)' }), aRule('Daily', { schedule: 'cron(30 1 * * ? *)' }));
  await clock.advance(2 * 3_600_000);
  expect(delivered.map(({ from, payload }) => `${from.split('/')[1]} ${JSON.parse(payload).time}`)).toEqual([
    'Hourly 2026-01-01T01:00:00Z', 'Daily 2026-01-01T01:30:00Z', 'Hourly 2026-01-01T02:00:00Z',
  ]);
  expect(JSON.parse(delivered[0].payload)).toMatchObject({ 'source': 'aws.events', 'detail-type': 'Scheduled Event', 'region': REGION, 'resources': [delivered[0].from], 'detail': {} });

  await client.send(new DisableRuleCommand({ Name: 'Hourly' }));
  await clock.advance(3_600_000);
  expect(delivered).toHaveLength(3);
  await client.send(new EnableRuleCommand({ Name: 'Hourly' }));
  await clock.advance(3_600_000);
  expect(delivered).toHaveLength(4);
});

test('a delivery that fails is tried again, ever later, and goes to the dead-letter queue in the end', async () => {
  const target = { Id: 'T', Arn: FUNCTION, RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: DEAD } };
  const { client, clock, delivered, failures, journal } = await running(aRule('R', { pattern: { source: ['shop'] }, targets: [target] }));
  const busy = () => new DeliveryError('THROTTLED', 'Rate exceeded', false);
  failures.push(busy(), busy());
  await client.send(new PutEventsCommand({ Entries: [placed] }));
  await clock.advance(2999);
  expect(delivered).toEqual([]);
  await clock.advance(1);
  expect(delivered.map(({ to }) => to)).toEqual([FUNCTION]); // after 1 and 2 seconds

  failures.push(busy(), busy(), busy());
  await client.send(new PutEventsCommand({ Entries: [placed] }));
  await clock.advance(60_000);
  expect(delivered.slice(1)).toMatchObject([{
    to: DEAD,
    payload: expect.stringContaining('"detail-type":"Placed"'),
    attributes: {
      RULE_ARN: { DataType: 'String', StringValue: `arn:aws:events:${REGION}:${ACCOUNT}:rule/R` },
      TARGET_ARN: { StringValue: FUNCTION },
      ERROR_CODE: { StringValue: 'THROTTLED' },
      ERROR_MESSAGE: { StringValue: 'Rate exceeded' },
      EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
      RETRY_ATTEMPTS: { StringValue: '2' },
    },
  }]);
  expect(journal.entries('undelivered')).toMatchObject([{ to: FUNCTION, attempts: 3, deadLetter: DEAD, error: 'Rate exceeded' }]);
});

test('a delivery to what is not there is not tried again; without a dead-letter queue it is lost, and told', async () => {
  const { client, clock, delivered, failures, journal } = await running(aRule('R', { pattern: { source: ['shop'] } }));
  failures.push(new DeliveryError('RESOURCE_NOT_FOUND', 'There is no function Ship', true));
  await client.send(new PutEventsCommand({ Entries: [placed] }));
  await clock.advance(86_400_000);
  expect(delivered).toEqual([]);
  expect(journal.entries('undelivered')).toMatchObject([{ region: REGION, attempts: 1, deadLetter: undefined, error: 'There is no function Ship' }]);
});

test('an event that another bus sends keeps its Region', async () => {
  const { service, delivered } = await running(aRule('OnOrders', { pattern: { region: ['us-east-1'] }, bus: 'orders' }));
  const event = { 'version': '0', 'id': 'e', 'detail-type': 'd', 'source': 's', 'account': ACCOUNT, 'time': 't', 'region': 'us-east-1', 'resources': [], 'detail': {} } as const;
  await service.receive(ORDERS.arn, event);
  expect(JSON.parse(delivered[0].payload)).toEqual(event);
  await expect(service.receive(`${ORDERS.arn}x`, event)).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND', isFinal: true });
});

test('rules and buses are described, and what would change them is refused by name', async () => {
  const pattern = { source: ['shop'] };
  const { client } = await running(aRule('R', { pattern, description: 'of the shop' }), aRule('S', { schedule: 'rate(1 day)' }), aRule('OnOrders', { pattern, bus: 'orders' }));
  const { Rules } = await client.send(new ListRulesCommand({}));
  expect(Rules!.map(({ Name, State, ScheduleExpression }) => [Name, State, ScheduleExpression])).toEqual([['R', 'ENABLED', undefined], ['S', 'ENABLED', 'rate(1 day)']]);
  expect(await client.send(new DescribeRuleCommand({ Name: 'R' }))).toMatchObject({ EventPattern: '{"source":["shop"]}', Description: 'of the shop', EventBusName: 'default', CreatedBy: ACCOUNT });
  expect((await client.send(new ListTargetsByRuleCommand({ Rule: 'OnOrders', EventBusName: 'orders' }))).Targets).toEqual([{ Id: 'T', Arn: FUNCTION }]);
  expect((await client.send(new ListEventBusesCommand({}))).EventBuses!.map(({ Name }) => Name)).toEqual(['default', 'orders']);
  await expect(client.send(new DescribeRuleCommand({ Name: 'No' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'Rule No does not exist on EventBus default.' });
  await expect(client.send(new PutRuleCommand({ Name: 'R' }))).rejects.toMatchObject({ name: 'NotImplemented' });
});

test('a pattern is tried out', async () => {
  const { client } = await running();
  const tried = (pattern: object) => client.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event: '{"source":"shop"}' }));
  expect(await tried({ source: ['shop'] })).toMatchObject({ Result: true });
  expect(await tried({ source: ['other'] })).toMatchObject({ Result: false });
  await expect(tried({ source: 'shop' })).rejects.toMatchObject({
    name: 'InvalidEventPatternException', message: 'Event pattern is not valid. Reason: "source" must be an object or an array',
  });
});

test('a role needs events:PutEvents on each bus that is put onto', async () => {
  const { service } = await running();
  const request = (body: object) => ({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
    body: Buffer.from(JSON.stringify(body)),
    signer: { accessKeyId: 'a', region: REGION, service: 'events' },
  });
  const needed = service.neededPermissions(request({ Entries: [placed, { ...placed, EventBusName: 'orders' }] }), ACCOUNT);
  expect(needed.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    `events:PutEvents arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`, `events:PutEvents ${ORDERS.arn}`,
  ]);
  expect(needed[0].conditionKeys!()).toEqual({ 'events:source': ['shop'], 'events:detail-type': ['Placed'] });
});

test('other definitions are taken over while it runs: a rule that is as it was keeps its rate, and stays disabled', async () => {
  const [kept, gone] = [aRule('Kept', { schedule: 'rate(1 hour)' }), aRule('Gone', { schedule: 'rate(1 hour)' })];
  const { service, client, clock, delivered } = await running(kept, gone, aRule('Off', { schedule: 'rate(1 hour)' }));
  await client.send(new DisableRuleCommand({ Name: 'Off' }));
  await clock.advance(1_800_000);
  expect(service.update({ rules: [kept, aRule('Off', { schedule: 'rate(1 hour)' }), aRule('New', { schedule: 'rate(1 hour)' })], eventBuses: [], accountId: ACCOUNT })).toEqual([]);
  await clock.advance(3_600_000);
  expect(delivered.map(({ from, payload }) => `${from.split('/')[1]} ${JSON.parse(payload).time}`)).toEqual(['Kept 2026-01-01T01:00:00Z', 'New 2026-01-01T01:30:00Z']);
});
