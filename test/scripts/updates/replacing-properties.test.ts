import { updateSchemas } from '../../../scripts/updates/replacing-properties';

const TYPES = ['AWS::Route53::HealthCheck', 'AWS::ApiGateway::Resource', 'AWS::ApiGateway::ApiKey', 'AWS::ApiGatewayV2::Route', 'AWS::DynamoDB::GlobalTable', 'Custom::ZoneRecords'];
const schemas = updateSchemas(new Set(TYPES));

test.each([
  ['AWS::Route53::HealthCheck', 'HealthCheckConfig.RequestInterval', true],
  ['AWS::Route53::HealthCheck', 'HealthCheckConfig.FailureThreshold', false],
  ['AWS::ApiGateway::Resource', 'PathPart', true],
  ['AWS::ApiGateway::ApiKey', 'Name', true],
  ['AWS::ApiGatewayV2::Route', 'ApiId', true],
  ['AWS::ApiGatewayV2::Route', 'RouteKey', false],
  ['AWS::DynamoDB::GlobalTable', 'LocalSecondaryIndexes', true],
  ['AWS::DynamoDB::GlobalTable', 'GlobalSecondaryIndexes', false],
])('another %s is made of another %s: %s', (type, property, isReplacing) => {
  expect(schemas.get(type)!.replacing.includes(property)).toBe(isReplacing);
});

test('a type is told apart by what its schema says', () => {
  expect(schemas.get('AWS::DynamoDB::GlobalTable')!.identifier).toEqual(['TableName']);
});

test('a custom resource has no schema', () => {
  expect(schemas.has('Custom::ZoneRecords')).toBe(false);
});
