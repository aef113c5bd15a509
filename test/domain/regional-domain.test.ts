import { App, Duration } from 'aws-cdk-lib';
import { IpAddressType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ApiDomain, ApiGateway, HealthCheck, MultiRegionServerlessApi, MultiRegionServerlessApiProps } from '../../src';
import { addRouteEverywhere, anApi, DOMAIN, onlyResource, templateOf } from '../an-api';

const REGIONS = ['us-east-1', 'eu-west-1'];
const NAMES = ['hello.example.com', 'eu-west-1.hello.example.com'];

function anApiAt(domain: Partial<ApiDomain>, props: Partial<MultiRegionServerlessApiProps> = {}): MultiRegionServerlessApi {
  return anApi({ domain: { ...DOMAIN, ...domain }, ...props });
}

function resources(api: MultiRegionServerlessApi, type: string): any[] {
  return Object.values(templateOf(api, 'eu-west-1').findResources(type)).map(({ Properties }) => Properties);
}

function addAlarmEverywhere(api: MultiRegionServerlessApi) {
  api.regionalApis.forEach(region => region.addHealthAlarm(new Alarm(region, 'Errors', {
    metric: new Metric({ namespace: 'Shop', metricName: 'Errors', period: Duration.minutes(1), statistic: 'Sum' }), threshold: 1, evaluationPeriods: 1,
  })));
}

const domainNames = (api: MultiRegionServerlessApi) => resources(api, 'AWS::ApiGateway::DomainName');

describe('the certificate', () => {
  test('is made in each Region, for the shared and the Region\'s own name, and validated by DNS', () => {
    for (const region of REGIONS) {
      const names = ['hello.example.com', `${region}.hello.example.com`];
      expect(onlyResource(anApi().inRegion(region), 'AWS::CertificateManager::Certificate')).toEqual({
        DomainName: names[0],
        SubjectAlternativeNames: [names[1]],
        ValidationMethod: 'DNS',
        DomainValidationOptions: names.map(DomainName => ({ DomainName, HostedZoneId: 'Z0123456789ABC' })),
        Tags: [expect.objectContaining({ Key: 'Name' })],
      });
    }
  });

  test('is the one that is brought for the Region', () => {
    const certificateArns = Object.fromEntries(REGIONS.map((region, i) => [region, `arn:aws:acm:${region}:123456789012:certificate/cert-${i}`]));
    const api = anApiAt({ certificateArns });
    expect(resources(api, 'AWS::CertificateManager::Certificate')).toEqual([]);
    expect(domainNames(api).map(({ RegionalCertificateArn }) => RegionalCertificateArn)).toEqual(NAMES.map(() => certificateArns['eu-west-1']));
  });
});

describe('the domain names', () => {
  test('are regional, dual-stack and take TLS 1.2 and 1.3, with the Region\'s certificate', () => {
    expect(domainNames(anApi())).toEqual(NAMES.map(DomainName => ({
      DomainName,
      EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'dualstack' },
      RegionalCertificateArn: { Ref: expect.stringContaining('DomainCertificate') },
      SecurityPolicy: 'TLS_1_2',
    })));
  });

  test.each([[IpAddressType.IPV4, 'ipv4', ['A']], [IpAddressType.DUAL_STACK, 'dualstack', ['A', 'AAAA']]])(
    'are %s, as the API and the records are', (ipAddressType, rendered, types) => {
      const api = anApiAt({ ipAddressType });
      expect(domainNames(api).map(({ EndpointConfiguration }) => EndpointConfiguration.IpAddressType)).toEqual([rendered, rendered]);
      expect(resources(api, 'AWS::ApiGateway::RestApi')[0].EndpointConfiguration.IpAddressType).toBe(rendered);
      expect([...new Set(resources(api, 'AWS::Route53::RecordSet').map(({ Type }) => Type))].sort()).toEqual(types);
    });

  test.each([
    SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09, SecurityPolicy.TLS13_1_2_PQ_2025_09,
  ])('have the enhanced security policy %s with strict endpoint access', securityPolicy => {
    const api = anApiAt({ securityPolicy });
    // Behind a domain name the API's own policy negotiates, too.
    for (const rendered of [...domainNames(api), ...resources(api, 'AWS::ApiGateway::RestApi')]) {
      expect(rendered).toMatchObject({ SecurityPolicy: securityPolicy, EndpointAccessMode: 'STRICT' });
    }
  });

  test.each([SecurityPolicy.TLS13_1_3_2025_09, SecurityPolicy.TLS13_1_3_FIPS_2025_09])('take TLS 1.3 alone, by %s, where no checker asks them', securityPolicy => {
    const api = anApiAt({ securityPolicy }, { health: HealthCheck.alarms() });
    addRouteEverywhere(api, 'GET', '/orders');
    addAlarmEverywhere(api);
    for (const rendered of domainNames(api)) {
      expect(rendered).toMatchObject({ SecurityPolicy: securityPolicy, EndpointAccessMode: 'STRICT' });
    }
  });

  test('have the legacy policy without an endpoint access mode, which belongs to the enhanced ones', () => {
    for (const rendered of domainNames(anApiAt({ securityPolicy: SecurityPolicy.TLS_1_2 }))) {
      expect(rendered).not.toHaveProperty('EndpointAccessMode');
    }
  });

  test('are created one after the other, since API Gateway allows an account one every 30 seconds', () => {
    const template = templateOf(anApi(), 'eu-west-1');
    const [[sharedId], [, regional]] = NAMES.map(DomainName => Object.entries(template.findResources('AWS::ApiGateway::DomainName', { Properties: { DomainName } }))[0]);
    expect(regional.DependsOn).toContain(sharedId);
  });
});

describe('mutual TLS', () => {
  const truststoreUris = { 'us-east-1': 's3://trust-us/ca.pem', 'eu-west-1': 's3://trust-eu/pki/ca.pem' };

  test('is off by default', () => {
    domainNames(anApi()).forEach(rendered => expect(rendered).not.toHaveProperty('MutualTlsAuthentication'));
  });

  test.each([[undefined], ['v-7']])('asks callers of both names for certificates of the Region\'s truststore, version %s', version => {
    const truststoreVersions = version === undefined ? undefined : { 'eu-west-1': version, 'us-east-1': 'v-8' };
    const api = anApiAt({ mutualTls: { truststoreUris, truststoreVersions } }, { health: HealthCheck.alarms() });
    addRouteEverywhere(api, 'GET', '/orders');
    addAlarmEverywhere(api);
    expect(domainNames(api).map(({ MutualTlsAuthentication }) => MutualTlsAuthentication)).toEqual(NAMES.map(() => ({
      TruststoreUri: 's3://trust-eu/pki/ca.pem', ...version && { TruststoreVersion: version },
    })));
  });
});

describe('a base path', () => {
  test.each([
    [undefined, 'https://hello.example.com', '/health'],
    ['shop', 'https://hello.example.com/shop', '/shop/health'],
    ['shop/v1', 'https://hello.example.com/shop/v1', '/shop/v1/health'],
  ])('%s is in the URLs and in what the checkers request', (basePath, url, path) => {
    const api = anApiAt({ basePath });
    const region = api.inRegion('eu-west-1');
    expect([api.url, region.url, region.regionalUrl]).toEqual([url, url, url.replace('//', '//eu-west-1.')]);
    expect(onlyResource(region, 'AWS::Route53::HealthCheck').HealthCheckConfig).toMatchObject({
      FullyQualifiedDomainName: 'eu-west-1.hello.example.com', ResourcePath: path,
    });
    expect(templateOf(api, 'eu-west-1').toJSON().Outputs.ShopUrl.Value).toBe(url);
  });

  test.each([[undefined], ['shop']])('of at most one level, %s, is a base path mapping of the REST API for both names', basePath => {
    const api = anApiAt({ basePath });
    expect(resources(api, 'AWS::ApiGateway::BasePathMapping')).toEqual(['DomainShared', 'DomainRegional'].map(name => ({
      DomainName: { Ref: expect.stringContaining(name) },
      RestApiId: { Ref: expect.stringContaining('RestApi') },
      Stage: { Ref: expect.stringContaining('DeploymentStage') },
      ...basePath && { BasePath: basePath },
    })));
    expect(resources(api, 'AWS::ApiGatewayV2::ApiMapping')).toEqual([]);
  });

  test('of several levels is an API mapping, which base path mappings have no levels for', () => {
    const api = anApiAt({ basePath: 'shop/v1/beta' });
    expect(resources(api, 'AWS::ApiGatewayV2::ApiMapping')).toEqual(['DomainShared', 'DomainRegional'].map(name => ({
      DomainName: { Ref: expect.stringContaining(name) },
      ApiId: { Ref: expect.stringContaining('RestApi') },
      Stage: { Ref: expect.stringContaining('DeploymentStage') },
      ApiMappingKey: 'shop/v1/beta',
    })));
    expect(resources(api, 'AWS::ApiGateway::BasePathMapping')).toEqual([]);
  });

  test.each([['shop'], ['shop/v1']])('%s is mapped before the records lead there, and before checkers ask', basePath => {
    const template = templateOf(anApiAt({ basePath }), 'eu-west-1');
    const mappings = ['AWS::ApiGateway::BasePathMapping', 'AWS::ApiGatewayV2::ApiMapping'].flatMap(type => Object.keys(template.findResources(type)));
    expect(mappings).toHaveLength(2);
    for (const type of ['AWS::Route53::RecordSet', 'AWS::Route53::HealthCheck']) {
      Object.values(template.findResources(type)).forEach(({ DependsOn }) => expect(DependsOn).toEqual(expect.arrayContaining(mappings)));
    }
  });
});

test('regional templates are the same but for the Region\'s name, with every setting', () => {
  for (const gateway of [ApiGateway.rest(), ApiGateway.http()]) {
    const app = new App();
    anApi({
      gateway,
      domain: {
        ...DOMAIN,
        basePath: 'shop/v1',
        ipAddressType: IpAddressType.IPV4,
        certificateArns: Object.fromEntries(REGIONS.map(region => [region, `arn:aws:acm:${region}:123456789012:certificate/one`])),
      },
    }, app);
    const templates = app.synth().stacks.map(stack => JSON.stringify(stack.template).replaceAll(stack.environment.region, '<Region>'));
    expect(templates).toHaveLength(2);
    expect(templates[1]).toBe(templates[0]);
  }
});
