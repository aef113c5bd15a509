import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { DomainName, EndpointType, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnHealthCheck, CfnRecordSet, CfnRecordSetProps } from 'aws-cdk-lib/aws-route53';

export const REGIONS = ['us-east-1', 'eu-west-1'];
export const NAME = 'hello.example.com';

/** What a Region's records are made of. */
export interface RoutedRegion {
  readonly region: string;
  readonly healthCheckId: string;
  /** Adds a record that leads to the Region's API. */
  toRegion(id: string, props: RecordProps): void;
  /** Adds a record that leads to a name of the zone, or outside. */
  toName(id: string, target: string, props: RecordProps): void;
}

type RecordProps = Omit<CfnRecordSetProps, 'hostedZoneId' | 'type' | 'aliasTarget'>;

/** Synthesizes an API by hand, without this library, in two Regions with records of their own, into a temporary directory. */
export function synthesizeRouted(addRecords: (region: RoutedRegion) => void): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'routed-')) });
  for (const region of REGIONS) {
    const stack = new Stack(app, `Hello-${region}`, { env: { region } });
    const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
    const integration = new MockIntegration({ requestTemplates: { 'application/json': '{ "statusCode": 200 }' }, integrationResponses: [{ statusCode: '200' }] });
    api.root.addResource('hello').addMethod('GET', integration, { methodResponses: [{ statusCode: '200' }] });
    const domainName = (id: string, name: string) => new DomainName(stack, id, {
      domainName: name,
      mapping: api,
      endpointType: EndpointType.REGIONAL,
      certificate: Certificate.fromCertificateArn(stack, `${id}Certificate`, `arn:aws:acm:${region}:123456789012:certificate/1`),
    });
    const add = (id: string, dnsName: string, hostedZoneId: string, props: RecordProps) => new CfnRecordSet(stack, id, {
      ...props, type: 'A', hostedZoneId: 'Z0HELLO', aliasTarget: { dnsName, hostedZoneId, evaluateTargetHealth: props.failover === 'PRIMARY' },
    });
    const shared = domainName('SharedName', NAME);
    const regional = domainName('RegionalName', `${region}.${NAME}`);
    add('RegionalA', regional.domainNameAliasDomainName, regional.domainNameAliasHostedZoneId, { name: `${region}.${NAME}` });
    const healthCheck = new CfnHealthCheck(stack, 'HealthCheck', {
      healthCheckConfig: { type: 'HTTPS', fullyQualifiedDomainName: `${region}.${NAME}`, resourcePath: '/hello', requestInterval: 10, failureThreshold: 2 },
    });
    addRecords({
      region,
      healthCheckId: healthCheck.ref,
      toRegion: (id, props) => add(id, shared.domainNameAliasDomainName, shared.domainNameAliasHostedZoneId, props),
      toName: (id, target, props) => add(id, target, target.endsWith(NAME) ? 'Z0HELLO' : 'Z2FDTNDATAQYW2', props),
    });
  }
  return app.synth().directory;
}

/** The same, with a name for each routing policy, as the construct makes them and as a hand does. */
export function synthesizeAllPolicies(): string {
  return synthesizeRouted(({ region, healthCheckId, toRegion, toName }) => {
    const isUs = region === 'us-east-1';
    toRegion('Latency', { name: NAME, region, setIdentifier: region, healthCheckId });
    toRegion('Weighted', { name: `weighted.${NAME}`, weight: isUs ? 1 : 0, setIdentifier: region, healthCheckId });
    toRegion('Failover', { name: `failover.${NAME}`, failover: isUs ? 'PRIMARY' : 'SECONDARY', setIdentifier: region, healthCheckId: isUs ? healthCheckId : undefined });
    toName('Geolocation', `${region}.${NAME}`, {
      name: `geolocation.${NAME}`, geoLocation: { continentCode: isUs ? 'NA' : 'AF' }, setIdentifier: region, healthCheckId,
    });
    toName('StandbyEntry', `${region}.pair.${NAME}`, { name: `standby.${NAME}`, region, setIdentifier: region, healthCheckId });
    toRegion('StandbyPrimary', { name: `${region}.pair.${NAME}`, failover: 'PRIMARY', setIdentifier: 'primary', healthCheckId });
    toName('StandbySecondary', 'd111111abcdef8.cloudfront.net', { name: `${region}.pair.${NAME}`, failover: 'SECONDARY', setIdentifier: 'secondary' });
  });
}
