/** @cdk-validation */
import { App, Duration, SecretValue, Size } from 'aws-cdk-lib';
import { IpAddressType, JsonSchemaType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Continent, GeoLocation } from 'aws-cdk-lib/aws-route53';
import * as fc from 'fast-check';
import { aFunction } from './an-api';
import { circleIn } from './template-circle';
import {
  AccessLogs, ApiDomain, ApiGateway, Authorizer, Consistency, CorsSettings, Drain, GlobalTableEncryption, GlobalTableProps, GradualDeployment,
  HealthAlarm, HealthCheck, MultiRegionServerlessApi, RegionalApi, RequestValidation, RouteOptions, Routing, Standby,
} from '../src';

/** A valid value most of the time, else one that is near it. */
const mostly = <T>(valid: fc.Arbitrary<T>, ...strange: T[]) =>
  fc.oneof({ weight: 29, arbitrary: valid }, { weight: 1, arbitrary: fc.constantFrom(...strange) });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const SETS = [['us-east-1', 'us-west-2'], ['us-east-1', 'us-east-2', 'us-west-2'], ['eu-west-1', 'us-east-1', 'sa-east-1']];
const regions = mostly(
  fc.oneof(
    fc.constantFrom(...SETS),
    fc.uniqueArray(fc.constantFrom('us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1', 'af-south-1'), { minLength: 2, maxLength: 4 }),
  ),
  [], ['eu-west-1'], ['eu-west-1', 'eu-west-1'], ['us-east-1', 'eu-west-11'], ['us-east-1', 'cn-north-1'],
);
const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const path = mostly(
  fc.array(fc.oneof(label, fc.constant('{id}')), { maxLength: 3 }).map(parts => `/${parts.join('/')}`),
  '', 'orders', '/orders/', '/{proxy+}/x', '/health', '/health/drained/x', '/a b',
);

/** By the Region's name, for all of the API's or, rarely, not. */
type ByRegion = 'all' | 'missing' | 'strange';
const byRegion = mostly<ByRegion>(fc.constant('all' as const), 'missing', 'strange');
function eachOf<T>(names: string[], how: ByRegion, value: (region: string) => T): { [region: string]: T } {
  const given = how === 'missing' ? names.slice(1) : names;
  return Object.fromEntries([...given, ...how === 'strange' ? ['mars-north-1'] : []].map(region => [region, value(region)]));
}

const domain = fc.record({
  domainName: mostly(label.map(name => `${name}.example.com`), 'example.com', 'Example.com', 'https://a.example.com', '*.example.com', 'a.example.org', 'a.example.com.'),
  basePath: maybe(mostly(fc.constantFrom('shop', 'shop/v1'), '', '/shop', 'shop/', '(none)')),
  hostedZoneRoleArn: maybe(mostly(fc.constant('arn:aws:iam::210987654321:role/records'), 'records', 'arn:aws:iam::210987654321:user/records')),
  certificates: maybe(byRegion),
  securityPolicy: maybe(mostly(
    fc.constantFrom(SecurityPolicy.TLS_1_2, SecurityPolicy.TLS13_1_2_PQ_2025_09),
    SecurityPolicy.TLS_1_0, SecurityPolicy.TLS13_1_3_2025_09,
  )),
  ipAddressType: maybe(fc.constantFrom(IpAddressType.IPV4, IpAddressType.DUAL_STACK)),
  truststores: maybe(byRegion),
});

const throttle = maybe(mostly(
  fc.record({ rateLimit: fc.integer({ min: 0, max: 9 }), burstLimit: fc.integer({ min: 0, max: 9 }) }),
  { rateLimit: -1, burstLimit: 1 }, { rateLimit: 1, burstLimit: 1.5 },
));
const cors = maybe(mostly<CorsSettings>(
  fc.record({ allowOrigins: fc.constantFrom(['*'], ['https://a.example'], ['https://a.example', 'https://b.example']), maxAge: fc.constantFrom(undefined, Duration.hours(1)) }),
  { allowOrigins: [] }, { allowOrigins: ['*'], allowCredentials: true }, { allowOrigins: ['a.example/x'] }, { allowOrigins: ['*'], maxAge: Duration.days(2) },
));
const shared = { throttle, cors, logs: fc.boolean(), detailedMetrics: maybe(fc.boolean()) };
const gateway = fc.record({
  ...shared,
  kind: fc.constantFrom('rest' as const, 'http' as const),
  tracing: maybe(fc.boolean()),
  keyLength: maybe(mostly(fc.integer({ min: 20, max: 128 }), 19, 129)),
  minCompressionSize: maybe(mostly(fc.constantFrom(Size.bytes(0), Size.mebibytes(10)), Size.mebibytes(11))),
  binaryMediaTypes: maybe(mostly<string[]>(fc.constantFrom<string[]>(['*/*'], ['image/png', 'image/gif']), ['png'], ['image/png', 'image/png'])),
});

const routing = fc.record({
  kind: fc.constantFrom('latency' as const, 'activePassive' as const, 'weighted' as const, 'geolocation' as const),
  first: mostly<string | undefined>(fc.constant(undefined), 'mars-north-1'),
  weights: byRegion,
  weight: mostly(fc.integer({ min: 1, max: 255 }), 0, 256, 1.5),
  location: mostly(fc.constantFrom(GeoLocation.continent(Continent.EUROPE), GeoLocation.country('DE')), GeoLocation.default()),
});
const standby = maybe(fc.record({
  kind: fc.constantFrom('host' as const, 'alias' as const),
  name: mostly(fc.constantFrom('fallback.example.net', 'd111.cloudfront.net'), 'https://example.net', 'us-east-1.example.com', ''),
}));
const health = fc.record({
  kind: fc.constantFrom('shallow' as const, 'deep' as const, 'deep' as const, 'custom' as const, 'alarms' as const),
  path: mostly(fc.constantFrom('/health', '/alive', '/a/b'), 'alive', '/{id}'),
  interval: mostly(fc.constantFrom(10, 30), 0, 20),
  failureThreshold: mostly(fc.integer({ min: 1, max: 10 }), 0, 11, 2.5),
  checkerRegions: maybe(mostly<string[]>(fc.constant(['us-east-1', 'eu-west-1', 'sa-east-1']), ['us-east-1'], ['us-east-1', 'eu-west-1', 'eu-central-1'])),
  alarm: fc.constantFrom('none' as const, 'errors' as const, 'latency' as const),
  answered: mostly(fc.constant(true), false),
});

const table = fc.record({
  id: mostly(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{2,20}$/), 'a b', 'x/y', 'DrainSwitch'),
  sorted: fc.boolean(),
  index: maybe(mostly(fc.stringMatching(/^[a-z]{3,10}$/), 'ab', 'by day')),
  localIndex: maybe(mostly(fc.stringMatching(/^[A-Z]{3,10}$/), 'AB')),
  expires: maybe(fc.constant('expiresAt')),
  consistency: fc.constantFrom(undefined, undefined, 'eventual' as const, 'strong' as const),
  witness: maybe(fc.constantFrom('us-east-2', 'us-east-1')),
  encryption: fc.constantFrom(undefined, 'owned' as const, 'managed' as const, 'own' as const, 'existing' as const),
  keys: byRegion,
  capped: maybe(mostly(fc.constant(0), 9)),
});

const route = fc.record({
  method: mostly(fc.constantFrom('GET', 'POST', 'ANY', 'DELETE'), 'get', 'FETCH', 'OPTIONS'),
  path,
  throttle,
  authorizer: fc.constantFrom(undefined, undefined, 'none' as const, 'iam' as const, 'jwt' as const, 'cognito' as const, 'lambdaToken' as const, 'lambdaRequest' as const),
  validation: maybe(fc.constantFrom('body' as const, 'parameters' as const)),
  apiKeyRequired: maybe(fc.boolean()),
  missingIn: maybe(mostly(fc.constant(-1), 0, 1)),
});

const deployment = maybe(fc.record({
  kind: fc.constantFrom('canary' as const, 'linear' as const, 'allAtOnce' as const),
  percent: mostly(fc.integer({ min: 1, max: 99 }), 0, 100, 7.5),
  minutes: mostly(fc.integer({ min: 1, max: 29 }), 0, 2881, 0.5),
  maxErrors: maybe(mostly(fc.integer({ min: 0, max: 9 }), -1, 0.5)),
  alarmed: fc.constantFrom('no' as const, 'no' as const, 'literally' as const, 'by the stage' as const),
}));

const anything = fc.record({
  id: mostly(fc.stringMatching(/^[A-Z][A-Za-z0-9-]{0,20}$/), '1st', 'a_b'),
  regions,
  domain,
  gateway,
  routing,
  standby,
  health,
  drained: fc.boolean(),
  operated: fc.constantFrom('no' as const, 'no' as const, 'first' as const, 'last' as const),
  deployment,
  routes: fc.array(route, { maxLength: 3 }),
  tables: fc.array(table, { maxLength: 2 }),
});
type Anything = typeof anything extends fc.Arbitrary<infer T> ? T : never;

/** What rules so much out that chance would seldom leave it: one of the two goes, most of the time. */
const compatible = fc.tuple(anything, fc.integer({ min: 1, max: 20 })).map(([props, chance]): Anything => chance === 1 ? props : {
  ...props,
  domain: {
    ...props.domain,
    ...props.health.kind !== 'alarms' && { truststores: undefined },
    ...(props.gateway.kind === 'http' || props.domain.truststores) && { securityPolicy: undefined },
  },
  gateway: { ...props.gateway, logs: props.gateway.logs || props.gateway.kind === 'http' || props.health.alarm === 'latency' },
  drained: props.drained && props.health.kind === 'deep',
  health: {
    ...props.health,
    kind: props.gateway.kind === 'http' && props.health.kind === 'shallow' ? 'deep' : props.health.kind,
    alarm: props.health.kind === 'alarms' && props.health.alarm === 'none' ? 'errors' : props.health.alarm,
  },
  routes: props.routes.map(({ authorizer, validation, apiKeyRequired, ...others }) => ({
    ...others,
    authorizer: authorizer === (props.gateway.kind === 'http' ? 'lambdaToken' : 'jwt') ? undefined : authorizer,
    validation: props.gateway.kind === 'http' ? undefined : validation,
    apiKeyRequired: props.gateway.kind === 'http' || props.gateway.keyLength === undefined ? undefined : apiKeyRequired,
  })),
  tables: props.tables.map(({ consistency, localIndex, sorted, ...others }) => ({
    ...others,
    sorted,
    localIndex: sorted ? localIndex : undefined,
    consistency: SETS.slice(0, 2).some(set => set.join() === props.regions.join()) ? consistency : undefined,
  })),
});

function build(app: App, props: Anything) {
  const { id, health: { alarm, answered, kind, path: healthPath }, drained, operated, routes, tables } = props;
  const api = new MultiRegionServerlessApi(app, id, {
    regions: props.regions,
    domain: domainOf(props),
    gateway: gatewayOf(props),
    routing: routingOf(props),
    standby: standbyOf(props),
    health: healthOf(props),
    drain: drained ? Drain.byPeers() : undefined,
  });
  if (operated === 'first') api.addOperations();
  tables.forEach(each => api.addGlobalTable(each.id, tableOf(each, props.regions)));
  api.regionalApis.forEach((region, i) => {
    const handler = aFunction(region);
    const deployed = deploymentOf(region, props);
    if (kind === 'custom' && answered) region.addRoute('GET', healthPath, handler, { deployment: deployed });
    for (const { method, path: at, missingIn, ...options } of routes) {
      if (missingIn !== i) region.addRoute(method, at, handler, { ...optionsOf(region, options, props), deployment: deployed });
    }
    if (alarm !== 'none') {
      region.addHealthAlarm(alarm === 'errors' ? HealthAlarm.serverErrors(region) : HealthAlarm.latency(region, { threshold: Duration.seconds(1) }));
    }
  });
  if (operated === 'last') api.addOperations();
}

function deploymentOf(region: RegionalApi, { deployment: chosen }: Anything): GradualDeployment | undefined {
  if (!chosen) return undefined;
  const { kind, percent, minutes, maxErrors, alarmed } = chosen;
  const stage = alarmed === 'literally' ? 'prod' : region._gateway.restApi?.deploymentStage.stageName;
  const metric = new Metric({ namespace: 'AWS/ApiGateway', metricName: 'Latency', dimensionsMap: stage ? { Stage: stage } : undefined });
  const alarms = alarmed === 'no' ? [] : [metric.createAlarm(region, 'Slow', { threshold: 900, evaluationPeriods: 2 })];
  switch (kind) {
    case 'canary': return GradualDeployment.canary({ percent, duration: Duration.minutes(minutes), maxErrors, alarms });
    case 'linear': return GradualDeployment.linear({ percent, interval: Duration.minutes(minutes), maxErrors, alarms });
    case 'allAtOnce': return GradualDeployment.allAtOnce();
  }
}

function domainOf({ regions: names, domain: { certificates, truststores, ...others } }: Anything): ApiDomain {
  return {
    ...others,
    hostedZoneId: 'Z0123',
    zoneName: 'example.com',
    certificateArns: certificates && eachOf(names, certificates, region => `arn:aws:acm:${region}:111122223333:certificate/one`),
    mutualTls: truststores && { truststoreUris: eachOf(names, truststores, region => `s3://trust-${region}/authorities.pem`) },
  };
}

function gatewayOf({ gateway: { kind, logs, keyLength, throttle: limit, cors: pages, detailedMetrics, ...rest } }: Anything): ApiGateway {
  const options = { throttle: limit, cors: pages, detailedMetrics, accessLogs: logs ? AccessLogs.cloudWatch() : undefined };
  if (kind === 'http') return ApiGateway.http(options);
  const key = (name: string) => ({ name, value: SecretValue.unsafePlainText(name.padEnd(keyLength!, '0')) });
  return ApiGateway.rest({ ...options, ...rest, usagePlans: keyLength === undefined ? undefined : [{ name: 'gold', apiKeys: [key('acme')] }] });
}

function routingOf({ regions: names, routing: { kind, first = names[0], weights, weight, location } }: Anything): Routing {
  switch (kind) {
    case 'latency': return Routing.latency();
    case 'activePassive': return Routing.activePassive({ primary: first });
    case 'weighted': return Routing.weighted(eachOf(names, weights, () => weight));
    case 'geolocation': return Routing.geolocation({ locations: names.length > 0 ? { [names[0]]: [location] } : {}, defaultRegion: first });
  }
}

function standbyOf({ standby: chosen }: Anything): Standby | undefined {
  if (!chosen) return undefined;
  return chosen.kind === 'host' ? Standby.host(chosen.name) : Standby.alias({ dnsName: chosen.name, hostedZoneId: 'Z2FDTNDATAQYW2' });
}

function healthOf({ health: { kind, path: at, interval, failureThreshold, checkerRegions } }: Anything): HealthCheck {
  return kind === 'alarms' ? HealthCheck.alarms() : HealthCheck[kind]({ path: at, interval: Duration.seconds(interval), failureThreshold, checkerRegions });
}

function tableOf({ sorted, index, localIndex, expires, capped, ...chosen }: Anything['tables'][number], names: string[]): GlobalTableProps {
  const witness = names.length === 2 ? 'us-east-2' : chosen.witness;
  const strong = () => Consistency.strong({ witness: chosen.witness && witness });
  const encryption = {
    owned: GlobalTableEncryption.dynamoOwnedKey,
    managed: GlobalTableEncryption.awsManagedKey,
    own: GlobalTableEncryption.customerManagedKeys,
    existing: () => GlobalTableEncryption.existingKeys(eachOf(names, chosen.keys, region => `arn:aws:kms:${region}:111122223333:key/one`)),
  };
  return {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    sortKey: sorted ? { name: 'at', type: AttributeType.NUMBER } : undefined,
    globalSecondaryIndexes: index ? [{ indexName: index, partitionKey: { name: 'other', type: AttributeType.NUMBER } }] : undefined,
    localSecondaryIndexes: localIndex ? [{ indexName: localIndex, sortKey: { name: 'third', type: AttributeType.BINARY } }] : undefined,
    timeToLiveAttribute: expires,
    consistency: chosen.consistency && (chosen.consistency === 'strong' ? strong() : Consistency.eventual()),
    encryption: chosen.encryption && encryption[chosen.encryption](),
    replicas: capped === undefined ? undefined : [{ region: names[capped] ?? 'mars-north-1', maxReadRequestUnits: 7 }],
  };
}

function optionsOf(region: RegionalApi, { validation, authorizer, ...others }: Omit<Anything['routes'][number], 'method' | 'path' | 'missingIn'>,
  { gateway: { kind } }: Anything): RouteOptions {
  const judge = () => region.node.tryFindChild('Judge') as ReturnType<typeof aFunction> | undefined ?? aFunction(region, 'Judge');
  const authorizers = {
    none: () => Authorizer.none(),
    iam: () => Authorizer.iam(),
    jwt: () => Authorizer.jwt('jwt', { issuer: 'https://login.example.com', audience: ['us'] }),
    cognito: () => Authorizer.cognito('users', {
      userPoolArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Users', clientIds: kind === 'http' ? ['one'] : undefined,
    }),
    lambdaToken: () => Authorizer.lambdaToken('token', judge()),
    lambdaRequest: () => Authorizer.lambdaRequest('request', judge()),
  };
  const validations = {
    body: () => RequestValidation.body({ type: JsonSchemaType.OBJECT }),
    parameters: () => RequestValidation.parameters('querystring.page'),
  };
  return { ...others, authorizer: authorizer && authorizers[authorizer](), requestValidation: validation && validations[validation]() };
}

/** One sentence of this library: the prop or thing, the rule, what it got. */
const REFUSAL = new RegExp('^(`[^`\\n]+`|Each of|A route|A web ACL|A Region|Tables of one \\w+|Indexes of \\S+|A table name|An index name|A table and its index'
  + '|The certificate of|The weights of|Point-in-time recovery)[^\\n]* got: [^\\n]+$');

/** What did not happen, as CDK reports it at synthesis: a line with the construct in brackets, for each violation. */
const BREACH = new RegExp('^ {2}\\[[^\\]]+\\] (.*: .* \\[cdk-multi-region-serverless-api:(route-missing-in-a-region|health-route-missing|region-without-health-check|alarm-waits-for-deployment)\\]'
  + '|The REST API doesn\'t contain any methods' // CDK's own
  + '|ANY \\S+ has an authorizer, which refuses the preflight requests .*|.* must have an API key, but there is no usage plan: .*)$');

/** What became of it: the sentence that refuses it, or nothing. */
function refusalOf(app: App, props: Anything): 'synthesized' | 'refused' | 'violationed' {
  try {
    build(app, props);
  } catch (error) {
    expect((error as Error).message).toMatch(REFUSAL);
    return 'refused';
  }
  try {
    app.synth();
    return 'synthesized';
  } catch (error) {
    const [title, ...violationes] = (error as Error).message.split('\n');
    expect(title).toMatch(/^Validation failed with the following errors:/);
    violationes.forEach(violation => expect(violation).toMatch(BREACH));
    expect(new Set(violationes).size).toBe(violationes.length);
    expect(violationes.length).toBeGreaterThan(0);
    return 'violationed';
  }
}

/** Without the names of Regions, and without their quotas of API Gateway, which alarms know. */
function withoutRegions(template: object, names: string[]): unknown {
  const text = names.reduce((rest, region) => rest.replaceAll(region, '<Region>').replaceAll(region.replaceAll('-', ''), '<Region>'), JSON.stringify(template));
  const same = JSON.parse(text.replace(/the (2500|10000) a second/g, 'the quota a second'));
  const alarms = Object.values<any>(same.Resources).filter(({ Properties }) => /-RequestRate$/.test(Properties?.AlarmName));
  alarms.forEach(({ Properties }) => { delete Properties.Threshold; });
  return same;
}

test('any props either synthesize or give one clear error', () => {
  const outcomes = { synthesized: 0, refused: 0, violationed: 0 };
  fc.assert(fc.property(compatible, props => {
    const app = new App({ analyticsReporting: false, treeMetadata: false, context: { 'aws:cdk:disable-stack-trace': true } });
    const outcome = refusalOf(app, props);
    outcomes[outcome]++;
    if (outcome !== 'synthesized') return;
    const { stacks } = app.synth();
    const names = stacks.map(({ stackName }) => stackName);
    expect(names).toEqual(expect.arrayContaining(props.regions.map(region => `${props.id}-${region}`)));
    if (props.routing.kind === 'latency') { // other policies give Regions weights and locations of their own
      const regional = stacks.filter(({ stackName }) => props.regions.some(region => stackName === `${props.id}-${region}`));
      const [first, ...others] = regional.map(({ template }) => withoutRegions(template, props.regions));
      others.forEach(other => expect(other).toEqual(first));
    }
    for (const { template } of stacks) {
      expect(circleIn(template)).toBeUndefined();
      expect(JSON.stringify(template.Resources ?? {})).not.toMatch(/Fn::ImportValue|AWS::SSM|\$\{Token\[|undefined/);
    }
  }), { numRuns: 50 });
  expect(Math.min(outcomes.synthesized, outcomes.refused + outcomes.violationed)).toBeGreaterThan(7); // both sides are tried
});
