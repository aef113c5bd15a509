import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { InsufficientDataHealthStatusEnum } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { addRouteEverywhere, anApi, templateOf } from '../an-api';
import { HealthTree, Templates } from './health-tree';
import { Drain, HealthCheck, MultiRegionServerlessApi, RegionalApi } from '../../src';

const REGIONS = ['us-east-1', 'eu-west-1'];

function anAlarm(scope: Construct, id: string = 'Alarm', props: object = {}): Alarm {
  return new Alarm(scope, id, { metric: new Metric({ namespace: 'Shop', metricName: 'Backlog' }), threshold: 17, evaluationPeriods: 2, ...props });
}

function everywhere(api: MultiRegionServerlessApi, add: (region: RegionalApi) => void) {
  api.regionalApis.forEach(add);
  return api;
}

function checksOf(api: MultiRegionServerlessApi, region: string): any[] {
  return Object.values(templateOf(api, region).findResources('AWS::Route53::HealthCheck')).map(({ Properties }) => Properties);
}

function ofType(api: MultiRegionServerlessApi, type: string, region: string = 'eu-west-1'): any[] {
  return checksOf(api, region).filter(({ HealthCheckConfig }) => HealthCheckConfig.Type === type);
}

function treeOf(api: MultiRegionServerlessApi): HealthTree {
  const templates = api.regionalApis.map(({ region, stack }) => [region, Template.fromStack(stack).toJSON() as Templates[string]]);
  return new HealthTree(Object.fromEntries(templates));
}

/** The logical ID of the check that guards the Region's records. */
function guardOf(api: MultiRegionServerlessApi, region: string): string {
  const guards = treeOf(api).guardsOf(region);
  expect(guards).toHaveLength(1);
  return guards[0];
}

const followed = (props: object = {}) => everywhere(anApi(), region => region.addHealthAlarm(anAlarm(region, 'Backlog', props)));

describe('the check on a Region\'s records', () => {
  test('is the endpoint\'s while there is no other', () => {
    const api = anApi();
    const resource = templateOf(api, 'eu-west-1').toJSON().Resources[guardOf(api, 'eu-west-1')];
    expect(resource.Properties.HealthCheckConfig.Type).toBe('HTTPS');
  });

  test('is the only alarm\'s with HealthCheck.alarms()', () => {
    const api = everywhere(anApi({ health: HealthCheck.alarms() }), region => region.addHealthAlarm(anAlarm(region)));
    addRouteEverywhere(api, 'GET', '/orders');
    const resource = templateOf(api, 'eu-west-1').toJSON().Resources[guardOf(api, 'eu-west-1')];
    expect(resource.Properties.HealthCheckConfig.Type).toBe('CLOUDWATCH_METRIC');
    expect(ofType(api, 'CALCULATED')).toHaveLength(0);
  });

  test.each([1, 2, 5])('is calculated with %d alarms beside the endpoint, healthy while all of them are', count => {
    const api = everywhere(anApi(), region => {
      for (let i = 0; i < count; i++) region.addHealthAlarm(anAlarm(region, `Alarm${i}`));
    });
    const [calculated, ...others] = ofType(api, 'CALCULATED');
    expect(others).toEqual([]);
    expect(calculated.HealthCheckConfig.HealthThreshold).toBe(count + 1);
    expect(calculated.HealthCheckConfig.ChildHealthChecks).toHaveLength(count + 1);
    expect(templateOf(api, 'eu-west-1').toJSON().Resources[guardOf(api, 'eu-west-1')].Properties).toEqual(calculated);
  });

  test('has no calculated one among its children, with everything there is', () => {
    const api = everywhere(anApi({ drain: Drain.byPeers() }), region => region.addHealthAlarm(anAlarm(region)));
    const { Resources } = templateOf(api, 'us-east-1').toJSON();
    const children = Resources[guardOf(api, 'us-east-1')].Properties.HealthCheckConfig.ChildHealthChecks.map(({ Ref }: any) => Resources[Ref].Properties.HealthCheckConfig.Type);
    expect(children).toEqual(['HTTPS', 'HTTPS', 'CLOUDWATCH_METRIC']);
  });

  test('is what the Region shows and puts out', () => {
    const api = followed();
    const region = api.inRegion('eu-west-1');
    expect(region.stack.resolve(region.healthCheck.healthCheckId)).toEqual({ Ref: guardOf(api, 'eu-west-1') });
    templateOf(api, 'eu-west-1').hasOutput('ShopHealthCheckId', { Value: { Ref: guardOf(api, 'eu-west-1') } });
  });

  test('is the right one for alarms that come after the records', () => {
    const app = new App();
    const api = anApi({}, app);
    const before = guardOf(anApi(), 'us-east-1');
    api.inRegion('us-east-1').addHealthAlarm(anAlarm(api.inRegion('us-east-1')));
    expect(guardOf(api, 'us-east-1')).not.toBe(before);
    expect(guardOf(api, 'eu-west-1')).toBe(before);
  });

  test('is out of service if and only if one of its checks is', () => {
    const api = everywhere(anApi(), region => ['One', 'Two'].forEach(id => region.addHealthAlarm(anAlarm(region, id))));
    const tree = treeOf(api);
    const alarms = REGIONS.flatMap(region => tree.checksOf(region)
      .flatMap(([, { AlarmIdentifier }]) => AlarmIdentifier ? [`${region}/${AlarmIdentifier.Name.Ref}`] : []));
    expect(alarms).toHaveLength(4);
    fc.assert(fc.property(fc.subarray(REGIONS), fc.subarray(alarms), (up, raised) => {
      const inService = REGIONS.filter(region => up.includes(region) && !raised.some(alarm => alarm.startsWith(region)));
      expect(tree.healthyRegions({ up, raised, switch: {} })).toEqual(inService);
    }));
  });

  test('has 255 children at most', () => {
    const region = anApi().inRegion('us-east-1');
    for (let i = 1; i < 255; i++) region.addHealthAlarm(anAlarm(region, `Alarm${i}`));
    expect(() => region.addHealthAlarm(anAlarm(region, 'OneMore'))).toThrow(
      'A Region must have at most 255 health checks, the children that a calculated one may have, got: 256');
  });
});

describe('an alarm\'s check', () => {
  test('names the alarm and its Region', () => {
    const [{ HealthCheckConfig, HealthCheckTags }] = ofType(followed(), 'CLOUDWATCH_METRIC');
    expect(HealthCheckConfig).toEqual({
      Type: 'CLOUDWATCH_METRIC',
      AlarmIdentifier: { Name: { Ref: expect.stringMatching(/^ShopBacklog/) }, Region: 'eu-west-1' },
      InsufficientDataHealthStatus: 'Healthy',
      Inverted: false,
    });
    expect(HealthCheckTags).toEqual([{ Key: 'Name', Value: 'Shop-eu-west-1-Backlog' }]);
  });

  test.each([
    [undefined, 'Healthy'],
    [TreatMissingData.MISSING, 'Healthy'],
    [TreatMissingData.NOT_BREACHING, 'Healthy'],
    [TreatMissingData.BREACHING, 'Unhealthy'],
    [TreatMissingData.IGNORE, 'LastKnownStatus'],
  ])('lacking data is what an alarm that treats missing data as %s comes to: %s', (treatMissingData, status) => {
    const [{ HealthCheckConfig }] = ofType(followed({ treatMissingData }), 'CLOUDWATCH_METRIC');
    expect(HealthCheckConfig.InsufficientDataHealthStatus).toBe(status);
  });

  test('lacking data is what `insufficientData` says, whatever the alarm does', () => {
    const api = everywhere(anApi(), region => region.addHealthAlarm(anAlarm(region, 'Backlog', { treatMissingData: TreatMissingData.BREACHING }),
      { insufficientData: InsufficientDataHealthStatusEnum.LAST_KNOWN_STATUS }));
    expect(ofType(api, 'CLOUDWATCH_METRIC')[0].HealthCheckConfig.InsufficientDataHealthStatus).toBe('LastKnownStatus');
  });

  test('is named after the constructs around the alarm, in the Region or beside it', () => {
    const app = new App();
    const stacks = REGIONS.map(region => new Stack(app, region, { env: { region } }));
    const api = everywhere(anApi({ stacks }, app), region => {
      region.addHealthAlarm(anAlarm(new Construct(region, 'Orders')));
      region.addHealthAlarm(anAlarm(new Construct(region, 'Baskets')));
      region.addHealthAlarm(anAlarm(new Construct(region.stack, 'Queue')));
    });
    expect(ofType(api, 'CLOUDWATCH_METRIC').map(({ HealthCheckTags }) => HealthCheckTags[0].Value)).toEqual([
      'Shop-eu-west-1-Orders-Alarm', 'Shop-eu-west-1-Baskets-Alarm', 'Shop-eu-west-1-Queue-Alarm',
    ]);
  });

  test('is refused a second time', () => {
    const region = anApi().inRegion('us-east-1');
    const alarm = anAlarm(region);
    region.addHealthAlarm(alarm);
    expect(() => region.addHealthAlarm(alarm)).toThrow('`alarm` must be added once, got: "Shop/us-east-1/Shop/Alarm"');
  });
});

describe('Route 53 has a copy of an alarm\'s settings, so that', () => {
  const idOf = (props: object, scope?: Construct) => {
    const api = everywhere(anApi({}, scope), region => region.addHealthAlarm(anAlarm(region, 'Backlog', props)));
    const { Resources } = templateOf(api, 'eu-west-1').toJSON();
    return Object.keys(Resources).find(id => Resources[id].Properties.HealthCheckConfig?.Type === 'CLOUDWATCH_METRIC')!;
  };
  const metric = (props: object) => ({ metric: new Metric({ namespace: 'Shop', metricName: 'Backlog', ...props }) });

  test.each([
    ['threshold', { threshold: 18 }],
    ['evaluation periods', { evaluationPeriods: 4 }],
    ['comparison', { comparisonOperator: 'LessThanThreshold' }],
    ['statistic', metric({ statistic: 'Maximum' })],
    ['metric', metric({ metricName: 'Errors' })],
    ['dimensions', metric({ dimensionsMap: { Queue: 'orders' } })],
  ])('another %s makes another check', (_, props) => {
    expect(idOf(props)).not.toBe(idOf({}));
  });

  test.each([
    ['description', { alarmDescription: 'Too many' }],
    ['treatment of missing data, which is the check\'s own', { treatMissingData: TreatMissingData.IGNORE }],
  ])('another %s makes none', (_, props) => {
    expect(idOf(props)).toBe(idOf({}));
  });

  test('the id is the same in every Region, also for an alarm on something with the Region\'s name', () => {
    const api = everywhere(anApi({ regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }), region => region.addHealthAlarm(
      anAlarm(region, 'Backlog', metric({ dimensionsMap: { Queue: `orders-${region.region}` } }))));
    const templates = api.regionalApis.map(({ region, stack }) => JSON.stringify(Template.fromStack(stack).toJSON()).replaceAll(region, '<Region>'));
    expect(new Set(templates).size).toBe(1);
  });

  test('changes that are made after `addHealthAlarm()` count', () => {
    const api = anApi();
    const region = api.inRegion('eu-west-1');
    const alarm = anAlarm(region, 'Backlog');
    region.addHealthAlarm(alarm);
    (alarm.node.defaultChild as any).threshold = 99;
    const { Resources } = templateOf(api, 'eu-west-1').toJSON();
    expect(Object.keys(Resources)).not.toContain(idOf({}));
  });
});

describe('HealthCheck.alarms()', () => {
  test('fails the synthesis in a Region without an alarm', () => {
    const app = new App();
    const api = anApi({ health: HealthCheck.alarms() }, new Stage(app, 'Prod', { env: { account: '123456789012' } }));
    api.inRegion('us-east-1').addHealthAlarm(anAlarm(api.inRegion('us-east-1')));
    expect(() => app.synth()).toThrow(/`HealthCheck.alarms\(\)` needs an alarm in every Region, and eu-west-1 has none/);
  });

  test('has the time of the slowest alarm as its failover time', () => {
    const api = everywhere(anApi({ health: HealthCheck.alarms() }), region => {
      region.addHealthAlarm(anAlarm(region, 'Slow', { evaluationPeriods: 5 })); // of five minutes each
      region.addHealthAlarm(anAlarm(region, 'Quick', { evaluationPeriods: 1 }));
    });
    expect(api.failoverTime.toSeconds()).toBe(5 * 300 + 60);
  });

  test('names its checks after what it is told', () => {
    const api = everywhere(anApi({ health: HealthCheck.alarms({ name: 'shop-front' }) }), region => region.addHealthAlarm(anAlarm(region)));
    addRouteEverywhere(api, 'GET', '/orders');
    expect(checksOf(api, 'us-east-1')[0].HealthCheckTags).toEqual([{ Key: 'Name', Value: 'shop-front-us-east-1-Alarm' }]);
  });
});
