import { Token } from 'aws-cdk-lib';
import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { refusal } from '../synthesis/refusal';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export function validateThrottle(prop: string, throttle: ThrottleSettings | undefined) {
  if (!throttle) return;
  const { rateLimit, burstLimit } = throttle;
  if (Token.isUnresolved(throttle) || Token.isUnresolved(rateLimit) || Token.isUnresolved(burstLimit)) {
    throw refusal(`\`${prop}\` must be literal numbers, because no token may cross a Region`, 'a token');
  }
  if (rateLimit === undefined && burstLimit === undefined) {
    throw refusal(`\`${prop}\` must have a \`rateLimit\` or a \`burstLimit\``, throttle);
  }
  if (rateLimit !== undefined && !(rateLimit >= 0 && rateLimit < Infinity)) {
    throw refusal(`\`${prop}.rateLimit\` must be a number of requests a second, 0 or more`, rateLimit);
  }
  if (burstLimit !== undefined && !(Number.isInteger(burstLimit) && burstLimit >= 0)) {
    throw refusal(`\`${prop}.burstLimit\` must be a whole number of requests, 0 or more`, burstLimit);
  }
}

/** Some 16 checkers ask for a path at a time, every 10 or 30 seconds each. */
const CHECKERS = { rateLimit: 20, burstLimit: 40 };

/**
 * What the health check's path lets through, which is a throttle of its own: a Region that turns callers away is overloaded, not
 * unhealthy, and would push its load onto the others.
 */
export function checkersThrottle(throttle: ThrottleSettings | undefined): ThrottleSettings | undefined {
  if (!throttle) return undefined;
  const { rateLimit = CHECKERS.rateLimit, burstLimit = CHECKERS.burstLimit } = throttle;
  return { rateLimit: Math.max(rateLimit, CHECKERS.rateLimit), burstLimit: Math.max(burstLimit, CHECKERS.burstLimit) };
}
