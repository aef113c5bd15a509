import { ManualClock } from '../../../../local/machine/clock';
import { HealthStatusChange, Journal } from '../../../../local/machine/journal';
import { HealthCheckDefinition } from '../../../../local/services/route53/health-check-definition';
import { HealthChecker, HealthCheckerOptions } from '../../../../local/services/route53/health-checker';
import { Probe, ProbeRequest } from '../../../../local/services/route53/probe';

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
  const changes: (HealthStatusChange & { at: number })[] = [];
  const journal = new Journal(clock);
  const probe: Probe = async request => {
    requests.push({ ...request, at: clock.now() });
    return { statusCode: answer(request) };
  };
  const checker = new CheckerOfAnswers({ definitions, clock, journal, checkersPerRegion }, probe);
  journal.on('health', ({ kind, ...change }) => changes.push(change));
  return { clock, checker, journal, requests, changes };
}

export class CheckerOfAnswers extends HealthChecker {
  constructor(options: HealthCheckerOptions, private readonly probe: Probe) {
    super(options);
  }

  override start(probe: Probe = this.probe) {
    super.start(probe);
  }
}
