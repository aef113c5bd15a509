import { HealthChecker } from './health-checker';
import { Clock } from '../../machine/clock';
import { Measure } from '../../machine/metric';

const MINUTE_MS = 60_000;
/** Where Route 53 keeps its metrics. */
const REGION = 'us-east-1';

/** Measures every health check once a minute. Returns what ends it. */
export function measureHealth(health: HealthChecker, clock: Clock, measure: Measure): () => void {
  const metrics = health.list().map(({ definition: { id } }) => {
    const metric = (name: string, unit: string) => ({ region: REGION, namespace: 'AWS/Route53', name, dimensions: { HealthCheckId: id }, unit });
    return { id, status: metric('HealthCheckStatus', 'None'), share: metric('HealthCheckPercentageHealthy', 'Percent') };
  });
  let cancel = () => {};
  const measureAll = () => {
    for (const { id, status, share } of metrics) {
      measure(status, Number(health.isHealthy(id)));
      const healthy = health.healthyPercent(id);
      if (healthy !== undefined) measure(share, healthy);
    }
    cancel = clock.schedule(MINUTE_MS, measureAll);
  };
  if (metrics.length > 0) measureAll();
  return () => cancel();
}
