import { ManualClock } from '../../../../local/machine/clock';
import { HealthCheckDefinition } from '../../../../local/services/route53/health-check-definition';
import { HealthChange, HealthChecker } from '../../../../local/services/route53/health-checker';
import { ProbeRequest } from '../../../../local/services/route53/probe';

export const THREE_REGIONS = ['us-east-1', 'eu-west-1', 'ap-northeast-1'];

export const ENDPOINT: HealthCheckDefinition = {
  id: 'hc-1',
  name: 'HitCounter-eu-west-1',
  type: 'HTTPS',
  fullyQualifiedDomainName: 'eu-west-1.hello.example.com',
  resourcePath: '/health',
  requestInterval: 10,
  failureThreshold: 3,
  regions: THREE_REGIONS,
};

/** A health checker on a clock that stands still, and endpoints that answer as `answer` says. */
export function checkerOf(definitions: HealthCheckDefinition[], answer: (request: ProbeRequest) => number = () => 200, checkersPerRegion?: number) {
  const clock = new ManualClock();
  const requests: (ProbeRequest & { at: number })[] = [];
  const changes: HealthChange[] = [];
  const checker = new HealthChecker({
    definitions,
    clock,
    checkersPerRegion,
    probe: async request => {
      requests.push({ ...request, at: clock.now() });
      return { statusCode: answer(request) };
    },
  });
  checker.onChange(change => changes.push(change));
  return { clock, checker, requests, changes };
}
