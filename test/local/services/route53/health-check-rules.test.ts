import { CHECKER_REGIONS, HealthCheckDefinition } from '../../../../local/services/route53/health-check-definition';
import { healthCheckProblems } from '../../../../local/services/route53/health-check-rules';

const ENDPOINT: HealthCheckDefinition = {
  id: 'hc-1', type: 'HTTPS', fullyQualifiedDomainName: 'eu-west-1.hello.example.com', requestInterval: 30, failureThreshold: 3,
};
const CALCULATED: HealthCheckDefinition = {
  id: 'calc-1', type: 'CALCULATED', requestInterval: 30, failureThreshold: 3, healthThreshold: 1, childHealthChecks: ['hc-1'],
};
const OTHERS = new Map([ENDPOINT, CALCULATED].map(definition => [definition.id, { definition }]));

function problemsOf(definition: HealthCheckDefinition) {
  return healthCheckProblems(definition, OTHERS).join('\n');
}

test.each<[string, HealthCheckDefinition]>([
  ['an endpoint', ENDPOINT],
  ['a calculated health check', CALCULATED],
  ['a failure threshold of 1', { ...ENDPOINT, failureThreshold: 1 }],
  ['a failure threshold of 10', { ...ENDPOINT, failureThreshold: 10 }],
  ['port 65535', { ...ENDPOINT, port: 65535 }],
  ['three Regions', { ...ENDPOINT, regions: CHECKER_REGIONS.slice(0, 3) }],
  ['all eight Regions', { ...ENDPOINT, regions: CHECKER_REGIONS }],
  ['a path of 255 characters', { ...ENDPOINT, resourcePath: '/'.padEnd(255, 'x') }],
  ['a health threshold of 0', { ...CALCULATED, healthThreshold: 0 }],
  ['255 children', { ...CALCULATED, childHealthChecks: Array(255).fill('hc-1') }],
])('%s is accepted', (_, definition) => {
  expect(problemsOf(definition)).toBe('');
});

test.each<[string, HealthCheckDefinition, RegExp]>([
  ['a failure threshold of 0', { ...ENDPOINT, failureThreshold: 0 },
    /^Invalid XML ; cvc-minInclusive-valid: Value '0' is not facet-valid with respect to minInclusive '1' for type 'FailureThreshold'\.$/],
  ['a failure threshold of 11', { ...ENDPOINT, failureThreshold: 11 }, /maxInclusive '10' for type 'FailureThreshold'/],
  ['port 0', { ...ENDPOINT, port: 0 }, /minInclusive '1' for type 'Port'/],
  ['port 65536', { ...ENDPOINT, port: 65536 }, /maxInclusive '65535' for type 'Port'/],
  ['a path of 256 characters', { ...ENDPOINT, resourcePath: '/'.padEnd(256, 'x') }, /length = '256' .* maxLength '255' for type 'ResourcePath'/],
  ['two Regions', { ...ENDPOINT, regions: ['us-east-1', 'us-west-1'] }, /at least 3 regions/],
  ['the same Region three times', { ...ENDPOINT, regions: Array(3).fill('us-east-1') }, /at least 3 regions/],
  ['a Region without checkers', { ...ENDPOINT, regions: ['us-east-1', 'us-west-1', 'eu-central-1'] },
    /Value 'eu-central-1' is not facet-valid with respect to enumeration '\[us-east-1, .*\]'/],
  ['a search without a string', { ...ENDPOINT, type: 'HTTP_STR_MATCH' }, /HTTP_STR_MATCH health checks must have a search string/],
  ['a string without a search', { ...ENDPOINT, searchString: 'ok' }, /HTTPS health checks must not have a search string/],
  ['an endpoint with children', { ...ENDPOINT, childHealthChecks: ['hc-1'] }, /must not have child health checks/],
  ['an endpoint with a health threshold', { ...ENDPOINT, healthThreshold: 1 }, /must not have a health threshold/],
  ['a calculated health check without a threshold', { ...CALCULATED, healthThreshold: undefined },
    /^Invalid parameter : Calculated health checks must have a health threshold specified\.$/],
  ['a health threshold of 257', { ...CALCULATED, healthThreshold: 257 }, /maxInclusive '256' for type 'HealthThreshold'/],
  ['a calculated health check in another', { ...CALCULATED, id: 'calc-2', childHealthChecks: ['calc-1'] }, /calc-1 must not be a calculated/],
  ['a child that does not exist', { ...CALCULATED, childHealthChecks: ['hc-9'] }, /hc-9 does not exist/],
  ['256 children', { ...CALCULATED, childHealthChecks: Array(256).fill('hc-1') }, /at most 255 child/],
])('%s is refused', (_, definition, problem) => {
  expect(problemsOf(definition)).toMatch(problem);
});
