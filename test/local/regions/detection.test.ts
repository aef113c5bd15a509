import { detectionSeconds } from '../../../local/regions/detection';
import { MetricAlarmDefinition } from '../../../local/services/cloudwatch/alarm-definition';
import { HealthCheckDefinition } from '../../../local/services/route53/health-check-definition';

function check(id: string, given: Partial<HealthCheckDefinition> = {}): HealthCheckDefinition {
  return { id, type: 'HTTPS', requestInterval: 30, failureThreshold: 1, ...given };
}

const EU = { region: 'eu-west-1', name: 'errors' };
const watching = check('errors', { type: 'CLOUDWATCH_METRIC', failureThreshold: 9, alarm: EU });
const alarms = [
  { ...EU, region: 'us-east-1', queries: [{ id: 'm', period: 900, returnData: true }], evaluationPeriods: 1 },
  { ...EU, queries: [{ id: 'm', stat: { period: 60 } }, { id: 'e', expression: 'm * 2' }], evaluationPeriods: 3 },
] as unknown as MetricAlarmDefinition[];
const healthChecks = [
  check('quick', { requestInterval: 10 }), check('slow', { failureThreshold: 2 }), watching,
  check('all', { type: 'CALCULATED', childHealthChecks: ['quick', 'slow', 'errors'] }),
  check('alarms', { type: 'CALCULATED', childHealthChecks: ['errors'] }),
];
const detection = (id: string) => detectionSeconds({ healthChecks, alarms }, id);

test('a failure is noticed after as many intervals as the threshold says', () => {
  expect([detection('quick'), detection('slow')]).toEqual([10, 60]);
});

test('a calculated check notices it as soon as the slowest of its children that watch an endpoint', () => {
  expect(detection('all')).toBe(60);
});

test('with alarms alone it is noticed after the periods of the alarm, in its own Region', () => {
  expect([detection('errors'), detection('alarms')]).toEqual([180, 180]);
});
