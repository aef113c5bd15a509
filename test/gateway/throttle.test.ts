import { Lazy } from 'aws-cdk-lib';
import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { ApiGateway } from '../../src';
import { aRegion } from './rest/a-rest-region';

const REFUSED: [string, ThrottleSettings, string][] = [
  ['nothing', {}, '`throttle` must have a `rateLimit` or a `burstLimit`, got: {}'],
  ['a rate below 0', { rateLimit: -0.1 }, '`throttle.rateLimit` must be a number of requests a second, 0 or more, got: -0.1'],
  ['a rate that is no number', { rateLimit: NaN }, '`throttle.rateLimit` must be a number of requests a second, 0 or more, got: null'],
  ['a rate without end', { rateLimit: Infinity }, '`throttle.rateLimit` must be a number of requests a second, 0 or more, got: null'],
  ['a burst below 0', { burstLimit: -1 }, '`throttle.burstLimit` must be a whole number of requests, 0 or more, got: -1'],
  ['half a request', { burstLimit: 1.5 }, '`throttle.burstLimit` must be a whole number of requests, 0 or more, got: 1.5'],
  ['a token', { rateLimit: Lazy.number({ produce: () => 1 }) }, '`throttle` must be literal numbers, because no token may cross a Region, got: "a token"'],
];

describe.each<[string, (throttle: ThrottleSettings) => unknown]>([
  ['a REST API', throttle => ApiGateway.rest({ throttle })],
  ['an HTTP API', throttle => ApiGateway.http({ throttle })],
  ['a route', throttle => aRegion({}, { 'GET /orders': { throttle } })],
])('the throttle of %s', (_, use) => {
  test.each(REFUSED)('is refused: %s', (__, throttle, message) => {
    expect(() => use(throttle)).toThrow(message);
  });

  test.each<ThrottleSettings>([{ rateLimit: 0 }, { rateLimit: 0.5 }, { burstLimit: 0 }, { rateLimit: 10000, burstLimit: 5000 }])('may be %j', throttle => {
    expect(() => use(throttle)).not.toThrow();
  });
});
