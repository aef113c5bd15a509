import { App, Duration, Fn, Stack } from 'aws-cdk-lib';
import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnHealthCheck, CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { ApiGateway, HealthAlarm, HealthCheck, RegionalApi } from '../../src';
import { addRouteEverywhere, anApi, DOMAIN } from '../an-api';
import { messagesAtSynth } from './messages';
import { recordedChecks } from '../recorded/record-of';

describe('a health check on an execute-api endpoint that is off is found', () => {
  function found(addCheck: (region: RegionalApi) => void, gateway?: ApiGateway): number {
    const app = new App();
    const api = anApi({ gateway }, app);
    addCheck(api.regionalApis[1]);
    return messagesAtSynth(app).filter(message => message.includes('asks the execute-api endpoint of Shop/eu-west-1/Shop/')).length;
  }
  const check = (region: RegionalApi, fullyQualifiedDomainName: string, more: object = {}) =>
    new CfnHealthCheck(region, 'Check', { healthCheckConfig: { type: 'HTTPS', fullyQualifiedDomainName, ...more } });

  test.each<[string, (region: RegionalApi) => void, ApiGateway | undefined]>([
    ['of a REST API', region => check(region, `${region.restApi.restApiId}.execute-api.eu-west-1.amazonaws.com`), undefined],
    ['in a substitution', region => check(region, Fn.sub('${Api}.execute-api.${AWS::Region}.amazonaws.com', { Api: region.restApi.restApiId })), undefined],
    ['of an HTTP API', region => check(region, `${region.httpApi.apiId}.execute-api.eu-west-1.amazonaws.com`), ApiGateway.http()],
  ])('%s', (_, addCheck, gateway) => {
    expect(found(addCheck, gateway)).toBe(1);
  });

  test.each<[string, string | undefined, string]>([
    ['that guards nothing, which is warned of', undefined, 'ack: '],
    ['that guards another name, which is warned of', 'other.example.com', 'ack: '],
    ['that guards the name of the API, which is an error', DOMAIN.domainName, ''],
  ])('beside the API, %s', (_, name, ack) => {
    const app = new App();
    anApi({}, app);
    const stack = new Stack(app, 'Other', { env: { region: 'eu-west-1' } });
    const { ref } = new CfnRestApi(stack, 'Api', { name: 'other', disableExecuteApiEndpoint: true });
    const { attrHealthCheckId } = new CfnHealthCheck(stack, 'Check', { healthCheckConfig: { type: 'HTTPS', fullyQualifiedDomainName: `${ref}.execute-api.eu-west-1.amazonaws.com` } });
    if (name) {
      new CfnRecordSet(stack, 'Record', {
        hostedZoneId: DOMAIN.hostedZoneId, name, type: 'A', ttl: '60', resourceRecords: ['192.0.2.1'], region: 'sa-east-1', setIdentifier: 'old', healthCheckId: attrHealthCheckId,
      });
    }
    expect(messagesAtSynth(app)).toEqual([expect.stringContaining(`[${ack}cdk-multi-region-serverless-api:execute-api-checked-while-off]`)]);
  });

  test.each<[string, (region: RegionalApi) => void]>([
    ['one that is on', region => {
      (region.restApi.node.defaultChild as CfnRestApi).disableExecuteApiEndpoint = false;
      check(region, `${region.restApi.restApiId}.execute-api.eu-west-1.amazonaws.com`);
    }],
    ['one of another app', region => check(region, 'abcdefghij.execute-api.eu-west-1.amazonaws.com')],
    ['a check that is inverted', region => check(region, `${region.restApi.restApiId}.execute-api.eu-west-1.amazonaws.com`, { inverted: true })],
  ])('but not %s', (_, addCheck) => {
    expect(found(addCheck)).toBe(0);
  });
});

describe('a changed interval is found', () => {
  function found(recorded: Record<string, object>, health?: HealthCheck, change: (region: RegionalApi) => void = () => {}): string[] {
    const app = new App({ context: recordedChecks(recorded) });
    const api = anApi({ health }, app);
    api.regionalApis.forEach(change);
    addRouteEverywhere(api, 'GET', '/orders');
    return messagesAtSynth(app).map(message => message.replace(/: CloudFormation makes.*/, ''));
  }
  const quick = HealthCheck.shallow({ interval: Duration.seconds(10) });

  test('in the Regions that it was deployed to', () => {
    expect(found({ 'us-east-1': { interval: 30 }, 'eu-west-1': { interval: 10 } }, quick))
      .toEqual(['The health checks of Shop in us-east-1 were deployed with an interval of 30 seconds, and the app wants 10']);
  });

  test('as an override has it', () => {
    const override = (region: RegionalApi) => (region.node.findChild('Health').node.findChild('Endpoint').node.defaultChild as CfnHealthCheck)
      .addPropertyOverride('HealthCheckConfig.RequestInterval', 10);
    expect(found({ 'us-east-1': { interval: 10 }, 'eu-west-1': { interval: 10 } }, undefined, override)).toEqual([]);
  });

  test.each<[string, Record<string, object>, HealthCheck]>([
    ['where nothing is recorded', {}, quick],
    ['where no interval is', { 'us-east-1': { id: '8f6c2a1e-0000-4000-8000-00000000000a' } }, quick],
    ['in a Region that is gone', { 'sa-east-1': { interval: 30 } }, quick],
  ])('but not %s', (_, recorded, health) => {
    expect(found(recorded, health)).toEqual([]);
  });

  test('but not where nothing is asked any more', () => {
    expect(found({ 'us-east-1': { interval: 10 } }, HealthCheck.alarms(), region => region.addHealthAlarm(HealthAlarm.serverErrors(region)))).toEqual([]);
  });
});
