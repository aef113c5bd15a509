import { App, Stack } from 'aws-cdk-lib';
import { CfnDomainName } from 'aws-cdk-lib/aws-apigateway';
import { CfnHealthCheck, CfnRecordSet, CfnRecordSetGroup } from 'aws-cdk-lib/aws-route53';
import { Drain, MultiRegionServerlessApi, MultiRegionServerlessApiProps, RegionalApi, Routing, Standby } from '../../src';
import { anApi, DOMAIN } from '../an-api';
import { messagesAtSynth } from './messages';

const ROLE = 'arn:aws:iam::210987654321:role/records';

/** What was found, without the reason and the fix. */
function found(change?: (api: MultiRegionServerlessApi, stack: Stack) => void, props: Partial<MultiRegionServerlessApiProps> = {}): string[] {
  const app = new App();
  const api = anApi(props, app);
  change?.(api, api.inRegion('eu-west-1').stack);
  return messagesAtSynth(app).map(message => message.replace(/: (Route 53|DNS|API Gateway).*/, ''));
}

function endpointCheck(region: RegionalApi): CfnHealthCheck {
  return region.node.findChild('Health').node.findChild('Endpoint').node.defaultChild as CfnHealthCheck;
}

function recordsOf(region: RegionalApi, pattern: RegExp): CfnRecordSet[] {
  return region.node.findChild('Records').node.children.filter(({ node }) => pattern.test(node.id)) as CfnRecordSet[];
}

const inZone = { hostedZoneId: DOMAIN.hostedZoneId, type: 'A' };
const anAddress = { ttl: '60', resourceRecords: ['192.0.2.1'] };

describe('what the API makes breaks no rule', () => {
  test.each<[string, Partial<MultiRegionServerlessApiProps>]>([
    ['by latency', {}],
    ['with one Region first', { routing: Routing.activePassive({ primary: 'eu-west-1' }) }],
    ['by weights', { routing: Routing.weighted({ 'us-east-1': 10, 'eu-west-1': 0 }) }],
    ['by location', { routing: Routing.geolocation({ locations: {}, defaultRegion: 'us-east-1' }) }],
    ['with a standby', { standby: Standby.alias({ dnsName: 'd111111abcdef8.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' }) }],
    ['with a host as standby, by location', {
      standby: Standby.host('status.example.net'), routing: Routing.geolocation({ locations: {}, defaultRegion: 'us-east-1' }),
    }],
    ['with a drain switch', { drain: Drain.byPeers() }],
    ['in a zone of another account', { domain: { ...DOMAIN, hostedZoneRoleArn: ROLE }, drain: Drain.byPeers() }],
  ])('%s', (_, props) => {
    expect(found(undefined, props)).toEqual([]);
  });
});

describe('a record without a health check is found', () => {
  test('when an override took the check of one Region away', () => {
    expect(found(api => recordsOf(api.inRegion('eu-west-1'), /^Latency/).forEach(record => record.addPropertyDeletionOverride('HealthCheckId'))))
      .toEqual(['The records hello.example.com (A, AAAA, "eu-west-1") have no health check, unlike others of that name']);
  });

  test('when the checks of all Regions were taken away', () => {
    const change = (api: MultiRegionServerlessApi) => api.regionalApis.forEach(region => recordsOf(region, /^Latency/).forEach(record => { record.healthCheckId = undefined; }));
    expect(found(change)).toEqual(['The records hello.example.com (A, AAAA, "us-east-1", "eu-west-1") have no health check']);
  });

  test('behind a location, when its pair has none', () => {
    const change = (api: MultiRegionServerlessApi) => recordsOf(api.inRegion('us-east-1'), /Primary/).forEach(record => record.addPropertyDeletionOverride('HealthCheckId'));
    expect(found(change, { routing: Routing.activePassive({ primary: 'us-east-1' }), standby: Standby.host('status.example.net') }))
      .toEqual([expect.stringMatching(/^The record us-east-1\.failover\.hello\.example\.com \(CNAME, "primary"\) has no health check$/)]);
  });

  test.each<[string, RegExp, string]>([
    ['that serves locations', /^Server/, 'The records us-east-1.or-nearest.hello.example.com (A, AAAA, "us-east-1") have no health check, unlike others of that name'],
    ['that is among the nearest', /^Nearest/, 'The records nearest.hello.example.com (A, AAAA, "us-east-1") have no health check, unlike others of that name'],
  ])('of a Region %s', (_, pattern, message) => {
    const change = (api: MultiRegionServerlessApi) => recordsOf(api.inRegion('us-east-1'), pattern).forEach(record => record.addPropertyDeletionOverride('HealthCheckId'));
    expect(found(change, { routing: Routing.geolocation({ locations: {}, defaultRegion: 'us-east-1' }) })).toEqual([message]);
  });

  test('beside locations, under the shared name', () => {
    const change = (_: MultiRegionServerlessApi, stack: Stack) => new CfnRecordSet(stack, 'Old', {
      ...inZone, ...anAddress, name: DOMAIN.domainName, region: 'sa-east-1', setIdentifier: 'old',
    });
    expect(found(change, { routing: Routing.geolocation({ locations: {}, defaultRegion: 'us-east-1' }) }))
      .toEqual(['The record hello.example.com (A, "old") has no health check, unlike others of that name']);
  });

  test('in a group of records', () => {
    expect(found((_, stack) => new CfnRecordSetGroup(stack, 'Group', {
      hostedZoneId: DOMAIN.hostedZoneId,
      recordSets: [{ name: 'HELLO.example.com.', type: 'A', region: 'sa-east-1', setIdentifier: 'old', ...anAddress }],
    }))).toEqual(['The record hello.example.com (A, "old") has no health check, unlike others of that name']);
  });

  test.each<[string, Partial<CfnRecordSet> & { name: string }]>([
    ['of another name', { name: 'other.example.com', setIdentifier: 'old' }],
    ['of another type', { name: DOMAIN.domainName, type: 'TXT', resourceRecords: ['"old"'], setIdentifier: 'old' }],
    ['of another zone', { name: DOMAIN.domainName, hostedZoneId: 'Z0PRIVATE', setIdentifier: 'old' }],
    ['that is the only one of its name', { name: 'only.example.com' }],
    ['that is the secondary of a pair', { name: DOMAIN.domainName, failover: 'SECONDARY', setIdentifier: 'old' }],
    ['that is the default of locations', { name: DOMAIN.domainName, geoLocation: { countryCode: '*' }, setIdentifier: 'old' }],
  ])('but not one %s', (_, props) => {
    expect(found((__, stack) => new CfnRecordSet(stack, 'Old', { ...inZone, ...anAddress, ...props }))).toEqual([]);
  });

  test.each<[string, string, boolean, number]>([
    ['but not one whose target is asked for its health', 'dualstack.old-site-1234.eu-west-1.elb.amazonaws.com', true, 0],
    ['when its target is not asked', 'dualstack.old-site-1234.eu-west-1.elb.amazonaws.com', false, 1],
    ['when its target is an API, which has no health to ask for', 'd-abcdefghij.execute-api.eu-west-1.amazonaws.com', true, 1],
  ])('%s', (_, dnsName, evaluateTargetHealth, count) => {
    expect(found((__, stack) => new CfnRecordSet(stack, 'Old', {
      ...inZone, name: DOMAIN.domainName, region: 'sa-east-1', setIdentifier: 'old', aliasTarget: { dnsName, hostedZoneId: 'Z32O12XQLNTSW2', evaluateTargetHealth },
    }))).toHaveLength(count);
  });

  test('when its target is a domain name of an API in the app', () => {
    expect(found((_, stack) => {
      const dnsName = new CfnDomainName(stack, 'Name', { domainName: 'old.example.com' }).attrRegionalDomainName;
      new CfnRecordSet(stack, 'Old', {
        ...inZone, name: DOMAIN.domainName, region: 'sa-east-1', setIdentifier: 'old', aliasTarget: { dnsName, hostedZoneId: 'Z2OJLYMUO9EFXC', evaluateTargetHealth: true },
      });
    })).toEqual(['The record hello.example.com (A, "old") has no health check, unlike others of that name']);
  });

  test('but not one that leads to records with checks', () => {
    expect(found((api, stack) => {
      const own = { ...inZone, ...anAddress, name: 'pair.example.com', healthCheckId: api.inRegion('eu-west-1').healthCheck.healthCheckId };
      new CfnRecordSet(stack, 'Pair', { ...own, failover: 'PRIMARY', setIdentifier: 'one' });
      new CfnRecordSet(stack, 'Old', {
        ...inZone, name: DOMAIN.domainName, region: 'sa-east-1', setIdentifier: 'old', aliasTarget: { dnsName: 'pair.example.com', hostedZoneId: DOMAIN.hostedZoneId },
      });
    })).toEqual([]);
  });
});

describe('a health check on a guarded name is found', () => {
  const asking = (name: string) => ({ healthCheckConfig: { type: 'HTTPS', fullyQualifiedDomainName: name } });

  test('among the children of a calculated one', () => {
    const app = new App();
    const api = anApi({ drain: Drain.byPeers() }, app);
    endpointCheck(api.inRegion('eu-west-1')).addPropertyOverride('HealthCheckConfig.FullyQualifiedDomainName', 'HELLO.example.com.');
    expect(messagesAtSynth(app)).toEqual([expect.stringMatching(
      /^The health check at Shop\/eu-west-1\/Shop\/Health\/Endpoint asks hello\.example\.com and guards the records of that name in eu-west-1: /)]);
  });

  test('when it asks a name that leads to the guarded one', () => {
    expect(found((_, stack) => {
      const check = new CfnHealthCheck(stack, 'Check', asking('www.example.com'));
      new CfnRecordSet(stack, 'Www', { ...inZone, name: 'www.example.com', aliasTarget: { dnsName: 'site.example.com.', hostedZoneId: DOMAIN.hostedZoneId } });
      new CfnRecordSet(stack, 'Site', { ...inZone, ...anAddress, name: 'site.example.com.', setIdentifier: 'one', weight: 1, healthCheckId: check.ref });
    })).toEqual(['The health check at Shop/eu-west-1/Check asks www.example.com and guards the records of site.example.com, where that name leads, in eu-west-1']);
  });

  test.each<[string, string, 'error' | 'warning']>([
    ['on the name of the API, which it is an error for', DOMAIN.domainName, 'error'],
    ['on another name, which is warned of', 'site.example.com', 'warning'],
  ])('beside the API, %s', (_, name, severity) => {
    const app = new App();
    anApi({}, app);
    const site = new Stack(app, 'Site', { env: { region: 'eu-west-1' } });
    new CfnRecordSet(site, 'Record', {
      ...inZone, ...anAddress, name, region: 'sa-east-1', setIdentifier: 'old', healthCheckId: new CfnHealthCheck(site, 'Check', asking(name)).ref,
    });
    const tag = `${severity === 'error' ? '[' : '[ack: '}cdk-multi-region-serverless-api:health-check-on-guarded-name]`;
    expect(messagesAtSynth(app)).toEqual([expect.stringContaining(tag)]);
  });

  test('in a zone of another account', () => {
    expect(found(api => endpointCheck(api.inRegion('us-east-1')).addPropertyOverride('HealthCheckConfig.FullyQualifiedDomainName', DOMAIN.domainName), {
      domain: { ...DOMAIN, hostedZoneRoleArn: ROLE },
    })).toEqual([expect.stringContaining('asks hello.example.com and guards the records of that name in us-east-1')]);
  });

  test.each<[string, (api: MultiRegionServerlessApi, stack: Stack) => void]>([
    ['guards nothing', (_, stack) => new CfnHealthCheck(stack, 'Check', asking(DOMAIN.domainName))],
    ['asks an address', api => endpointCheck(api.inRegion('eu-west-1')).addPropertyOverride('HealthCheckConfig', {
      FullyQualifiedDomainName: DOMAIN.domainName, IPAddress: '192.0.2.1',
    })],
    ['guards another name', (_, stack) => new CfnRecordSet(stack, 'Site', {
      ...inZone, ...anAddress, name: 'site.example.com', setIdentifier: 'one', weight: 1, healthCheckId: new CfnHealthCheck(stack, 'Check', asking(DOMAIN.domainName)).ref,
    })],
  ])('but not one that %s', (_, change) => {
    expect(found(change)).toEqual([]);
  });
});
