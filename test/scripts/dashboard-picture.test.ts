import { dashboardPicture } from '../../scripts/dashboard-picture';

const graph = (properties: object = {}) => ({
  type: 'metric' as const,
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  properties: {
    title: 'Requests & errors',
    yAxis: { left: { label: '%' } },
    metrics: [
      [{ label: 'eu-west-1', color: '#ff7f0e', expression: '100 * requests0' }],
      ['AWS/ApiGateway', 'Count', 'ApiName', 'Shop', 'Stage', 'prod', { id: 'requests0', visible: false, region: 'eu-west-1' }],
    ],
    annotations: { horizontal: [{ value: 5, label: 'alarm above 5 %', color: '#d62728' }] },
    ...properties,
  },
});
const ofText = (markdown: string) => ({ type: 'text' as const, x: 0, y: 6, width: 24, height: 3, properties: { markdown } });
const ofAlarms = {
  type: 'alarm' as const,
  x: 12,
  y: 0,
  width: 12,
  height: 3,
  properties: {
    title: 'eu-west-1',
    alarms: ['ServerErrors', 'Items-ReplicationLatency-us-east-1', 'Items-ReplicationLatency-sa-east-1'].map(name => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Shop-eu-west-1-${name}`),
  },
};
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content]) => content);

test('a graph has its title, what it reads, its axis, its threshold and its legend', () => {
  expect(textsOf(dashboardPicture({ widgets: [graph()] }))).toEqual([
    'Requests &amp; errors', 'AWS/ApiGateway Count by ApiName, Stage', '%', 'alarm above 5 %', 'eu-west-1',
  ]);
});

test('a widget stands where the dashboard has it', () => {
  const svg = dashboardPicture({ widgets: [graph(), ofAlarms, ofText('# Shop')] });
  expect(svg).toContain(`viewBox="0 0 ${24 * 45} ${9 * 37}"`);
  expect([...svg.matchAll(/<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)" rx="4"/g)].map(([, ...numbers]) => numbers.map(Number))).toEqual([
    [5, 5, 530, 212], [545, 5, 530, 101], [5, 227, 1070, 101],
  ]);
});

test('alarms are those of their Region, the same to several Regions once', () => {
  expect(textsOf(dashboardPicture({ widgets: [ofAlarms] }))).toEqual(['eu-west-1', 'Of 3 alarms, the raised ones: ServerErrors, Items-ReplicationLatency × 2']);
});

test('text is wrapped, and without its marks', () => {
  const [title, ...lines] = textsOf(dashboardPicture({ widgets: [ofText(`# Shop\n[home](https://example.com) ${'word '.repeat(60)}**end**`)] }));
  expect(title).toBe('Shop');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join(' ')).toBe(`home ${'word '.repeat(60)}end`);
});

test.each([
  ['a text', ofText('line\n'.repeat(9)), /^No room is left for "line/],
  ['a legend', graph({ metrics: Array.from({ length: 40 }, (_, i) => ['AWS/X', 'Y', { label: `a label of some length ${i}`, color: '#fff' }]) }), /^No room is left in "Requests & errors"$/],
])('%s that does not fit is refused', (_, widget, message) => {
  expect(() => dashboardPicture({ widgets: [widget] })).toThrow(message);
});
