import { Duration, Stack } from 'aws-cdk-lib';
import { DomainName, EndpointType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ARecord, CfnHealthCheck, CfnRecordSet, CfnRecordSetProps, CnameRecord, HealthCheck, HealthCheckType, HostedZone, PublicHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { readHealthChecks, readRecordSets } from '../../../../local/cloudformation/route53/dns';
import { StackResources } from '../../../../local/cloudformation/stack-resources';
import { CHECKER_REGIONS } from '../../../../local/services/route53/health-check-definition';
import { RecordSet } from '../../../../local/services/route53/record-set';
import { stack as handWritten } from '../stack';
import { SynthesizedApps, TEMPLATES } from '../synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

/** A stack needs something to run. */
function deploy(build: (stack: Stack) => unknown) {
  return apps.deploy(stack => {
    new RestApi(stack, 'Api').root.addMethod('GET');
    build(stack);
  });
}

function importZone(stack: Stack, hostedZoneId: string = 'Z1', zoneName: string = 'example.com') {
  return HostedZone.fromHostedZoneAttributes(stack, hostedZoneId, { hostedZoneId, zoneName });
}

describe('a record', () => {
  test('that is a latency alias leads to its domain name', () => {
    const { recordSets, healthChecks, domainNames } = deploy(stack => new ARecord(stack, 'Record', {
      zone: importZone(stack),
      recordName: 'Shop',
      region: 'eu-west-1',
      setIdentifier: 'eu',
      healthCheck: new HealthCheck(stack, 'HealthCheck', { type: HealthCheckType.HTTPS, fqdn: 'eu.shop.example.com' }),
      target: RecordTarget.fromAlias(new ApiGatewayDomain(new DomainName(stack, 'Domain', {
        domainName: 'shop.example.com',
        endpointType: EndpointType.REGIONAL,
        certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:123456789012:certificate/1'),
      }))),
    }));
    expect(recordSets).toEqual([{
      name: 'shop.example.com',
      type: 'A',
      hostedZoneId: 'Z1',
      aliasTarget: domainNames[0].regionalDomainName,
      aliasTargetHostedZoneId: expect.stringMatching(/^Z/),
      evaluateTargetHealth: false,
      values: undefined,
      ttlSeconds: undefined,
      region: 'eu-west-1',
      weight: undefined,
      failover: undefined,
      geoLocation: undefined,
      setIdentifier: 'eu',
      healthCheckId: healthChecks[0].id,
      unsupportedRouting: undefined,
    }]);
  });

  test('that is simple has its values and TTL', () => {
    const { recordSets } = deploy(stack => new CnameRecord(stack, 'Record', { zone: importZone(stack), recordName: 'www', domainName: 'shop.example.com', ttl: Duration.minutes(5) }));
    expect(recordSets).toMatchObject([{ name: 'www.example.com', type: 'CNAME', values: ['shop.example.com'], ttlSeconds: 300, region: undefined }]);
  });

  test.each<[string, Partial<CfnRecordSetProps>, Partial<RecordSet>]>([
    ['a weight', { weight: 0 }, { weight: 0 }],
    ['a role in failover', { failover: 'PRIMARY' }, { failover: 'PRIMARY' }],
    ['a country', { geoLocation: { countryCode: 'DE' } }, { geoLocation: { countryCode: 'DE' } }],
    ['a state', { geoLocation: { countryCode: 'US', subdivisionCode: 'OR' } }, { geoLocation: { countryCode: 'US', subdivisionCode: 'OR' } }],
    ['a continent', { geoLocation: { continentCode: 'EU' } }, { geoLocation: { continentCode: 'EU' } }],
    ['several values', { multiValueAnswer: true }, { multiValueAnswer: true }],
  ])('with %s has it', (_, routing, expected) => {
    const { recordSets } = deploy(stack => new CfnRecordSet(stack, 'Record', { name: 'a.example.com', type: 'A', hostedZoneId: 'Z1', ttl: '60', resourceRecords: ['192.0.2.1'], setIdentifier: 'a', ...routing }));
    expect(recordSets).toMatchObject([{ ...expected, setIdentifier: 'a', unsupportedRouting: undefined }]);
  });

  test.each([true, false])('that is an alias says whether the health of its target counts: %s', evaluateTargetHealth => {
    const { recordSets } = deploy(stack => new CfnRecordSet(stack, 'Record', {
      name: 'a.example.com', type: 'A', hostedZoneId: 'Z1', aliasTarget: { dnsName: 'b.example.com', hostedZoneId: 'Z1', evaluateTargetHealth },
    }));
    expect(recordSets).toMatchObject([{ aliasTarget: 'b.example.com', evaluateTargetHealth }]);
  });

  test.each([
    [{ AWSRegion: 'eu-west-1', Bias: 10 }, { region: 'eu-west-1', bias: 10 }],
    [{ Coordinates: { Latitude: '49.22', Longitude: '-74.01' } }, { coordinates: { latitude: 49.22, longitude: -74.01 } }],
  ])('of geoproximity has the place: %j', (GeoProximityLocation, geoProximity) => {
    const properties = { Name: 'a.example.com', Type: 'A', HostedZoneId: 'Z1', SetIdentifier: 'a', GeoProximityLocation };
    const resources = new StackResources(handWritten({ Resources: { Record: { Type: 'AWS::Route53::RecordSet', Properties: properties } } }), TEMPLATES);
    expect(readRecordSets(resources)).toMatchObject([{ geoProximity, unsupportedRouting: undefined }]);
  });

  test.each([
    ['CidrRoutingConfig', { LocationName: '*' }, 'CidrRoutingConfig'],
    ['GeoProximityLocation', { LocalZoneGroup: 'us-east-1-bue-1' }, 'LocalZoneGroup'],
  ])('with %s is one that this machine cannot route', (property, value, unsupportedRouting) => {
    const properties = { Name: 'a.example.com', Type: 'A', HostedZoneId: 'Z1', SetIdentifier: 'a', [property]: value };
    const resources = new StackResources(handWritten({ Resources: { Record: { Type: 'AWS::Route53::RecordSet', Properties: properties } } }), TEMPLATES);
    expect(readRecordSets(resources)).toMatchObject([{ unsupportedRouting }]);
  });
});

describe('a hosted zone', () => {
  test('that a stack creates has its name', () => {
    const { hostedZones, recordSets } = deploy(stack => new CnameRecord(stack, 'Record', {
      zone: new PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }), recordName: 'a.b', domainName: 'x.example.org',
    }));
    expect(hostedZones).toEqual([{ id: recordSets[0].hostedZoneId, name: 'example.com' }]);
  });

  test('that is imported is not listed, for its name is not in the template, and its records are there', () => {
    const { hostedZones, recordSets } = deploy(stack => new CnameRecord(stack, 'Record', { zone: importZone(stack), recordName: 'a.shop', domainName: 'x.example.org' }));
    expect(hostedZones).toEqual([]);
    expect(recordSets).toMatchObject([{ name: 'a.shop.example.com', hostedZoneId: 'Z1' }]);
  });
});

describe('a health check', () => {
  test('has Route 53\'s defaults where it says nothing', () => {
    const { healthChecks } = deploy(stack => new CfnHealthCheck(stack, 'HealthCheck', { healthCheckConfig: { type: 'HTTP', fullyQualifiedDomainName: 'shop.example.com' } }));
    expect(healthChecks).toEqual([{
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      name: undefined,
      type: 'HTTP',
      fullyQualifiedDomainName: 'shop.example.com',
      port: undefined,
      resourcePath: undefined,
      searchString: undefined,
      requestInterval: 30,
      failureThreshold: 3,
      regions: CHECKER_REGIONS,
      inverted: undefined,
      disabled: undefined,
      childHealthChecks: undefined,
      healthThreshold: undefined,
    }]);
  });

  test('is what its template says', () => {
    const { healthChecks } = deploy(stack => new CfnHealthCheck(stack, 'HealthCheck', {
      healthCheckTags: [{ key: 'Team', value: 'shop' }, { key: 'Name', value: 'shop-eu' }],
      healthCheckConfig: {
        type: 'HTTPS_STR_MATCH',
        fullyQualifiedDomainName: 'shop.example.com',
        port: 8443,
        resourcePath: '/health',
        searchString: 'healthy',
        requestInterval: 10,
        failureThreshold: 1,
        regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
        inverted: true,
      },
    }));
    expect(healthChecks).toMatchObject([{
      name: 'shop-eu',
      type: 'HTTPS_STR_MATCH',
      port: 8443,
      resourcePath: '/health',
      searchString: 'healthy',
      requestInterval: 10,
      failureThreshold: 1,
      regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
      inverted: true,
    }]);
  });

  test('that is calculated names its children', () => {
    const { healthChecks: [child, calculated] } = deploy(stack => {
      const healthCheck = new HealthCheck(stack, 'Child', { type: HealthCheckType.HTTP, fqdn: 'shop.example.com' });
      new HealthCheck(stack, 'Parent', { type: HealthCheckType.CALCULATED, childHealthChecks: [healthCheck], healthThreshold: 1 });
    });
    expect(calculated).toMatchObject({ type: 'CALCULATED', childHealthChecks: [child.id], healthThreshold: 1 });
  });

  test('that watches an alarm of the stack can be the child of a calculated one', () => {
    const { healthChecks: [child, calculated] } = deploy(stack => {
      const alarm = new Alarm(stack, 'Errors', { metric: new Metric({ namespace: 'Shop', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 });
      const healthCheck = new CfnHealthCheck(stack, 'Child', { healthCheckConfig: { type: 'CLOUDWATCH_METRIC', alarmIdentifier: { name: alarm.alarmName, region: 'eu-west-1' } } });
      new CfnHealthCheck(stack, 'Parent', { healthCheckConfig: { type: 'CALCULATED', childHealthChecks: [healthCheck.ref], healthThreshold: 1 } });
    });
    expect(child).toMatchObject({ type: 'CLOUDWATCH_METRIC', fullyQualifiedDomainName: undefined });
    expect(calculated.childHealthChecks).toEqual([child.id]);
  });

  test('that watches a routing control of the stack is read', () => {
    const config = { Type: 'RECOVERY_CONTROL', RoutingControlArn: { 'Fn::GetAtt': ['Control', 'RoutingControlArn'] } };
    const resources = new StackResources(handWritten({
      Resources: {
        Control: { Type: 'AWS::Route53RecoveryControl::RoutingControl' },
        Check: { Type: 'AWS::Route53::HealthCheck', Properties: { HealthCheckConfig: config } },
      },
    }), TEMPLATES);
    expect(readHealthChecks(resources)).toMatchObject([{ type: 'RECOVERY_CONTROL' }]);
  });
});
