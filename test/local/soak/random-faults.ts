import { REGIONS } from './soaked-app';
import { Fault } from '../../../local/faults/fault';
import { oneOf, Random } from '../fuzz/mutations';

/** A fault of any kind that the soaked app can meet, and for how many seconds of AWS time. */
export function randomFault(random: Random): { fault: Fault; seconds: number } {
  const region = oneOf(REGIONS, random);
  const some = { percentage: 10 + Math.floor(random() * 40), seed: Math.floor(random() * 1e6) };
  const invocations = { region, invocationPercentage: some.percentage, seed: some.seed };
  const fault = oneOf<Fault>([
    { action: 'local:region:lose', region },
    { action: 'local:region:lose', region, how: 'hang' },
    { action: 'local:region:lose', region, how: 'slow', delayMilliseconds: 300 },
    { action: 'aws:lambda:invocation-error', ...invocations },
    { action: 'aws:lambda:invocation-error', ...invocations, preventExecution: true },
    { action: 'aws:lambda:invocation-add-delay', ...invocations, startupDelayMilliseconds: 300 },
    { action: 'aws:lambda:invocation-http-integration-response', ...invocations, statusCode: 503, contentTypeHeader: 'text/plain', preventExecution: true },
    { action: 'aws:fis:inject-api-throttle-error', service: 'dynamodb', region, ...some },
    { action: 'aws:fis:inject-api-internal-error', service: 'dynamodb', ...some },
    { action: 'aws:fis:inject-api-unavailable-error', service: 'sqs', region, ...some },
    { action: 'aws:network:disrupt-connectivity', region, scope: 'dynamodb' },
    { action: 'aws:dynamodb:global-table-pause-replication', region },
    { action: 'local:dynamodb:partition', regions: [region] },
    { action: 'local:dynamodb:replication-lag', to: region, lagMilliseconds: 20_000 },
    { action: 'local:dynamodb:clock-skew', region, milliseconds: oneOf([-600_000, 600_000], random) },
    { action: 'local:sqs:stop-queue', queue: 'orders', region },
    { action: 'local:scheduler:stop-schedule', schedule: 'ticks', region },
    { action: 'local:route53:checker-outage', region: 'sa-east-1' },
  ], random);
  return { fault, seconds: 10 + Math.floor(random() * 60) };
}
