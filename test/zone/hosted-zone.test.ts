import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Continent, GeoLocation } from 'aws-cdk-lib/aws-route53';
import { MultiRegionServerlessApiProps, Routing, Standby } from '../../src';
import { anApi, DOMAIN, templateOf } from '../an-api';

const ROLE = 'arn:aws:iam::210987654321:role/hello-example-com-records';
const REGIONS = ['us-east-1', 'eu-west-1'];
const GEOLOCATION = Routing.geolocation({ locations: { 'eu-west-1': [GeoLocation.continent(Continent.EUROPE)] }, defaultRegion: 'us-east-1' });

const byRole = (props: Partial<MultiRegionServerlessApiProps> = {}) => anApi({ domain: { ...DOMAIN, hostedZoneRoleArn: ROLE }, ...props });

/** The record sets, as Route 53's API has them, whoever writes them. */
function writtenBy(template: Template): any[] {
  const custom = Object.values(template.findResources('Custom::ZoneRecords')).flatMap(({ Properties }) => Properties.Records);
  const own = Object.values(template.findResources('AWS::Route53::RecordSet')).map(({ Properties: { HostedZoneId, ...record } }) => {
    expect(HostedZoneId).toBe('Z0123456789ABC');
    expect(record.Name).toMatch(/\.$/);
    const { ResourceRecords, ...others } = record;
    return { ...others, Name: record.Name.replace(/\.$/, ''), ...ResourceRecords && { ResourceRecords: ResourceRecords.map((Value: string) => ({ Value })) } };
  });
  return [...custom, ...own];
}

describe('a zone of the account that is deployed to', () => {
  test('is written by CloudFormation, with no custom resource and no function but the health check\'s', () => {
    const template = templateOf(anApi(), 'eu-west-1');
    template.resourceCountIs('AWS::Route53::RecordSet', 4);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/Custom::|sts:AssumeRole".*210987654321/);
  });

  test.each<[string, Partial<MultiRegionServerlessApiProps>]>([
    ['a standby', { standby: Standby.alias({ dnsName: 'd111.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' }) }],
    ['geolocation', { routing: GEOLOCATION }],
    ['geolocation and a standby', { routing: GEOLOCATION, standby: Standby.alias({ dnsName: 'd111.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' }) }],
  ])('gets aliases after the records that they lead to, which Route 53 must know first: %s', (_, props) => {
    for (const region of REGIONS) {
      const records = templateOf(anApi(props), region).findResources('AWS::Route53::RecordSet');
      const aliases = Object.values(records).filter(({ Properties }) => Properties.AliasTarget?.HostedZoneId === 'Z0123456789ABC');
      expect(aliases.length).toBeGreaterThan(0);
      for (const { Properties, DependsOn } of aliases) {
        const targets = Object.keys(records).filter(id => records[id].Properties.Type === Properties.Type
          && records[id].Properties.Name === `${Properties.AliasTarget.DNSName}.`);
        expect(targets.length).toBeGreaterThan(0);
        expect(DependsOn).toEqual(expect.arrayContaining(targets));
      }
    }
  });
});

describe('a zone of another account', () => {
  test.each([[undefined], [Standby.host('fallback.example.net')]])('is written by one function with the role, and by CloudFormation not at all', standby => {
    const template = templateOf(byRole({ standby }), 'eu-west-1');
    template.resourceCountIs('AWS::Route53::RecordSet', 0);
    template.resourceCountIs('Custom::ZoneRecords', 1);
    template.resourceCountIs('Custom::CertificateValidation', 1);
    template.resourceCountIs('AWS::Lambda::Function', 2); // and the health check's
    for (const type of ['Custom::ZoneRecords', 'Custom::CertificateValidation']) {
      template.hasResourceProperties(type, { HostedZoneId: 'Z0123456789ABC', RoleArn: ROLE });
    }
  });

  test('validates the certificate of both names, which knows no zone then', () => {
    const template = templateOf(byRole(), 'eu-west-1');
    template.hasResourceProperties('Custom::CertificateValidation', { DomainNames: ['hello.example.com', 'eu-west-1.hello.example.com'] });
    const [{ Properties }] = Object.values(template.findResources('AWS::CertificateManager::Certificate'));
    expect(Properties).toMatchObject({ DomainName: 'hello.example.com', ValidationMethod: 'DNS' });
    expect(Properties).not.toHaveProperty('DomainValidationOptions');
  });

  test('validates nothing where certificates are brought', () => {
    const certificateArns = Object.fromEntries(REGIONS.map(region => [region, `arn:aws:acm:${region}:123456789012:certificate/one`]));
    const template = templateOf(byRole({ domain: { ...DOMAIN, hostedZoneRoleArn: ROLE, certificateArns } }), 'eu-west-1');
    template.resourceCountIs('Custom::CertificateValidation', 0);
    template.resourceCountIs('Custom::ZoneRecords', 1);
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('acm:');
  });

  test('is written when everything behind the names is there', () => {
    const template = templateOf(byRole(), 'eu-west-1');
    const [{ DependsOn }] = Object.values(template.findResources('Custom::ZoneRecords'));
    for (const type of ['AWS::ApiGateway::BasePathMapping', 'AWS::ApiGateway::Stage', 'AWS::ApiGateway::DomainName']) {
      expect(DependsOn).toEqual(expect.arrayContaining(Object.keys(template.findResources(type))));
    }
  });

  test('leaves regional templates the same but for the Region\'s name', () => {
    const app = new App();
    anApi({ domain: { ...DOMAIN, hostedZoneRoleArn: ROLE }, standby: Standby.host('fallback.example.net') }, app);
    const templates = app.synth().stacks.map(stack => JSON.stringify(stack.template).replaceAll(stack.environment.region, '<Region>'));
    expect(templates).toHaveLength(2);
    expect(templates[1]).toBe(templates[0]);
  });
});

test.each<[string, Routing | undefined, Standby | undefined]>([
  ['latency', undefined, undefined],
  ['latency with a host standing by', undefined, Standby.host('fallback.example.net')],
  ['active-passive with an alias standing by', Routing.activePassive({ primary: 'eu-west-1' }), Standby.alias({ dnsName: 'd111.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' })],
  ['geolocation', GEOLOCATION, undefined],
])('both kinds of zone get the same records in the same order: %s', (_, routing, standby) => {
  for (const region of REGIONS) {
    const [own, others] = [anApi({ routing, standby }), byRole({ routing, standby })].map(api => writtenBy(templateOf(api, region)));
    expect(own.length).toBeGreaterThan(1);
    expect(others).toEqual(own);
  }
});

test.each(['', 'hello-example-com-records', 'arn:aws:iam::210987654321:user/dns'])('"%s" is refused as `hostedZoneRoleArn`, before anything is made', hostedZoneRoleArn => {
  const app = new App();
  const message = `\`domain.hostedZoneRoleArn\` must be the ARN of an IAM role, got: "${hostedZoneRoleArn}"`;
  expect(() => anApi({ domain: { ...DOMAIN, hostedZoneRoleArn } }, app)).toThrow(message);
  expect(app.node.findChild('Shop').node.children).toEqual([]);
});
