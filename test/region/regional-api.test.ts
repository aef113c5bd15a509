import { Match, Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { ApiGateway, Authorizer } from '../../src';
import { aFunction, anApi, onlyResource, templateOf } from '../an-api';

const POOL = 'arn:aws:cognito-idp:sa-east-1:111122223333:userpool/sa-east-1_aBc';
const template = templateOf(anApi(), 'eu-west-1');
const NAMES = ['hello.example.com', 'eu-west-1.hello.example.com'];

test('the REST API is regional and dual-stack, and its execute-api endpoint is off', () => {
  expect(onlyResource(anApi().inRegion('eu-west-1'), 'AWS::ApiGateway::RestApi')).toEqual({
    Name: 'Shop',
    EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'dualstack' },
    DisableExecuteApiEndpoint: true,
  });
});

test('no account-wide CloudWatch role is claimed', () => {
  template.resourceCountIs('AWS::ApiGateway::Account', 0);
});

test('the certificate is for the shared and the regional name, validated by DNS', () => {
  expect(onlyResource(anApi().inRegion('eu-west-1'), 'AWS::CertificateManager::Certificate')).toMatchObject({
    DomainName: 'hello.example.com',
    SubjectAlternativeNames: ['eu-west-1.hello.example.com'],
    ValidationMethod: 'DNS',
    DomainValidationOptions: NAMES.map(DomainName => ({ DomainName, HostedZoneId: 'Z0123456789ABC' })),
  });
});

test.each(NAMES)('%s is a regional, dual-stack domain name with a mapping to the API', DomainName => {
  template.hasResourceProperties('AWS::ApiGateway::DomainName', {
    DomainName,
    SecurityPolicy: 'TLS_1_2',
    EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'dualstack' },
  });
  const [id] = Object.keys(template.findResources('AWS::ApiGateway::DomainName', { Properties: { DomainName } }));
  template.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { DomainName: { Ref: id }, Stage: { Ref: Match.stringLikeRegexp('Stage') } });
});

test.each(['A', 'AAAA'])('the %s latency record carries an explicit set identifier and the health check', Type => {
  const [healthCheckId] = Object.keys(template.findResources('AWS::Route53::HealthCheck'));
  template.hasResourceProperties('AWS::Route53::RecordSet', {
    Name: 'hello.example.com.',
    Type,
    Region: 'eu-west-1',
    SetIdentifier: 'eu-west-1',
    HealthCheckId: { Ref: healthCheckId },
    AliasTarget: { DNSName: { 'Fn::GetAtt': [Match.stringLikeRegexp('DomainShared'), 'RegionalDomainName'] } },
  });
});

test.each(['A', 'AAAA'])('the %s record of the regional name is in no set and has no health check', Type => {
  template.hasResourceProperties('AWS::Route53::RecordSet', {
    Name: 'eu-west-1.hello.example.com.',
    Type,
    Region: Match.absent(),
    SetIdentifier: Match.absent(),
    HealthCheckId: Match.absent(),
    AliasTarget: { DNSName: { 'Fn::GetAtt': [Match.stringLikeRegexp('DomainRegional'), 'RegionalDomainName'] } },
  });
});

test('the real CDK constructs are there to be extended', () => {
  const region = anApi().inRegion('eu-west-1');
  expect(region.restApi.restApiName).toBe('Shop');
  expect(region.domainName.domainName).toBeDefined();
  expect(region.regionalDomainName.domainName).toBeDefined();
  expect(region.healthCheck.healthCheckId).toBeDefined();
  expect([region.stack.region, region.url, region.regionalUrl])
    .toEqual(['eu-west-1', 'https://hello.example.com', 'https://eu-west-1.hello.example.com']);
});

test.each(['AWS::ApiGateway::BasePathMapping', 'AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment', 'AWS::ApiGateway::Method', 'AWS::Lambda::Permission'])(
  'the records come after every %s, for a new health check counts as healthy', type => {
    const { Resources: resources } = template.toJSON();
    const reached = new Set<string>();
    const reach = (id: string) => {
      if (!resources[id] || reached.has(id)) return;
      reached.add(id);
      const references = JSON.stringify(resources[id]).matchAll(/"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"/g);
      [...[...references].map(([, ref, getAtt]) => ref ?? getAtt), ...resources[id].DependsOn ?? []].forEach(reach);
    };
    Object.keys(resources).filter(id => resources[id].Type === 'AWS::Route53::RecordSet').forEach(reach);
    const wanted = Object.keys(resources).filter(id => resources[id].Type === type);
    expect(wanted.length).toBeGreaterThan(0);
    expect([...reached]).toEqual(expect.arrayContaining(wanted));
  });

test('the checkers come after the name that they ask for', () => {
  const [healthCheck] = Object.values(template.findResources('AWS::Route53::HealthCheck'));
  expect(healthCheck.DependsOn).toEqual(expect.arrayContaining(Object.keys(template.findResources('AWS::ApiGateway::BasePathMapping'))));
});

test('the two domain names are created one after the other, since API Gateway allows an account one every 30 seconds', () => {
  const [regional] = Object.values(template.findResources('AWS::ApiGateway::DomainName', { Properties: { DomainName: 'eu-west-1.hello.example.com' } }));
  const [sharedId] = Object.keys(template.findResources('AWS::ApiGateway::DomainName', { Properties: { DomainName: 'hello.example.com' } }));
  expect(regional.DependsOn).toContain(sharedId);
});

describe.each([['REST', ApiGateway.rest()], ['HTTP', ApiGateway.http()]])('useAuthorizer() of a %s API', (_, gateway) => {
  test('says who may call the routes that say nothing of it', () => {
    const region = anApi({ gateway }).inRegion('eu-west-1');
    region.useAuthorizer(Authorizer.iam());
    region.addRoute('GET', '/orders', aFunction(region, 'A'), { regional: true });
    region.addRoute('GET', '/open', aFunction(region, 'B'), { regional: true, authorizer: Authorizer.none() });
    const types = ['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route'];
    const found = types.flatMap(type => Object.entries(Template.fromStack(region.stack).findResources(type)));
    const authorizationOf = (path: string) => found.filter(([id]) => id.includes(`GET${path}`) || id.includes(`${path}GET`)).map(([, { Properties }]) => Properties.AuthorizationType);
    expect([authorizationOf('orders'), authorizationOf('open'), authorizationOf('health')]).toEqual([['AWS_IAM'], ['NONE'], ['NONE']]);
  });

  test('comes before the first route', () => {
    const region = anApi({ gateway }).inRegion('eu-west-1');
    region.addRoute('GET', '/orders', aFunction(region));
    expect(() => region.useAuthorizer(Authorizer.iam())).toThrow('`useAuthorizer()` must come before the first route, got: ["GET /orders"]. '
      + 'Give routes an `authorizer` of their own otherwise');
  });

  test.each([undefined, null, {}])('is refused what `Authorizer` does not make, which would leave routes open: %s', authorizer => {
    const region = anApi({ gateway }).inRegion('eu-west-1');
    const message = `\`authorizer\` must be made by \`Authorizer\`, got: ${JSON.stringify(authorizer)}. Give \`Authorizer.none()\` for everybody`;
    expect(() => region.useAuthorizer(authorizer as any)).toThrow(message);
    if (authorizer === undefined) return;
    expect(() => region.addRoute('GET', '/orders', aFunction(region), { authorizer: authorizer as any })).toThrow(message);
  });

  test.each<[string, (pool: UserPool) => Authorizer]>([
    ['its ARN', pool => Authorizer.cognito('users', { userPoolArn: pool.userPoolArn, clientIds: ['client'] })],
    ['its clients', pool => Authorizer.cognito('users', { userPoolArn: POOL, clientIds: [pool.addClient('Web').userPoolClientId] })],
    ['its URL', pool => Authorizer.jwt('users', { issuer: pool.userPoolProviderUrl, audience: ['shop'] })],
  ])('takes no user pool of another stack: %s', (_what, authorizer) => {
    const [elsewhere, region] = anApi({ gateway }).regionalApis;
    expect(() => region.useAuthorizer(authorizer(new UserPool(elsewhere, 'Users'))))
      .toThrow(/^`(userPoolArn|clientIds|issuer)` of an authorizer must be literal or of the stack of eu-west-1, because no token may cross a Region or a stack, got: "Shop\/us-east-1"$/);
  });

  test('may come twice before it, and the last counts', () => {
    const region = anApi({ gateway }).inRegion('eu-west-1');
    region.useAuthorizer(Authorizer.iam());
    region.useAuthorizer(Authorizer.none());
    region.addRoute('GET', '/orders', aFunction(region), { regional: true });
    expect(JSON.stringify(Template.fromStack(region.stack).toJSON())).not.toContain('AWS_IAM');
  });
});
