import { describe as described } from '../../../local/console/model/describe';
import { durationText, millisecondsText, percentText, prettyText } from '../../../local/console/model/format';
import { plainText } from '../../../local/console/model/plain-item';
import { arc, MAP, project } from '../../../local/console/model/projection';
import { topicOf } from '../../../local/console/model/timeline';
import { EntryView } from '../../../local/console/wire';
import { locatedRegions, placeOf } from '../../../local/machine/aws-regions';

test.each<[EntryView, string, string, string | undefined]>([
  [
    { number: 1, kind: 'request', at: 0, method: 'GET', url: '/hello', statusCode: 200, servedBy: 'eu-west-1', from: 'eu-north-1', durationMs: 4.2 },
    'requests', 'GET /hello 200 from eu-north-1 by eu-west-1 in 4.2 ms', 'eu-west-1',
  ],
  [
    { number: 2, kind: 'replication', at: 0, table: 'Orders', key: 'k', from: 'us-east-1', to: 'eu-west-1', lagMs: 1500, applied: false },
    'replication', 'Orders us-east-1 → eu-west-1 after 1.5 s: a later write of the item was there before', 'eu-west-1',
  ],
  [
    { number: 6, kind: 'conflict', at: 0, region: 'us-east-1', by: 'eu-west-1', table: 'Orders', key: { id: { S: 'a' } }, writes: 2 },
    'conflicts', 'last writer won: Orders {"id":"a"}, eu-west-1 over 2 writes of us-east-1', 'us-east-1',
  ],
  [
    { number: 3, kind: 'health', at: 0, healthCheckId: 'h', name: 'Hello-eu-west-1', healthy: false, cause: 'HTTP Status Code 503 from /health', answer: '{"status":"unhealthy"}' },
    'health', 'Hello-eu-west-1 is unhealthy: HTTP Status Code 503 from /health, which said {"status":"unhealthy"}', undefined,
  ],
  [
    { number: 4, kind: 'write', at: 0, region: 'us-east-1', table: 'Orders', key: { id: { S: 'a' } }, isDeleted: true },
    'replication', 'Orders: {"id":"a"} is deleted', 'us-east-1',
  ],
  [
    { number: 5, kind: 'undelivered', at: 0, region: 'us-east-1', from: 'arn:aws:scheduler:us-east-1:1:schedule/default/nightly', to: 'arn:aws:lambda:us-east-1:1:function:f', attempts: 3, error: 'no' },
    'background', 'schedule/default/nightly → function:f: lost: no', 'us-east-1',
  ],
])('an entry is a line, under its topic: %j', (entry, topic, text, region) => {
  expect([topicOf(entry), described(entry).text, described(entry).region]).toEqual([topic, text, region]);
});

test('numbers are told as people say them', () => {
  expect([millisecondsText(undefined), millisecondsText(0.31), millisecondsText(42.4), millisecondsText(1234), millisecondsText(600_000)]).toEqual(['–', '0.3 ms', '42 ms', '1.2 s', '10 min']);
  expect([durationText(-1), durationText(59), durationText(600), durationText(86_400), durationText(400_000)]).toEqual(['0 s', '59 s', '10 min', '24 h', '5 d']);
  expect([percentText(0), percentText(0.0004), percentText(0.625)]).toEqual(['0 %', '< 1 %', '63 %']);
  expect([prettyText('{"a":1}'), prettyText('{"a":…')]).toEqual(['{\n  "a": 1\n}', '{"a":…']);
});

test('items are told as their values, whatever the order of their attributes', () => {
  expect(plainText({ n: { N: '2' }, id: { S: 'a' }, m: { M: { l: { L: [{ BOOL: true }, { NULL: true }] } } }, big: { N: '12345678901234567890' } }))
    .toBe('{"big":"12345678901234567890","id":"a","m":{"l":[true,null]},"n":2}');
});

test('every Region has a place on the map', () => {
  for (const region of locatedRegions()) {
    const { x, y } = project(placeOf(region)!);
    expect([x > 0, x < MAP.width, y > 0, y < MAP.height]).toEqual([true, true, true, true]);
  }
  expect(arc({ x: 0, y: 100 }, { x: 100, y: 100 })).toBe('M0 100Q50 75 100 100');
});
