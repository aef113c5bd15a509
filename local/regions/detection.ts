import { Deployed } from '../cloudformation/deployed';
import { AlarmDefinition } from '../services/cloudwatch/alarm-definition';
import { watchesEndpoint } from '../services/route53/health-check-definition';

type Watching = Pick<Deployed, 'healthChecks' | 'alarms'>;

/**
 * How long a failure goes unnoticed by a health check, in seconds of AWS time, as its settings promise: interval × failure threshold. Of a calculated check, as long as the
 * slowest of its children that watch an endpoint or, without such, an alarm.
 */
export function detectionSeconds(deployed: Watching, id: string): number {
  const under = leaves(deployed, id);
  const endpoints = under.filter(({ type }) => watchesEndpoint(type));
  const alarms = deployed.alarms.filter(({ name, region }) => under.some(({ alarm }) => alarm?.name === name && alarm.region === region));
  const byEndpoints = endpoints.map(({ requestInterval, failureThreshold }) => requestInterval * failureThreshold);
  return Math.max(0, ...endpoints.length > 0 ? byEndpoints : alarms.map(secondsOf));
}

function leaves(deployed: Watching, id: string): Watching['healthChecks'] {
  const check = deployed.healthChecks.find(other => other.id === id);
  return check?.childHealthChecks?.flatMap(child => leaves(deployed, child)) ?? (check ? [check] : []);
}

function secondsOf(alarm: AlarmDefinition): number {
  return 'queries' in alarm ? Math.max(...alarm.queries.map(({ stat, period }) => period ?? stat?.period ?? 0)) * alarm.evaluationPeriods : 0;
}
