import { App, Aws, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { DelegatedRecord, DelegatedZone, validateRoleArn } from '../../src/zone/delegated-zone';

const ROLE = 'arn:aws:iam::123456789012:role/dns/ZoneWriter';
const ZONE = { hostedZoneId: 'Z0123456789ABC', roleArn: ROLE };

function aStack(region: string = 'eu-west-1') {
  return new Stack(new App(), `Shop-${region}`, { env: { region } });
}

function aZone(stack: Stack = aStack(), roleArn: string = ROLE) {
  const zone = new DelegatedZone(stack, 'Zone', { ...ZONE, roleArn });
  zone.validateCertificate(['hello.example.com', `${stack.region}.hello.example.com`]);
  zone.writeRecords('Records', [aRecord(stack.region)]);
  return { stack, template: Template.fromStack(stack) };
}

function aRecord(region: string): DelegatedRecord {
  return { name: `${region}.hello.example.com`, type: 'A', aliasTarget: { dnsName: 'd-1.example.com', hostedZoneId: 'Z-API' } };
}

test('the function may assume the role and read certificates, and nothing else', () => {
  const { template } = aZone();
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  expect(statements).toHaveLength(4);
  expect(statements).toEqual(expect.arrayContaining([
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE },
    { Effect: 'Allow', Action: 'acm:ListCertificates', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'acm:DescribeCertificate',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':acm:eu-west-1:', { Ref: 'AWS::AccountId' }, ':certificate/*']] },
    },
    { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [expect.stringContaining('ZoneLogs'), 'Arn'] } },
  ]));
  template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

test('the function has Lambda\'s longest time and logs of its own', () => {
  const { template } = aZone();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Timeout: 900,
    MemorySize: 256,
    Handler: 'index.handler',
    LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('ZoneLogs') } },
  });
  template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 7 }, DeletionPolicy: 'Delete' });
  template.resourceCountIs('AWS::Lambda::Function', 1);
});

test('records come as Route 53\'s API has them', () => {
  const stack = aStack();
  const target = new CfnResource(stack, 'Target', { type: 'AWS::ApiGateway::DomainName' });
  new DelegatedZone(stack, 'Zone', ZONE).writeRecords('Records', [
    {
      name: 'hello.example.com',
      type: 'AAAA',
      setIdentifier: 'eu-west-1',
      region: 'eu-west-1',
      healthCheckId: 'check',
      aliasTarget: { dnsName: target.getAtt('RegionalDomainName').toString(), hostedZoneId: 'Z-API', evaluateTargetHealth: true },
    },
    {
      name: 'weighted.example.com', type: 'CNAME', setIdentifier: 'eu', weight: 0, ttl: '60', resourceRecords: ['one.example.com', 'two.example.com'],
    },
    { name: 'pair.example.com', type: 'A', setIdentifier: 'secondary', failover: 'SECONDARY', aliasTarget: { dnsName: 'cdn.example.net', hostedZoneId: 'Z-CDN' } },
    { name: 'geo.example.com', type: 'A', setIdentifier: 'us', geoLocation: { countryCode: 'US', subdivisionCode: 'WA' }, ttl: '30', resourceRecords: ['192.0.2.1'] },
    { name: 'geo.example.com', type: 'A', setIdentifier: 'sa', geoLocation: { continentCode: 'SA' }, ttl: '30', resourceRecords: ['192.0.2.2'] },
  ]);
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('Custom::ZoneRecords'));
  expect(Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [expect.stringContaining('ZoneFunction'), 'Arn'] },
    ServiceTimeout: '1200',
    HostedZoneId: 'Z0123456789ABC',
    RoleArn: ROLE,
    Records: [
      {
        Name: 'hello.example.com',
        Type: 'AAAA',
        SetIdentifier: 'eu-west-1',
        Region: 'eu-west-1',
        HealthCheckId: 'check',
        AliasTarget: { DNSName: { 'Fn::GetAtt': ['Target', 'RegionalDomainName'] }, HostedZoneId: 'Z-API', EvaluateTargetHealth: true },
      },
      {
        Name: 'weighted.example.com', Type: 'CNAME', SetIdentifier: 'eu', Weight: 0, TTL: '60', ResourceRecords: [{ Value: 'one.example.com' }, { Value: 'two.example.com' }],
      },
      {
        Name: 'pair.example.com',
        Type: 'A',
        SetIdentifier: 'secondary',
        Failover: 'SECONDARY',
        AliasTarget: { DNSName: 'cdn.example.net', HostedZoneId: 'Z-CDN', EvaluateTargetHealth: false },
      },
      {
        Name: 'geo.example.com', Type: 'A', SetIdentifier: 'us', GeoLocation: { CountryCode: 'US', SubdivisionCode: 'WA' }, TTL: '30', ResourceRecords: [{ Value: '192.0.2.1' }],
      },
      { Name: 'geo.example.com', Type: 'A', SetIdentifier: 'sa', GeoLocation: { ContinentCode: 'SA' }, TTL: '30', ResourceRecords: [{ Value: '192.0.2.2' }] },
    ],
  });
});

test('the certificate and its validation wait for nothing of each other', () => {
  const stack = aStack();
  new DelegatedZone(stack, 'Zone', ZONE).validateCertificate(['hello.example.com']);
  new Certificate(stack, 'Certificate', { domainName: 'hello.example.com', validation: CertificateValidation.fromDns() });
  const template = Template.fromStack(stack);
  const [certificate] = Object.values(template.findResources('AWS::CertificateManager::Certificate'));
  const [validation] = Object.values(template.findResources('Custom::CertificateValidation'));
  expect(certificate).toEqual({ Type: 'AWS::CertificateManager::Certificate', Properties: expect.not.objectContaining({ DomainValidationOptions: expect.anything() }) });
  expect(validation.Properties).toMatchObject({ HostedZoneId: 'Z0123456789ABC', RoleArn: ROLE, DomainNames: ['hello.example.com'] });
  expect(JSON.stringify(validation)).not.toContain('"Certificate');
});

test('custom resources come after the function\'s rights, and go before them', () => {
  const { template } = aZone();
  const [[functionId, { DependsOn: ofFunction }]] = Object.entries(template.findResources('AWS::Lambda::Function'));
  const policies = Object.keys(template.findResources('AWS::IAM::Policy'));
  expect(policies).toHaveLength(2);
  for (const type of ['Custom::ZoneRecords', 'Custom::CertificateValidation']) {
    const [{ DependsOn }] = Object.values(template.findResources(type));
    expect(DependsOn).toContain(functionId);
    expect([...DependsOn, ...ofFunction]).toEqual(expect.arrayContaining(policies));
  }
});

test('another role gets a policy of its own, so that the old one lasts until the old zone\'s records are deleted', () => {
  const policyIds = (roleArn: string) => Object.keys(aZone(aStack(), roleArn).template.findResources('AWS::IAM::Policy', {
    Properties: { PolicyDocument: { Statement: [{ Action: 'sts:AssumeRole' }] } },
  }));
  const [one] = policyIds(ROLE);
  const [other] = policyIds('arn:aws:iam::210987654321:role/dns/ZoneWriter');
  expect(one).toMatch(/^ZoneAssume123456789012roledns/);
  expect(other).not.toEqual(one);
});

test('Regions\' templates are the same but for the Region\'s name', () => {
  const [one, other] = ['eu-west-1', 'us-east-1'].map(region => JSON.stringify(aZone(aStack(region)).template.toJSON()).replaceAll(region, 'REGION'));
  expect(one).toBe(other);
});

test.each([
  'arn:aws:iam::123456789012:role/ZoneWriter',
  'arn:aws:iam::123456789012:role/a/path/Zone.Writer_1+2=3,4@5-6',
  'arn:aws-cn:iam::123456789012:role/ZoneWriter',
  'arn:aws-us-gov:iam::123456789012:role/ZoneWriter',
  `arn:aws:iam::123456789012:role/${'x'.repeat(64)}`,
])('%s is the ARN of a role', arn => {
  expect(() => validateRoleArn('domain.hostedZoneRoleArn', arn)).not.toThrow();
});

test.each([
  '',
  'ZoneWriter',
  'arn:aws:iam::123456789012:user/ZoneWriter',
  'arn:aws:iam::12345678901:role/ZoneWriter',
  'arn:aws:iam::1234567890123:role/ZoneWriter',
  'arn:aws:iam:eu-west-1:123456789012:role/ZoneWriter',
  'arn:aws:iam::123456789012:role/',
  'arn:aws:iam::123456789012:role/Zone Writer',
  'arn:aws:iam::123456789012:role/*',
  'arn:aws:sts::123456789012:assumed-role/ZoneWriter/session',
  `arn:aws:iam::123456789012:role/${'x'.repeat(65)}`,
])('"%s" is refused', arn => {
  expect(() => validateRoleArn('domain.hostedZoneRoleArn', arn)).toThrow(
    `\`domain.hostedZoneRoleArn\` must be the ARN of an IAM role, got: ${JSON.stringify(arn)}. It looks like arn:aws:iam::123456789012:role/ZoneWriter`,
  );
});

test('a role\'s ARN with a token is refused, before anything is made', () => {
  const stack = aStack();
  expect(() => new DelegatedZone(stack, 'Zone', { ...ZONE, roleArn: `arn:aws:iam::${Aws.ACCOUNT_ID}:role/ZoneWriter` }))
    .toThrow('`roleArn` must be a literal, because no token may cross a Region, got: "arn:aws:iam::${Token[AWS.AccountId.');
  expect(stack.node.children).toEqual([]);
});

test('a record that is a token is refused', () => {
  const zone = new DelegatedZone(aStack(), 'Zone', ZONE);
  expect(() => zone.writeRecords('Records', [{ ...aRecord('eu-west-1'), aliasTarget: Lazy.any({ produce: () => ({}) }) }]))
    .toThrow('`aliasTarget` of a record must be an object, with tokens for no more than its values, got: "eu-west-1.hello.example.com"');
});
